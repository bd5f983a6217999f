package dev.segue.examples.orders.spring.v2;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The rows of orders, in the old shape. */
interface InlineOrders extends JpaRepository<InlineOrder, Long> {

    List<InlineOrder> findByCustomerIdOrderById(long customerId);
}
