package dev.segue.testing.stages;

import dev.segue.client.duplicate.DuplicateWriteOf;
import dev.segue.client.duplicate.DuplicateWrites;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Orders whose street moves into a table of its own, as an application writes them; the documentation shows parts of it. */
final class Orders {

    record Order(String customer, String street) {}

    private final DuplicateWrites writes;
    private final DuplicateWriteOf<Order, Long> place;

    Orders(DuplicateWrites writes) {
        this.writes = writes;
        this.place = writes.named("orders.place").oldShape(Orders::insertInline).newShape(Orders::insertSeparate);
    }

    long place(Connection connection, Order order) throws SQLException {
        return place.run(connection, order);
    }

    void move(Connection connection, long id, String street) throws SQLException {
        writes.named("orders.move")
                .oldShape(c -> update(c, "UPDATE orders SET street = ? WHERE id = ?", street, id))
                .newShape(c -> update(
                        c,
                        "UPDATE addresses SET street = ? WHERE id = (SELECT address_id FROM orders WHERE id = ?)",
                        street,
                        id))
                .run(connection);
    }

    @Nullable
    String street(Connection connection, long id) throws SQLException {
        return writes.pin(connection).stage().readsNew()
                ? text(
                        connection,
                        "SELECT a.street FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.id = ?",
                        id)
                : text(connection, "SELECT street FROM orders WHERE id = ?", id);
    }

    static Long insertInline(Connection connection, Order order) throws SQLException {
        return key(connection, "INSERT INTO orders (customer, street) VALUES (?, ?)", order.customer(), order.street());
    }

    static Long insertSeparate(Connection connection, Order order, @Nullable Long placed) throws SQLException {
        Long address = key(connection, "INSERT INTO addresses (street) VALUES (?)", order.street());
        if (placed == null) { // stage COMPLETE: the old shape was not written
            return key(
                    connection, "INSERT INTO orders (customer, address_id) VALUES (?, ?)", order.customer(), address);
        }
        update(connection, "UPDATE orders SET address_id = ? WHERE id = ?", address, placed);
        return placed;
    }

    static Long key(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql + " RETURNING id")) {
            set(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            return statement.executeUpdate();
        }
    }

    private static @Nullable String text(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            set(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static void set(PreparedStatement statement, Object... values) throws SQLException {
        for (int n = 0; n < values.length; n++) {
            statement.setObject(n + 1, values[n]);
        }
    }
}
