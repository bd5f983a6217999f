package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one answer from one shape. It may be called on any thread, several times, with any connection; it neither commits
 * nor closes it, and only reads.
 *
 * @param <T> the answer
 */
@FunctionalInterface
public interface ShapeReader<T> {

    /** {@return the answer, as this shape gives it; null where there is none} */
    @Nullable
    T read(Connection connection) throws SQLException;
}
