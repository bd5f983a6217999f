package dev.segue.examples.orders.spring.v2;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The rows of orders, in the new shape. */
interface SeparateOrders extends JpaRepository<SeparateOrder, Long> {

    List<SeparateOrder> findByCustomerIdOrderById(long customerId);
}
