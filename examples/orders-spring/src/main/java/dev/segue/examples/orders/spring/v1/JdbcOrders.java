package dev.segue.examples.orders.spring.v1;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import dev.segue.examples.orders.spring.OrderRepository;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Orders with Spring's JDBC. */
@Repository
@Profile("jdbc")
class JdbcOrders implements OrderRepository {

    private final JdbcClient jdbc;

    JdbcOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
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

    @Override
    public boolean changeAddress(long id, Address address) {
        return jdbc.sql("UPDATE orders SET street = ?, city = ?, zip = ? WHERE id = ?")
                        .param(address.street())
                        .param(address.city())
                        .param(address.zip())
                        .param(id)
                        .update()
                > 0;
    }

    @Override
    public @Nullable Order find(long id) {
        return jdbc.sql("SELECT id, customer_id, total, street, city, zip FROM orders WHERE id = ?")
                .param(id)
                .query(JdbcOrders::order)
                .optional()
                .orElse(null);
    }

    @Override
    public List<Order> ofCustomer(long customerId) {
        return jdbc.sql(
                        "SELECT id, customer_id, total, street, city, zip FROM orders WHERE customer_id = ? ORDER BY id")
                .param(customerId)
                .query(JdbcOrders::order)
                .list();
    }

    private static Order order(ResultSet row, int number) throws SQLException {
        return new Order(
                row.getLong("id"),
                row.getLong("customer_id"),
                row.getBigDecimal("total"),
                new Address(row.getString("street"), row.getString("city"), row.getString("zip")));
    }
}
