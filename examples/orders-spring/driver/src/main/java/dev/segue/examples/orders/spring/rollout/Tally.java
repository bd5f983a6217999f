package dev.segue.examples.orders.spring.rollout;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;

/** What the customers count. Thread-safe. */
final class Tally {

    private static final int KEPT = 20;

    final LongAdder requests = new LongAdder();
    final LongAdder acknowledgedWrites = new LongAdder();
    final LongAdder withoutAnswer = new LongAdder();
    final LongAdder lateReads = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final List<String> details = new CopyOnWriteArrayList<>();

    void failed(String what) {
        failed.increment();
        if (details.size() < KEPT) {
            details.add(what);
        }
    }

    long failed() {
        return failed.sum();
    }

    /** {@return the first failures} */
    List<String> details() {
        return List.copyOf(details);
    }
}
