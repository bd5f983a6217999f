package dev.segue.leftovers;

import java.nio.file.Path;

/**
 * A line of the sources that still mentions what goes.
 *
 * @param file the file, below the directory that was searched
 * @param line from 1
 * @param kind what sort of thing is mentioned
 * @param mentioned the thing: {@code public.orders.city}
 * @param comment whether it is mentioned in a comment only
 * @param text the line, or what of it was read
 */
public record Leftover(Path file, int line, Kind kind, String mentioned, boolean comment, String text) {

    /** What sort of thing is mentioned. */
    public enum Kind {
        COLUMN("column"),
        TABLE("table"),
        FLAG("flag"),
        MIGRATION("migration"),
        DARK_READ("dark read"),
        DUPLICATE_WRITE("duplicate write"),
        VERSION_SCHEMA("version schema");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** {@return its name as people write it} */
        public String word() {
            return word;
        }
    }
}
