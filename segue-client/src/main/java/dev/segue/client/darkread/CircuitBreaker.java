package dev.segue.client.darkread;

/** Gives up for a while after several failures in a row. Thread-safe. */
final class CircuitBreaker {

    private final int failures;
    private final long restNanos;
    private int inARow;
    private long openUntil;
    private volatile boolean open;

    CircuitBreaker(DarkReadSettings.Breaker settings) {
        this.failures = settings.failures();
        this.restNanos = settings.rest().toNanos();
    }

    /** {@return whether reads are let through} After the rest the next ones are the trial. */
    boolean closed() {
        return !open || rested();
    }

    boolean isOpen() {
        return open;
    }

    private synchronized boolean rested() {
        if (open && System.nanoTime() - openUntil >= 0) {
            open = false;
            inARow = failures - 1;
        }
        return !open;
    }

    synchronized void succeeded() {
        inARow = 0;
    }

    /** {@return whether this failure opened it} */
    synchronized boolean failed() {
        return ++inARow >= failures && open();
    }

    /** Opens it, or keeps it open for a whole rest from now. {@return whether it was closed} */
    synchronized boolean open() {
        boolean opens = !open;
        openUntil = System.nanoTime() + restNanos;
        open = true;
        return opens;
    }
}
