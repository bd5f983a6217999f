package dev.segue.examples.orders.spring.v2;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import dev.segue.examples.orders.spring.OrderRepository;
import dev.segue.spring.DarkRead;
import dev.segue.spring.DuplicateWrite;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Orders with JPA: an entity for each shape of the table. */
@Repository
@Profile("jpa")
class JpaOrders implements OrderRepository {

    private final InlineOrders inline;
    private final SeparateOrders separate;

    JpaOrders(InlineOrders inline, SeparateOrders separate) {
        this.inline = inline;
        this.separate = separate;
    }

    @Override
    @DuplicateWrite(migration = "0007_extract_address", key = "#order.customerId()", newShape = "placeSeparate")
    public Long place(NewOrder order) {
        return inline.save(new InlineOrder(order)).id();
    }

    Long placeSeparate(NewOrder order, @Nullable Long placed) {
        if (placed == null) { // The old shape was not written.
            return separate.save(new SeparateOrder(order)).id();
        }
        SeparateOrder there = separate.findById(placed).orElseThrow();
        there.refersTo(new AddressEntity(order.address()));
        separate.saveAndFlush(there);
        return placed;
    }

    @Override
    @DuplicateWrite(migration = "0007_extract_address", key = "#id", newShape = "changeSeparateAddress")
    public boolean changeAddress(long id, Address address) {
        InlineOrder order = inline.findById(id).orElse(null);
        if (order == null) {
            return false;
        }
        order.moveTo(address);
        return true;
    }

    boolean changeSeparateAddress(long id, Address address) {
        AddressEntity there = separate.findById(id).map(SeparateOrder::address).orElse(null);
        if (there == null) {
            return false;
        }
        there.change(address);
        return true;
    }

    @Override
    @Transactional(readOnly = true)
    @DarkRead(migration = "0007_extract_address", name = "order", key = "#id", newShape = "findSeparate")
    public @Nullable Order find(long id) {
        return inline.findById(id).map(InlineOrder::toOrder).orElse(null);
    }

    @Nullable
    Order findSeparate(long id) {
        return separate.findById(id).map(SeparateOrder::toOrder).orElse(null);
    }

    @Override
    @Transactional(readOnly = true)
    @DarkRead(
            migration = "0007_extract_address",
            name = "orders of a customer",
            key = "#customerId",
            newShape = "separateOfCustomer")
    public List<Order> ofCustomer(long customerId) {
        return inline.findByCustomerIdOrderById(customerId).stream()
                .map(InlineOrder::toOrder)
                .toList();
    }

    List<Order> separateOfCustomer(long customerId) {
        return separate.findByCustomerIdOrderById(customerId).stream()
                .map(SeparateOrder::toOrder)
                .filter(Objects::nonNull)
                .toList();
    }
}
