package dev.segue.examples.orders;

import dev.segue.client.Flag;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Version 2: runs on both shapes, and the flag says which one a request uses. It is deployed once, while version 1 still
 * runs; from then on only the flag moves, forwards and back.
 *
 * @param flag the migration's flag
 * @param inline the old shape
 * @param separate the new shape
 */
public record OrderRepositoryV2(Flag flag, OrderRepository inline, OrderRepository separate)
        implements OrderRepository {

    private OrderRepository of(long key) {
        return flag.isOn(Long.toString(key)) ? separate : inline;
    }

    @Override
    public long place(long customerId, BigDecimal total, Address address) throws SQLException {
        return of(customerId).place(customerId, total, address);
    }

    @Override
    public Optional<Order> find(long id) throws SQLException {
        return of(id).find(id);
    }

    @Override
    public boolean changeAddress(long id, Address address) throws SQLException {
        return of(id).changeAddress(id, address);
    }

    @Override
    public boolean cancel(long id) throws SQLException {
        return of(id).cancel(id);
    }
}
