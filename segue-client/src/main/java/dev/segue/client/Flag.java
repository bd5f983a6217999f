package dev.segue.client;

/** Decides, request by request, which shape of a migration's data new code uses. Thread-safe and without blocking. */
public interface Flag {

    /** {@return the migration that the flag belongs to} */
    String migration();

    /** {@return how many of a hundred keys use the new shape, 0 to 100} */
    int percent();

    /**
     * Says whether the request with this key uses the new shape. The same key gets the same answer from every instance at
     * the same percentage, and a key that is on stays on when the percentage rises.
     *
     * @param key what the decision sticks to: a customer, an order, a session
     */
    boolean isOn(String key);
}
