package dev.segue.client.duplicate;

import dev.segue.client.Stage;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the stage asks for, old before new in every stage: two transactions that write the same two rows from
 * different stages lock them in the same order.
 */
record InOrder(Pin pin, String name) {

    <R extends @Nullable Object> @Nullable R run(Connection connection, Write<R> old, LaterWrite<R> fresh)
            throws SQLException {
        Stage stage = pin.pin(connection).stage();
        Connection within = ShapeConnection.of(connection, pin.migration() + ", " + name);
        try {
            R ofOld = stage.writesOld() ? old.write(within) : null;
            R ofNew = stage.writesNew() ? fresh.write(within, ofOld) : null;
            return stage.readsNew() ? ofNew : ofOld;
        } catch (Throwable failure) {
            Doom.of(connection, pin.migration(), name, failure);
            throw failure;
        }
    }
}
