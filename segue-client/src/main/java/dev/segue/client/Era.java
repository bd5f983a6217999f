package dev.segue.client;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The time in which one state is in force in this process, and the work that began in it. Thread-safe. */
final class Era {

    private final MigrationState state;
    private final Optional<Stage> stage;
    private final AtomicInteger underWay = new AtomicInteger();

    Era(MigrationState state) {
        this.state = state;
        this.stage = state.findStage();
    }

    MigrationState state() {
        return state;
    }

    Optional<Stage> stage() {
        return stage;
    }

    boolean isOn(int seed, String key) {
        int percent = state.percent();
        return percent > 0 && (percent >= Bucket.BUCKETS || Bucket.of(seed, key) < percent);
    }

    void enter() {
        underWay.incrementAndGet();
    }

    /** {@return whether nothing is under way any more} */
    boolean leave() {
        return underWay.decrementAndGet() == 0;
    }

    boolean idle() {
        return underWay.get() == 0;
    }
}
