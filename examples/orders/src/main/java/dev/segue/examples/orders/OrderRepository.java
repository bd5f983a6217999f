package dev.segue.examples.orders;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Optional;

/** Where orders are kept. The service knows this interface only; the versions differ in what is behind it. */
public interface OrderRepository extends AutoCloseable {

    /** Keeps a new order; {@return its number} */
    long place(long customerId, BigDecimal total, Address address) throws SQLException;

    Optional<Order> find(long id) throws SQLException;

    /** {@return whether there is such an order} */
    boolean changeAddress(long id, Address address) throws SQLException;

    /** {@return whether there was such an order} */
    boolean cancel(long id) throws SQLException;

    /** Gives back what the repository itself has opened, which the pools it was given are not part of. */
    @Override
    default void close() {}
}
