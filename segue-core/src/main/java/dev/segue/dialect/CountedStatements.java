package dev.segue.dialect;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The application's statements that the server has counted in this database, Segue's own left out.
 *
 * @param statements each once, whoever sent it
 * @param hidden how many there are whose text Segue's role may not see
 * @param reset when the server last began to count anew, or null if it does not say
 */
public record CountedStatements(
        List<Counted> statements, int hidden, @Nullable Instant reset) {

    /**
     * One statement.
     *
     * @param id by which the server knows it again
     * @param sql with {@code $1} for constants and parameters
     * @param calls how often it was sent since the server counts
     */
    public record Counted(String id, String sql, long calls) {}

    public CountedStatements {
        statements = List.copyOf(statements);
    }
}
