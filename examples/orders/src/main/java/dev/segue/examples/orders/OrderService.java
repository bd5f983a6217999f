package dev.segue.examples.orders;

import dev.segue.client.ClientSettings;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Takes orders, changes and cancels some of them, and reads back what it wrote. */
public final class OrderService {

    private static final int REMEMBERED = 100;

    private final OrderRepository orders;
    private final Random random = new Random();
    private final Deque<Order> own = new ArrayDeque<>();

    public OrderService(OrderRepository orders) {
        this.orders = orders;
    }

    /**
     * Runs a version until it is stopped.
     *
     * @param arguments {@code v1}, {@code v2}, {@code v2-in-stages} or {@code v3}, and the database's JDBC URL
     */
    public static void main(String... arguments) throws SQLException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("needs a version (v1, v2, v2-in-stages, v3) and a JDBC URL");
        }
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[1]);
        try (OrderRepository orders = version(arguments[0], database)) {
            OrderService service = new OrderService(orders);
            for (long requests = 1; ; requests++) {
                service.serve();
                if (requests % 1000 == 0) {
                    System.out.println(arguments[0] + ": " + requests + " requests");
                }
            }
        }
    }

    private static OrderRepository version(String version, DataSource database) {
        return switch (version) {
            case "v1" -> new OrderRepositoryV1(database);
            case "v2" -> new OrderRepositoryV2(database, database, ClientSettings.of("orders", "v2"));
            case "v2-in-stages" -> new OrderRepositoryInStages(database, database, ClientSettings.of("orders", "v2"));
            case "v3" -> new OrderRepositoryV3(database);
            default -> throw new IllegalArgumentException("there is no version " + version);
        };
    }

    /**
     * Serves one request, made up at random.
     *
     * @throws IllegalStateException if what was written is not what is read
     */
    public void serve() throws SQLException {
        int choice = random.nextInt(10);
        Order some = own.peekFirst();
        if (some == null || choice < 3) {
            place();
        } else if (choice < 6) {
            changeAddress(some);
        } else if (choice < 7) {
            cancel(some);
        } else {
            expect(some);
            own.addLast(own.removeFirst());
        }
    }

    private void place() throws SQLException {
        long customer = random.nextInt(1000);
        BigDecimal total = BigDecimal.valueOf(random.nextInt(100_000), 2);
        Address address = someAddress();
        Order order = new Order(orders.place(customer, total, address), customer, total, address);
        own.addLast(order);
        expect(order);
        if (own.size() > REMEMBERED) {
            own.removeFirst();
        }
    }

    private void changeAddress(Order order) throws SQLException {
        Address address = someAddress();
        orders.changeAddress(order.id(), address);
        Order changed = new Order(order.id(), order.customerId(), order.total(), address);
        own.removeFirst();
        own.addLast(changed);
        expect(changed);
    }

    private void cancel(Order order) throws SQLException {
        own.removeFirst();
        if (!orders.cancel(order.id()) || orders.find(order.id()).isPresent()) {
            throw new IllegalStateException("order " + order.id() + " was lost, or is there although it was cancelled");
        }
    }

    private void expect(Order order) throws SQLException {
        Order found = orders.find(order.id()).orElse(null);
        if (!order.equals(found)) {
            throw new IllegalStateException("written " + order + ", read " + found);
        }
    }

    private Address someAddress() {
        return new Address(
                random.nextInt(1000) + " Elm Street",
                "Town " + random.nextInt(100),
                "" + (10_000 + random.nextInt(90_000)));
    }
}
