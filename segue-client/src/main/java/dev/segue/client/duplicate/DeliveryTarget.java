package dev.segue.client.duplicate;

/** Writes to another store, on the relay's thread. */
@FunctionalInterface
public interface DeliveryTarget {

    /**
     * Writes. May be called again with the same delivery, also after it returned, and also by another process.
     *
     * @throws Exception if the write did not happen; it is tried again later, and other deliveries of its key wait for it
     */
    void deliver(Delivery delivery) throws Exception;
}
