package dev.segue.examples.orders.spring.v2;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.math.BigDecimal;

/** An order in the old shape: with its address in its row. */
@Entity
@Table(name = "orders")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class InlineOrder {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private long customerId;
    private BigDecimal total;
    private String street;
    private String city;
    private String zip;

    protected InlineOrder() {}

    InlineOrder(NewOrder order) {
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
