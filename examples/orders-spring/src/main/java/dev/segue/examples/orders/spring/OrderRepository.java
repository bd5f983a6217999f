package dev.segue.examples.orders.spring;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where orders are kept. Each version has one with Spring's JDBC and one with JPA: the profiles {@code jdbc} and {@code jpa}. */
public interface OrderRepository {

    /** Keeps a new order; {@return its number} */
    Long place(NewOrder order);

    /** {@return whether there is such an order} */
    boolean changeAddress(long id, Address address);

    /** {@return the order, or null if there is none} */
    @Nullable
    Order find(long id);

    /** {@return the orders of a customer, the oldest first} */
    List<Order> ofCustomer(long customerId);
}
