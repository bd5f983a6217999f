package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * How both shapes of something are written. Thread-safe if its lambdas are.
 *
 * @param <R> what the writes give
 */
public final class DuplicateWrite<R extends @Nullable Object> {

    private final InOrder inOrder;
    private final Write<R> old;
    private final LaterWrite<R> fresh;

    DuplicateWrite(InOrder inOrder, Write<R> old, LaterWrite<R> fresh) {
        this.inOrder = inOrder;
        this.old = old;
        this.fresh = fresh;
    }

    /**
     * Writes what the stage asks for, in the connection's transaction: the old shape, then the new one, always in this
     * order. If one of them throws, the transaction can no longer be committed, also not by who catches the exception; a
     * savepoint that was set before can be rolled back to.
     *
     * @return what the write of that shape gave that answers reads in this stage
     * @throws PinRefusedException if the transaction cannot be pinned; nothing was written then
     * @throws SQLException what a write throws; or state 40001, as {@link Pin#pin} does
     */
    public @Nullable R run(Connection connection) throws SQLException {
        return inOrder.run(connection, old, fresh);
    }
}
