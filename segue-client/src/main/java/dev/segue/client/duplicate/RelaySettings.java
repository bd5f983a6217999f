package dev.segue.client.duplicate;

import java.time.Duration;
import java.util.Objects;

/**
 * How a relay goes about its work.
 *
 * @param batch how many deliveries it takes at once
 * @param lease for how long they are its own; then another relay may take what is not delivered yet
 * @param idle how long it rests when there was nothing to do
 * @param backoff how long a delivery that failed has to wait
 */
public record RelaySettings(int batch, Duration lease, Duration idle, Backoff backoff) {

    /**
     * Waiting times that double from failure to failure, of which a random part is taken: relays that failed together do
     * not come back together.
     *
     * @param first the longest wait after the first failure
     * @param most the longest wait at all
     */
    public record Backoff(Duration first, Duration most) {

        public Backoff {
            Objects.requireNonNull(first, "first");
            Objects.requireNonNull(most, "most");
            if (first.toMillis() < 1 || most.compareTo(first) < 0) {
                throw new IllegalArgumentException(
                        "waits begin at 1 ms or more and do not shrink, not from %s to %s".formatted(first, most));
            }
        }

        /** {@return a wait after so many failures in a row, from the given part (0 to 1) of the longest} */
        Duration after(int failures, double part) {
            long longest = Math.min(most.toMillis(), first.toMillis() << Math.min(30, Math.max(0, failures - 1)));
            return Duration.ofMillis(1 + (long) (part * longest));
        }
    }

    /** {@return 100 at once for 30 s, a rest of 500 ms, waits of 1 s to 5 min} */
    public static RelaySettings standard() {
        return new RelaySettings(
                100,
                Duration.ofSeconds(30),
                Duration.ofMillis(500),
                new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5)));
    }

    public RelaySettings {
        Objects.requireNonNull(lease, "lease");
        Objects.requireNonNull(idle, "idle");
        Objects.requireNonNull(backoff, "backoff");
        if (batch < 1 || batch > 10_000) {
            throw new IllegalArgumentException("1 to 10,000 deliveries are taken at once, not " + batch);
        }
        if (lease.toMillis() < 100 || idle.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "a lease of 100 ms and a rest of 1 ms at least, not %s and %s".formatted(lease, idle));
        }
    }

    /** {@return these settings with another lease} */
    public RelaySettings withLease(Duration other) {
        return new RelaySettings(batch, other, idle, backoff);
    }

    /** {@return these settings with another rest} */
    public RelaySettings withIdle(Duration other) {
        return new RelaySettings(batch, lease, other, backoff);
    }

    /** {@return these settings with other waits} */
    public RelaySettings withBackoff(Duration first, Duration most) {
        return new RelaySettings(batch, lease, idle, new Backoff(first, most));
    }
}
