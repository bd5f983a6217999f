package dev.segue.testing.orders;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Writer.Write;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the application itself writes orders to both shapes, the old row first. The old writes know nothing of the new
 * columns, which may not be there.
 */
final class DuplicateStatements {

    final TwoWrites<Placed, Long> place = new TwoWrites<>("orders.place", this::placeInline, this::placeSeparate);
    final TwoWrites<Moved, Integer> move = new TwoWrites<>("orders.move", this::moveInline, this::moveSeparate);
    final TwoWrites<Long, Cancelled> cancel =
            new TwoWrites<>("orders.cancel", this::cancelInline, this::cancelSeparate);
    private final OrdersSchema schema;
    private final NewStatements sql;

    /** An order to be placed. */
    record Placed(long customer, Write write) {}

    /** Another address of an order, or a part of it. */
    record Moved(long order, List<Field> fields, Write write) {}

    /** An order that was there or not, with the address it had, if any. */
    record Cancelled(boolean found, @Nullable Long address) {
        static final Cancelled NOTHING = new Cancelled(false, null);
    }

    DuplicateStatements(OrdersSchema schema) {
        if (schema.key() != SourceKey.BIGINT
                || schema.addressKey() == OrdersSchema.AddressKey.UUID
                || schema.columns().nullable()) {
            throw new IllegalArgumentException("orders and addresses with bigint keys and no NULL, not " + schema);
        }
        this.schema = schema;
        this.sql = new NewStatements(schema);
    }

    private Long placeInline(Connection connection, Placed order) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                INSERT INTO %s (customer_id, street, city, zip, total, placed_at)
                VALUES (?, ?, ?, ?, ?, now()) RETURNING id""".formatted(schema.orders()))) {
            statement.setLong(1, order.customer());
            int next = OrderStatements.bind(statement, 2, order.write(), OrdersSchema.ADDRESS_FIELDS);
            OrderStatements.bind(statement, next, order.write(), List.of(OrdersSchema.TOTAL));
            return key(statement);
        }
    }

    private Long placeSeparate(Connection connection, Placed order, @Nullable Long placed) throws SQLException {
        long address;
        try (PreparedStatement statement = connection.prepareStatement(sql.insertAddress)) {
            OrderStatements.bind(statement, 1, order.write(), OrdersSchema.ADDRESS_FIELDS);
            address = key(statement);
        }
        if (placed == null) {
            try (PreparedStatement statement = connection.prepareStatement(sql.insertOrder)) {
                statement.setLong(1, order.customer());
                int next = OrderStatements.bind(statement, 2, order.write(), List.of(OrdersSchema.TOTAL));
                statement.setLong(next, address);
                return key(statement);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement(sql.setReference)) {
            statement.setLong(1, address);
            statement.setLong(2, placed);
            statement.executeUpdate();
        }
        return placed;
    }

    private Integer moveInline(Connection connection, Moved moved) throws SQLException {
        return update(
                connection,
                "UPDATE %s AS o SET %s WHERE o.id = ?"
                        .formatted(schema.orders(), OrderStatements.assignments(moved.fields(), Field::name)),
                moved);
    }

    /** An order that has no address yet gets it from the backfill, with what was written to the old row. */
    private Integer moveSeparate(Connection connection, Moved moved, @Nullable Integer found) throws SQLException {
        int changed = found != null && found == 0 ? 0 : update(connection, sql.updateAddressOf(moved.fields()), moved);
        return found == null ? Integer.valueOf(changed) : found;
    }

    private static int update(Connection connection, String sql, Moved moved) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int next = OrderStatements.bind(statement, 1, moved.write(), moved.fields());
            statement.setLong(next, moved.order());
            return statement.executeUpdate();
        }
    }

    /** With the row goes its reference, if it has such a column; one of a fixed type, whatever the table looks like. */
    private Cancelled cancelInline(Connection connection, Long order) throws SQLException {
        return delete(
                connection,
                "DELETE FROM %s AS o WHERE o.id = ? RETURNING (to_jsonb(o) ->> 'address_id')::bigint"
                        .formatted(schema.orders()),
                order);
    }

    private Cancelled cancelSeparate(Connection connection, Long order, @Nullable Cancelled cancelled)
            throws SQLException {
        Cancelled gone = cancelled == null ? delete(connection, sql.deleteOrder, order) : cancelled;
        if (gone.address() != null) {
            try (PreparedStatement statement = connection.prepareStatement(sql.deleteAddress)) {
                statement.setLong(1, gone.address());
                statement.executeUpdate();
            }
        }
        return gone;
    }

    private static Cancelled delete(Connection connection, String sql, Long order) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, order);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? new Cancelled(true, row.getObject(1, Long.class)) : Cancelled.NOTHING;
            }
        }
    }

    private static long key(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
