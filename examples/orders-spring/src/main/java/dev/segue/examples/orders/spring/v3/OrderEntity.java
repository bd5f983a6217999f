package dev.segue.examples.orders.spring.v3;

import dev.segue.examples.orders.spring.Address;
import dev.segue.examples.orders.spring.NewOrder;
import dev.segue.examples.orders.spring.Order;
import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;

/** An order, which refers to its address. */
@Entity
@Table(name = "orders")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class OrderEntity {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private long customerId;
    private BigDecimal total;

    @ManyToOne(cascade = CascadeType.PERSIST)
    @JoinColumn(name = "address_id")
    private AddressEntity address;

    protected OrderEntity() {}

    OrderEntity(NewOrder order) {
        this.customerId = order.customerId();
        this.total = order.total();
        this.address = new AddressEntity(order.address());
    }

    Long id() {
        return id;
    }

    void moveTo(Address to) {
        address.change(to);
    }

    Order toOrder() {
        return new Order(id, customerId, total, address.toAddress());
    }
}
