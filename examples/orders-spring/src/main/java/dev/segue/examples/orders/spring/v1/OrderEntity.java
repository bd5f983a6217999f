package dev.segue.examples.orders.spring.v1;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;

/** An order as its row is: with its address. */
@Entity
@Table(name = "orders")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class OrderEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private long customerId;
    private BigDecimal total;
    private String street;
    private String city;
    private String zip;

    protected OrderEntity() {}

    OrderEntity(NewOrder order) {
        this.customerId = order.customerId();
        this.total = order.total();
        moveTo(order.address());
    }

    Long id() {
        return id;
    }

    final void moveTo(Address address) {
        street = address.street();
        city = address.city();
        zip = address.zip();
    }

    Order toOrder() {
        return new Order(id, customerId, total, new Address(street, city, zip));
    }
}
