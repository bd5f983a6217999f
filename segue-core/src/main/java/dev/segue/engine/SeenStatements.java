package dev.segue.engine;

import java.time.Instant;
import java.util.List;

/**
 * What is known of the application's statements from one source.
 *
 * @param source where they come from
 * @param origin the file's name, or what counts them
 * @param since from when on calls are compared
 * @param at when they were last looked at
 * @param hidden how many could not be seen
 * @param statements all that were judged
 */
public record SeenStatements(
        Source source, String origin, Instant since, Instant at, int hidden, List<Seen> statements) {

    /** Where statements come from. */
    public enum Source {
        /** A file of captured statements: they were sent at some time before. */
        FILE,
        /** The server, which counts how often it is sent each. */
        COUNTED
    }

    /**
     * One statement.
     *
     * @param id by which it is known again
     * @param sql without the values that it held; empty where it does not need the old shape
     * @param needsOld whether it runs before, and not when only the new shape is left
     * @param calls how often it had been sent at the last look; zero if nobody counts
     * @param changedAt the first look that found it, or the last that found it sent again
     */
    public record Seen(String id, String sql, boolean needsOld, long calls, Instant changedAt) {}

    public SeenStatements {
        statements = List.copyOf(statements);
    }

    /** {@return those that need the old shape} */
    List<Seen> old() {
        return statements.stream().filter(Seen::needsOld).toList();
    }
}
