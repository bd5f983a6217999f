package dev.segue.examples.orders;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Version 1: the address is part of the order's row. Nothing in it changes while Segue works. */
public record OrderRepositoryV1(DataSource database) implements OrderRepository {

    @Override
    public long place(long customerId, BigDecimal total, Address address) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return place(connection, customerId, total, address);
        }
    }

    static long place(Connection connection, long customerId, BigDecimal total, Address address) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                INSERT INTO orders (customer_id, total, street, city, zip)
                VALUES (?, ?, ?, ?, ?) RETURNING id
                """)) {
            insert.setLong(1, customerId);
            insert.setBigDecimal(2, total);
            insert.setString(3, address.street());
            insert.setString(4, address.city());
            insert.setString(5, address.zip());
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
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
                SELECT id, customer_id, total, street, city, zip FROM orders WHERE id = ?
                """)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? order(row) : null;
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
                UPDATE orders SET street = ?, city = ?, zip = ? WHERE id = ?
                """)) {
            update.setString(1, address.street());
            update.setString(2, address.city());
            update.setString(3, address.zip());
            update.setLong(4, id);
            return update.executeUpdate() > 0;
        }
    }

    @Override
    public boolean cancel(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement delete = connection.prepareStatement("DELETE FROM orders WHERE id = ?")) {
            delete.setLong(1, id);
            return delete.executeUpdate() > 0;
        }
    }

    static Order order(ResultSet row) throws SQLException {
        return new Order(
                row.getLong("id"),
                row.getLong("customer_id"),
                row.getBigDecimal("total"),
                new Address(row.getString("street"), row.getString("city"), row.getString("zip")));
    }
}
