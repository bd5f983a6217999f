package dev.segue.examples.orders;

/** Where an order goes. */
public record Address(String street, String city, String zip) {}
