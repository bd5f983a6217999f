package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shape.
 *
 * @param <R> what the write gives: a key, a row, a count
 */
@FunctionalInterface
public interface Write<R extends @Nullable Object> {

    /**
     * Writes.
     *
     * @param connection the caller's transaction; it can be used for everything but to end it
     */
    R write(Connection connection) throws SQLException;
}
