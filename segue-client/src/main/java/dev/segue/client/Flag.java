package dev.segue.client;

/**
 * Decides, request by request, which shape of a migration's data new code uses. Thread-safe, without blocking and without
 * allocating: a read costs some tens of nanoseconds. What it answers is counted and reported, as the evidence that the
 * flag has settled.
 */
public interface Flag {

    /** {@return the migration that the flag belongs to} */
    String migration();

    /** {@return how many of a hundred keys use the new shape, 0 to 100} */
    int percent();

    /**
     * Says whether the request with this key uses the new shape. The same key gets the same answer from every instance at
     * the same percentage, and a key that is on stays on when the percentage rises.
     *
     * @param key what the decision sticks to: a customer, an order, a session. Where the two shapes are written
     *     differently it is the owner of the rows (the tenant, the account), so that two users who edit one row go by one
     *     shape
     */
    boolean isOn(String key);

    /** Says whether this instance as a whole uses the new shape: at 25 %, a quarter of the instances does. */
    boolean isOnForInstance();
}
