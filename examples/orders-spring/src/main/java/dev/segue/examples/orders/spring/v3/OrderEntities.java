package dev.segue.examples.orders.spring.v3;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;

/** The rows of orders. */
interface OrderEntities extends JpaRepository<OrderEntity, Long> {

    List<OrderEntity> findByCustomerIdOrderById(long customerId);
}
