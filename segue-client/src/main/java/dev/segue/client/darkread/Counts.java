package dev.segue.client.darkread;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** How many reads came to which verdict, and how many found no place in the queue. Thread-safe. */
final class Counts {

    private final Map<Verdict, LongAdder> verdicts = new EnumMap<>(Verdict.class);
    private final LongAdder dropped = new LongAdder();

    Counts() {
        for (Verdict verdict : Verdict.values()) {
            verdicts.put(verdict, new LongAdder());
        }
    }

    void add(Verdict verdict) {
        adder(verdict).increment();
    }

    void drop() {
        dropped.increment();
    }

    long of(Verdict verdict) {
        return adder(verdict).sum();
    }

    long dropped() {
        return dropped.sum();
    }

    private LongAdder adder(Verdict verdict) {
        return java.util.Objects.requireNonNull(verdicts.get(verdict), verdict::name);
    }
}
