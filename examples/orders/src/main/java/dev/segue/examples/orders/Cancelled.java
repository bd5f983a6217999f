package dev.segue.examples.orders;

/**
 * What became of an order that was to be deleted.
 *
 * @param found whether it was there
 * @param addressId the address that it referred to; 0 for none
 */
record Cancelled(boolean found, long addressId) {}
