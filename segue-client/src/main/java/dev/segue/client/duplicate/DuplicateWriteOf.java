package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How both shapes of an argument are written. Thread-safe if its lambdas are.
 *
 * @param <A> what is written
 * @param <R> what the writes give
 */
public final class DuplicateWriteOf<A extends @Nullable Object, R extends @Nullable Object> {

    private final InOrder inOrder;
    private final WriteOf<A, R> old;
    private final LaterWriteOf<A, R> fresh;

    DuplicateWriteOf(InOrder inOrder, WriteOf<A, R> old, LaterWriteOf<A, R> fresh) {
        this.inOrder = inOrder;
        this.old = old;
        this.fresh = fresh;
    }

    /**
     * Writes an argument as {@link DuplicateWrite#run} does.
     *
     * @param argument what to write
     */
    public @Nullable R run(Connection connection, A argument) throws SQLException {
        return inOrder.run(
                connection,
                within -> old.write(within, argument),
                (within, result) -> fresh.write(within, argument, result));
    }
}
