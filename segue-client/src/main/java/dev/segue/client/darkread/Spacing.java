package dev.segue.client.darkread;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Lets so many through in a second at most, evenly spaced: nothing is saved up, so there are no bursts. Thread-safe,
 * without a lock.
 */
final class Spacing {

    private final long apartNanos;
    private final LongSupplier clock;
    private final AtomicLong next;

    /**
     * Lets the first through at once.
     *
     * @param perSecond 0 for any number
     * @param clock in nanoseconds, of any beginning
     */
    Spacing(int perSecond, LongSupplier clock) {
        this.apartNanos = perSecond == 0 ? 0 : 1_000_000_000L / perSecond;
        this.clock = clock;
        this.next = new AtomicLong(clock.getAsLong());
    }

    /** {@return whether it is time for another} */
    boolean admits() {
        if (apartNanos == 0) {
            return true;
        }
        long now = clock.getAsLong();
        long due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + apartNanos);
    }
}
