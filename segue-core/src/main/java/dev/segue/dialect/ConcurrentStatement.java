package dev.segue.dialect;

import java.util.Objects;

/**
 * A statement that cannot run in a transaction, so it may be cut off half done.
 *
 * @param statement what is to be done
 * @param probe a query for one text: {@code done}, {@code none}, {@code half}, or {@code busy} where another session
 *     executes the same statement at this moment
 * @param cleanup what takes a half-done object away; also outside a transaction
 */
public record ConcurrentStatement(Statement statement, String probe, String cleanup) {
    public ConcurrentStatement {
        Objects.requireNonNull(statement, "statement");
        Objects.requireNonNull(probe, "probe");
        Objects.requireNonNull(cleanup, "cleanup");
    }
}
