package dev.segue.engine;

import java.util.List;

/** The application's statements, and where they were captured. */
public sealed interface Captured {

    /**
     * Statements of a file.
     *
     * @param name the file's name, for people
     * @param statements as they were captured; with {@code ?} or {@code $1} for parameters
     */
    record InFile(String name, List<String> statements) implements Captured {
        public InFile {
            statements = List.copyOf(statements);
        }
    }

    /** Those that the server has counted in this database. */
    record ByServer() implements Captured {}
}
