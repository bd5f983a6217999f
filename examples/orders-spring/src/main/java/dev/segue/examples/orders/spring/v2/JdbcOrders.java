package dev.segue.examples.orders.spring.v2;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import dev.segue.examples.orders.spring.OrderRepository;
import dev.segue.spring.DarkRead;
import dev.segue.spring.DuplicateWrite;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Orders with Spring's JDBC, in both shapes. */
@Repository
@Profile("jdbc")
class JdbcOrders implements OrderRepository {

    private final JdbcClient jdbc;

    JdbcOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    @DuplicateWrite(migration = "0007_extract_address", key = "#order.customerId()", newShape = "placeSeparate")
    public Long place(NewOrder order) {
        return jdbc.sql(
                        "INSERT INTO orders (customer_id, total, street, city, zip) VALUES (?, ?, ?, ?, ?) RETURNING id")
                .param(order.customerId())
                .param(order.total())
                .param(order.address().street())
                .param(order.address().city())
                .param(order.address().zip())
                .query(Long.class)
                .single();
    }

    Long placeSeparate(NewOrder order, @Nullable Long placed) {
        Long address = jdbc.sql("INSERT INTO addresses (street, city, zip) VALUES (?, ?, ?) RETURNING id")
                .param(order.address().street())
                .param(order.address().city())
                .param(order.address().zip())
                .query(Long.class)
                .single();
        if (placed == null) { // The old shape was not written.
            return jdbc.sql("INSERT INTO orders (customer_id, total, address_id) VALUES (?, ?, ?) RETURNING id")
                    .param(order.customerId())
                    .param(order.total())
                    .param(address)
                    .query(Long.class)
                    .single();
        }
        jdbc.sql("UPDATE orders SET address_id = ? WHERE id = ?")
                .param(address)
                .param(placed)
                .update();
        return placed;
    }

    @Override
    @DuplicateWrite(migration = "0007_extract_address", key = "#id", newShape = "changeSeparateAddress")
    public boolean changeAddress(long id, Address address) {
        return jdbc.sql("UPDATE orders SET street = ?, city = ?, zip = ? WHERE id = ?")
                        .param(address.street())
                        .param(address.city())
                        .param(address.zip())
                        .param(id)
                        .update()
                > 0;
    }

    boolean changeSeparateAddress(long id, Address address) {
        return jdbc.sql("""
                        UPDATE addresses SET street = ?, city = ?, zip = ?
                        FROM orders WHERE orders.id = ? AND addresses.id = orders.address_id
                        """)
                        .param(address.street())
                        .param(address.city())
                        .param(address.zip())
                        .param(id)
                        .update()
                > 0;
    }

    @Override
    @DarkRead(migration = "0007_extract_address", name = "order", key = "#id", newShape = "findSeparate")
    public @Nullable Order find(long id) {
        return jdbc.sql("SELECT id, customer_id, total, street, city, zip FROM orders WHERE id = ?")
                .param(id)
                .query(JdbcOrders::order)
                .optional()
                .orElse(null);
    }

    @Nullable
    Order findSeparate(long id) {
        return jdbc.sql("""
                        SELECT o.id, o.customer_id, o.total, a.street, a.city, a.zip
                        FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.id = ?
                        """).param(id).query(JdbcOrders::order).optional().orElse(null);
    }

    @Override
    @DarkRead(
            migration = "0007_extract_address",
            name = "orders of a customer",
            key = "#customerId",
            newShape = "separateOfCustomer")
    public List<Order> ofCustomer(long customerId) {
        return jdbc.sql(
                        "SELECT id, customer_id, total, street, city, zip FROM orders WHERE customer_id = ? ORDER BY id")
                .param(customerId)
                .query(JdbcOrders::order)
                .list();
    }

    List<Order> separateOfCustomer(long customerId) {
        return jdbc.sql("""
                        SELECT o.id, o.customer_id, o.total, a.street, a.city, a.zip
                        FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.customer_id = ? ORDER BY o.id
                        """).param(customerId).query(JdbcOrders::order).list();
    }

    private static Order order(ResultSet row, int number) throws SQLException {
        return new Order(
                row.getLong("id"),
                row.getLong("customer_id"),
                row.getBigDecimal("total"),
                new Address(row.getString("street"), row.getString("city"), row.getString("zip")));
    }
}
