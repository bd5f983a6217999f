package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shape of what it is given.
 *
 * @param <A> what is written
 * @param <R> what the write gives
 */
@FunctionalInterface
public interface WriteOf<A extends @Nullable Object, R extends @Nullable Object> {

    /**
     * Writes.
     *
     * @param connection the caller's transaction; it can be used for everything but to end it
     * @param argument what to write
     */
    R write(Connection connection, A argument) throws SQLException;
}
