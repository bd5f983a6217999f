package dev.segue.examples.orders;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Version 3: the order refers to its address. The same statements run before and after contract. */
public record OrderRepositoryV3(DataSource database) implements OrderRepository {

    @Override
    public long place(long customerId, BigDecimal total, Address address) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return place(connection, customerId, total, address);
        }
    }

    static long place(Connection connection, long customerId, BigDecimal total, Address address) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH address AS (
                    INSERT INTO addresses (street, city, zip) VALUES (?, ?, ?) RETURNING id)
                INSERT INTO orders (customer_id, total, address_id)
                SELECT ?, ?, address.id FROM address RETURNING id
                """)) {
            setAddress(insert, address);
            insert.setLong(4, customerId);
            insert.setBigDecimal(5, total);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Gives an order that was placed in the old shape its address in the new one; {@return the order's number} */
    static long addAddress(Connection connection, long id, Address address) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                WITH address AS (
                    INSERT INTO addresses (street, city, zip) VALUES (?, ?, ?) RETURNING id)
                UPDATE orders SET address_id = address.id FROM address WHERE orders.id = ?
                """)) {
            setAddress(insert, address);
            insert.setLong(4, id);
            insert.executeUpdate();
            return id;
        }
    }

    @Override
    public Optional<Order> find(long id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Optional.ofNullable(find(connection, id));
        }
    }

    static @Nullable Order find(Connection connection, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("""
                SELECT orders.id, customer_id, total, addresses.street, addresses.city, addresses.zip
                FROM orders JOIN addresses ON addresses.id = orders.address_id
                WHERE orders.id = ?
                """)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? OrderRepositoryV1.order(row) : null;
            }
        }
    }

    @Override
    public boolean changeAddress(long id, Address address) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return changeAddress(connection, id, address);
        }
    }

    static boolean changeAddress(Connection connection, long id, Address address) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                UPDATE addresses SET street = ?, city = ?, zip = ?
                FROM orders WHERE orders.id = ? AND addresses.id = orders.address_id
                """)) {
            setAddress(update, address);
            update.setLong(4, id);
            return update.executeUpdate() > 0;
        }
    }

    /** The address goes with its order; nobody else does that once the triggers are gone. */
    @Override
    public boolean cancel(long id) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Cancelled cancelled = deleteAddress(connection, deleteOrder(connection, id));
            connection.commit();
            return cancelled.found();
        }
    }

    static Cancelled deleteOrder(Connection connection, long id) throws SQLException {
        return deleted(connection, id, "DELETE FROM orders WHERE id = ? RETURNING address_id");
    }

    static Cancelled deleted(Connection connection, long id, String delete) throws SQLException {
        try (PreparedStatement order = connection.prepareStatement(delete)) {
            order.setLong(1, id);
            try (ResultSet row = order.executeQuery()) {
                return row.next() ? new Cancelled(true, row.getLong(1)) : new Cancelled(false, 0);
            }
        }
    }

    static Cancelled deleteAddress(Connection connection, Cancelled order) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM addresses WHERE id = ?")) {
            delete.setLong(1, order.addressId());
            delete.executeUpdate();
            return order;
        }
    }

    private static void setAddress(PreparedStatement statement, Address address) throws SQLException {
        statement.setString(1, address.street());
        statement.setString(2, address.city());
        statement.setString(3, address.zip());
    }
}
