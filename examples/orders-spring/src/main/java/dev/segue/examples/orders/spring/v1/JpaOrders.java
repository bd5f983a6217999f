package dev.segue.examples.orders.spring.v1;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import dev.segue.examples.orders.spring.OrderRepository;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.annotation.Transactional;

/** Orders with JPA. */
@Repository
@Profile("jpa")
class JpaOrders implements OrderRepository {

    private final OrderEntities orders;

    JpaOrders(OrderEntities orders) {
        this.orders = orders;
    }

    @Override
    @Transactional
    public Long place(NewOrder order) {
        return orders.save(new OrderEntity(order)).id();
    }

    @Override
    @Transactional
    public boolean changeAddress(long id, Address address) {
        OrderEntity order = orders.findById(id).orElse(null);
        if (order == null) {
            return false;
        }
        order.moveTo(address);
        return true;
    }

    @Override
    @Transactional(readOnly = true)
    public @Nullable Order find(long id) {
        return orders.findById(id).map(OrderEntity::toOrder).orElse(null);
    }

    @Override
    @Transactional(readOnly = true)
    public List<Order> ofCustomer(long customerId) {
        return orders.findByCustomerIdOrderById(customerId).stream()
                .map(OrderEntity::toOrder)
                .toList();
    }
}
