package dev.segue.client.darkread;

import java.util.concurrent.atomic.AtomicInteger;

/** Gives up for a while after several failures in a row. Thread-safe. */
final class CircuitBreaker {

    private final int failures;
    private final long restNanos;
    private final AtomicInteger inARow = new AtomicInteger();
    private volatile long openUntil;
    private volatile boolean open;

    CircuitBreaker(DarkReadSettings.Breaker settings) {
        this.failures = settings.failures();
        this.restNanos = settings.rest().toNanos();
    }

    /** {@return whether reads are let through} After the rest the next ones are the trial. */
    boolean closed() {
        if (open && System.nanoTime() - openUntil >= 0) {
            open = false;
            inARow.set(failures - 1);
        }
        return !open;
    }

    void succeeded() {
        inARow.set(0);
    }

    /** {@return whether this failure opened it} */
    boolean failed() {
        if (inARow.incrementAndGet() >= failures && !open) {
            openUntil = System.nanoTime() + restNanos;
            open = true;
            return true;
        }
        return false;
    }
}
