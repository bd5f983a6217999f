package dev.segue.client;

import java.util.concurrent.atomic.LongAdder;

/** How many answers led to which shape, and how many of them were reported. Counting is thread-safe, reporting is not. */
final class Served {

    private final LongAdder oldShape = new LongAdder();
    private final LongAdder newShape = new LongAdder();
    private Counts reported = new Counts(0, 0);

    /** So many of each. */
    record Counts(long old, long neu) {
        Counts minus(Counts other) {
            return new Counts(old - other.old, neu - other.neu);
        }
    }

    void count(boolean isNew) {
        (isNew ? newShape : oldShape).increment();
    }

    Counts all() {
        return new Counts(oldShape.sum(), newShape.sum());
    }

    Counts since(Counts all) {
        return all.minus(reported);
    }

    /** What was all of it then has arrived. */
    void reported(Counts then) {
        reported = then;
    }
}
