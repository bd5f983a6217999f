package dev.segue.engine;

import dev.segue.plan.Phase;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts rows and tells the listener, at most four times a second. Thread-safe. */
final class Meter {

    private static final long INTERVAL_NANOS = 250_000_000L;
    private static final int WINDOW = 20;

    private final EngineListener listener;
    private final String migration;
    private final Phase phase;
    private final String step;
    private final long total;
    private final AtomicLong done;
    private final ArrayDeque<long[]> samples = new ArrayDeque<>();
    private long lastTold;

    Meter(EngineListener listener, String migration, Phase phase, String step, long total, long already) {
        this.listener = listener;
        this.migration = migration;
        this.phase = phase;
        this.step = step;
        this.total = total;
        this.done = new AtomicLong(already);
        samples.add(new long[] {System.nanoTime(), already});
    }

    void add(long rows) {
        long now = done.addAndGet(rows);
        tell(now, false);
    }

    void finish() {
        tell(done.get(), true);
    }

    private synchronized void tell(long rows, boolean last) {
        long moment = System.nanoTime();
        if (!last && moment - lastTold < INTERVAL_NANOS) {
            return;
        }
        lastTold = moment;
        samples.add(new long[] {moment, rows});
        if (samples.size() > WINDOW) {
            samples.removeFirst();
        }
        long[] first = samples.getFirst();
        double seconds = Math.max(1e-3, (moment - first[0]) / 1e9);
        double rate = (rows - first[1]) / seconds;
        long all = last ? rows : Math.max(total, rows);
        @Nullable Duration remaining = rate > 0 ? Duration.ofMillis((long) ((all - rows) / rate * 1000)) : null;
        listener.progressed(new Progress(migration, phase, step, rows, all, rate, remaining));
    }
}
