package dev.segue.examples.orders.spring;

import java.math.BigDecimal;

/** An order that is to be placed. */
public record NewOrder(long customerId, BigDecimal total, Address address) {}
