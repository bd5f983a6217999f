package dev.segue.examples.orders;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** Version 3: the order refers to its address. The same statements run before and after contract. */
public record OrderRepositoryV3(DataSource database) implements OrderRepository {

    @Override
    public long place(long customerId, BigDecimal total, Address address) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement("""
                        WITH address AS (
                            INSERT INTO addresses (street, city, zip) VALUES (?, ?, ?) RETURNING id)
                        INSERT INTO orders (customer_id, total, address_id)
                        SELECT ?, ?, address.id FROM address RETURNING id
                        """)) {
            insert.setString(1, address.street());
            insert.setString(2, address.city());
            insert.setString(3, address.zip());
            insert.setLong(4, customerId);
            insert.setBigDecimal(5, total);
            try (ResultSet row = insert.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    @Override
    public Optional<Order> find(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select = connection.prepareStatement("""
                        SELECT orders.id, customer_id, total, addresses.street, addresses.city, addresses.zip
                        FROM orders JOIN addresses ON addresses.id = orders.address_id
                        WHERE orders.id = ?
                        """)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(OrderRepositoryV1.order(row)) : Optional.empty();
            }
        }
    }

    @Override
    public boolean changeAddress(long id, Address address) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement update = connection.prepareStatement("""
                        UPDATE addresses SET street = ?, city = ?, zip = ?
                        FROM orders WHERE orders.id = ? AND addresses.id = orders.address_id
                        """)) {
            update.setString(1, address.street());
            update.setString(2, address.city());
            update.setString(3, address.zip());
            update.setLong(4, id);
            return update.executeUpdate() > 0;
        }
    }

    /** The address goes with its order; nobody else does that once the triggers are gone. */
    @Override
    public boolean cancel(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement order =
                        connection.prepareStatement("DELETE FROM orders WHERE id = ? RETURNING address_id");
                PreparedStatement address = connection.prepareStatement("DELETE FROM addresses WHERE id = ?")) {
            connection.setAutoCommit(false);
            order.setLong(1, id);
            boolean found;
            try (ResultSet row = order.executeQuery()) {
                found = row.next();
                if (found) {
                    address.setLong(1, row.getLong("address_id"));
                    address.executeUpdate();
                }
            }
            connection.commit();
            return found;
        }
    }
}
