package dev.segue.testing.load;

import java.sql.SQLException;

/**
 * One request: one transaction.
 *
 * @param name for people
 * @param transaction whether it is several statements in one transaction; else each statement commits by itself, and
 *     there must be one only
 * @param action what it does
 */
public record Request(String name, boolean transaction, Action action) {

    /** What a request does. Must not commit. */
    @FunctionalInterface
    public interface Action {
        void run(Work work) throws SQLException;
    }
}
