package dev.segue.client.darkread;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What somebody should know of.
 *
 * @param kind what happened
 * @param read where
 * @param window when, and how often
 * @param differences confirmed differences, redacted by the rules, one of each field; at most twenty
 * @param message for people, without values
 */
public record Alert(Kind kind, Read read, Window window, List<Difference> differences, String message) {

    /** What alerts tell of. */
    public enum Kind {
        /** Both shapes gave different answers, again when both were read in one snapshot. */
        MISMATCH,
        /** The flag went back to the old shape by itself. */
        RETREAT
    }

    /**
     * One dark read.
     *
     * @param migration the migration's name
     * @param name the dark read's
     * @param version the application's
     * @param epoch the flag's
     */
    public record Read(String migration, String name, String version, long epoch) {}

    /**
     * What was counted between two moments.
     *
     * @param from the moment of the last alert of this dark read, or of its first comparison
     * @param comparisons that said something about the shapes
     */
    public record Window(Instant from, Instant to, long comparisons, long mismatches) {}

    public Alert {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(read, "read");
        Objects.requireNonNull(window, "window");
        Objects.requireNonNull(message, "message");
        differences = List.copyOf(differences);
    }
}
