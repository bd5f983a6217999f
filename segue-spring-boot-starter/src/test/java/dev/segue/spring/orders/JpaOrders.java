package dev.segue.spring.orders;

import dev.segue.spring.DarkRead;
import dev.segue.spring.DuplicateWrite;
import dev.segue.spring.OrdersDatabase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.Table;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.annotation.Transactional;

/** Orders with JPA: one entity for each shape of the table. */
public class JpaOrders implements Orders {

    @PersistenceContext
    private EntityManager entities;

    @Override
    @DuplicateWrite(migration = OrdersDatabase.MIGRATION, key = "#street", newShape = "placeSeparate")
    public Long place(String street) {
        InlineOrder order = new InlineOrder();
        order.street = street;
        entities.persist(order);
        return order.id;
    }

    Long placeSeparate(String street, @Nullable Long placed) {
        Address address = new Address();
        address.street = street;
        entities.persist(address);
        SeparateOrder order = placed == null ? new SeparateOrder() : entities.find(SeparateOrder.class, placed);
        order.address = address;
        entities.persist(order);
        return order.id;
    }

    @Override
    @DuplicateWrite(migration = OrdersDatabase.MIGRATION, key = "#id", newShape = "moveSeparate")
    public boolean move(long id, String street) {
        InlineOrder order = entities.find(InlineOrder.class, id);
        order.street = street;
        return true;
    }

    boolean moveSeparate(long id, String street) {
        if (street.equals("refused by the new shape")) {
            throw new IllegalArgumentException(street);
        }
        entities.find(SeparateOrder.class, id).address.street = street;
        return true;
    }

    @Override
    @Transactional(readOnly = true)
    @DarkRead(migration = OrdersDatabase.MIGRATION, name = "order page", key = "#id", newShape = "findSeparate")
    public Order find(long id) {
        return new Order(id, entities.find(InlineOrder.class, id).street);
    }

    Order findSeparate(long id) {
        return new Order(id, entities.find(SeparateOrder.class, id).address.street);
    }

    @Entity
    @Table(name = "orders")
    public static class InlineOrder {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @Column
        String street;
    }

    @Entity
    @Table(name = "orders")
    static class SeparateOrder {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        @ManyToOne
        @JoinColumn(name = "address_id")
        Address address;
    }

    @Entity
    @Table(name = "addresses")
    static class Address {
        @Id
        @GeneratedValue(strategy = GenerationType.IDENTITY)
        Long id;

        String street;
    }
}
