package dev.segue.client.duplicate;

/**
 * The instance's lease has ended: the database no longer counts on it, so it may not write. Nothing was written. Roll back
 * and try again: the next heartbeat renews the lease.
 */
public final class StaleInstanceException extends PinRefusedException {

    private static final long serialVersionUID = 1L;

    StaleInstanceException(String migration, long instance) {
        super("%s: instance %d has lost its lease (it was paused, cut off from the database, or drained); nothing was"
                        .formatted(migration, instance)
                + " written. Roll back and try again after its next heartbeat; segue instances lists the leases");
    }
}
