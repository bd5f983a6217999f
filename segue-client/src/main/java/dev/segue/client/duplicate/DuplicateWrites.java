package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The duplicate writes of one migration whose application writes both shapes itself. Thread-safe.
 *
 * <pre>{@code
 * long id = writes.named("orders.place")
 *         .oldShape(c -> Orders.insertWithAddress(c, order))
 *         .newShape((c, old) -> Orders.insertAddress(c, order, old))
 *         .run(connection);
 * }</pre>
 */
public final class DuplicateWrites {

    private final Pin pin;

    /**
     * Makes the duplicate writes of a migration.
     *
     * @param migration the migration's name
     * @param instance gives the number by which this process is registered at the time
     */
    public DuplicateWrites(String migration, LongSupplier instance) {
        this.pin = new Pin(migration, instance);
    }

    /**
     * Makes the duplicate writes of a migration whose end this process hears of: from then on the shape of the last stage
     * is written, without a pin.
     *
     * @param looks gives the last stage once the migration was contracted or rolled back
     */
    public DuplicateWrites(String migration, LongSupplier instance, Supplier<FenceLook> looks) {
        this.pin = new Pin(migration, instance, looks);
    }

    /**
     * Begins to say how something is written.
     *
     * @param name for people: it stands in messages
     */
    public DuplicateWriteName named(String name) {
        return new DuplicateWriteName(new InOrder(pin, Objects.requireNonNull(name, "name")));
    }

    /**
     * Pins the connection's transaction, for reads that must not be answered by a stage of the past.
     *
     * @see Pin#pin(Connection)
     */
    public Pinned pin(Connection connection) throws SQLException {
        return pin.pin(connection);
    }
}
