package dev.segue.engine;

import java.time.Duration;
import java.time.Instant;

/** Until when several workers try; whoever gets on puts it off for all of them. Thread-safe. */
final class Deadline {

    private final Duration time;
    private volatile Instant at;

    Deadline(Duration time) {
        this.time = time;
        this.at = Instant.now().plus(time);
    }

    /** Begins anew: something was done. */
    void putOff() {
        at = Instant.now().plus(time);
    }

    boolean passed() {
        return Instant.now().isAfter(at);
    }
}
