package dev.segue.examples.orders.spring;

/** An order was placed, and got this number. */
public record Placed(long id) {}
