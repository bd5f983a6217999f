package dev.segue.examples.orders.spring;

/** Where an order goes. */
public record Address(String street, String city, String zip) {}
