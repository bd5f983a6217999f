package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Writes the new shape, which always comes after the old one.
 *
 * @param <R> what the write gives
 */
@FunctionalInterface
public interface LaterWrite<R extends @Nullable Object> {

    /**
     * Writes.
     *
     * @param connection the caller's transaction; it can be used for everything but to end it
     * @param old what the old shape's write gave just before, in the same transaction; null where the old shape is not
     *     written any more, in stage COMPLETE
     */
    R write(Connection connection, @Nullable R old) throws SQLException;
}
