package dev.segue.spring.orders;

/** An order as pages show it. */
public record Order(long id, String street) {}
