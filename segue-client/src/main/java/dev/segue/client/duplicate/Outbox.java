package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Objects;

/**
 * Writes to another store that are to happen if and only if the caller's transaction commits. A {@link Relay} carries them
 * there, at least once. Thread-safe.
 *
 * <p>As a shape of a duplicate write:
 *
 * <pre>{@code
 * writes.named("orders.move")
 *         .oldShape(c -> Orders.move(c, id, street))
 *         .newShape(c -> searchIndex.enqueue(c, "order " + id, street))
 *         .run(connection);
 * }</pre>
 *
 * @param migration the migration's name
 * @param name the other store's; each has relays of its own
 */
public record Outbox(String migration, String name) {

    public Outbox {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(name, "name");
    }

    /**
     * Adds a delivery to the caller's transaction. Deliveries of one key arrive in the order in which they were added, if
     * their transactions exclude each other, as they do where each first writes the same row.
     *
     * @param key what is written: the deliveries of one key arrive one after the other
     * @param payload what the relay's target is given
     * @return the delivery's number, which the target can use to know it again
     * @throws PinRefusedException if the connection commits by itself: the delivery would go out whatever becomes of the rest
     */
    public long enqueue(Connection connection, String key, String payload) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new PinRefusedException(
                    "%s: a delivery to %s goes out with its transaction, and this connection commits by itself; nothing was"
                                    .formatted(migration, name)
                            + " written. Call setAutoCommit(false), or begin a transaction with your framework");
        }
        try (PreparedStatement statement = connection.prepareStatement("SELECT segue.enqueue(?, ?, ?, ?)")) {
            statement.setString(1, migration);
            statement.setString(2, name);
            statement.setString(3, Objects.requireNonNull(key, "key"));
            statement.setString(4, Objects.requireNonNull(payload, "payload"));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
