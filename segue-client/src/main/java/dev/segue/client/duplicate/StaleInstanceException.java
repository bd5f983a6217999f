package dev.segue.client.duplicate;

/**
 * The instance's lease has ended, or it has none yet: the database does not count on it, so it may not write. Nothing was
 * written. Roll back and try again: the next heartbeat renews the lease.
 */
public final class StaleInstanceException extends PinRefusedException {

    private static final long serialVersionUID = 1L;
    private static final long NOT_REGISTERED = 0;

    StaleInstanceException(String migration, long instance) {
        super(
                "%s: %s; nothing was written. Roll back and try again after its next heartbeat; segue instances lists the leases"
                        .formatted(migration, why(instance)));
    }

    private static String why(long instance) {
        return instance == NOT_REGISTERED
                ? "this instance could not be registered in time"
                : "instance %d has lost its lease (it was paused, cut off from the database, or drained)"
                        .formatted(instance);
    }
}
