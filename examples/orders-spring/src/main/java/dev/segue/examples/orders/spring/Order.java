package dev.segue.examples.orders.spring;

import java.math.BigDecimal;

/** What a customer has ordered. */
public record Order(long id, long customerId, BigDecimal total, Address address) {}
