package dev.segue.examples.orders.spring.v2;

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
import org.jspecify.annotations.Nullable;

/** An order in the new shape: it refers to its address. */
@Entity
@Table(name = "orders")
@SuppressWarnings("NullAway.Init") // Hibernate sets the fields.
class SeparateOrder {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private Long id;

    private long customerId;
    private BigDecimal total;

    @ManyToOne(cascade = CascadeType.PERSIST)
    @JoinColumn(name = "address_id")
    private @Nullable AddressEntity address; // null until the backfill has come by

    protected SeparateOrder() {}

    SeparateOrder(NewOrder order) {
        this.customerId = order.customerId();
        this.total = order.total();
        this.address = new AddressEntity(order.address());
    }

    Long id() {
        return id;
    }

    @Nullable
    AddressEntity address() {
        return address;
    }

    void refersTo(AddressEntity other) {
        address = other;
    }

    /** {@return the order, or null if it has no address yet} */
    @Nullable
    Order toOrder() {
        return address == null ? null : new Order(id, customerId, total, address.toAddress());
    }
}
