package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Asks the server again and again who waits for a session of Segue's, and since when by the server's own clock. A thread
 * of its own; what it found may be read after it was closed.
 */
final class BlockingSampler implements AutoCloseable {

    private static final Duration PERIOD = Duration.ofMillis(10);

    private static final String WAITING = """
            SELECT ceil(extract(epoch FROM clock_timestamp() - l.waitstart) * 1000)::bigint AS waited, a.query
            FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE NOT l.granted AND a.datname = current_database() AND a.application_name <> '%1$s'
              AND EXISTS (SELECT FROM pg_stat_activity s
                          WHERE s.application_name = '%1$s' AND s.pid = ANY (pg_blocking_pids(l.pid)))
            ORDER BY l.waitstart LIMIT 1
            """.formatted(BothShapes.SEGUE);

    private final Session session;
    private final Thread thread;
    private volatile boolean running = true;
    private volatile Throwable failure;
    private long longestMillis;
    private String longest = "nobody";
    private long slowestNanos;
    private int samples;

    BlockingSampler(Session session) {
        this.session = session;
        this.thread = new Thread(this::run, "sampler of waits");
        thread.setDaemon(true);
        thread.start();
    }

    private void run() {
        try {
            long before = System.nanoTime();
            while (running) {
                String found = session.asks(WAITING);
                long now = System.nanoTime();
                slowestNanos = Math.max(slowestNanos, now - before);
                before = now;
                samples++;
                if (!found.isEmpty()) {
                    take(Long.parseLong(found.substring(0, found.indexOf('|'))), found);
                }
                LockSupport.parkNanos(PERIOD.toNanos());
            }
        } catch (RuntimeException | AssertionError e) {
            failure = e;
        }
    }

    private void take(long millis, String found) {
        if (millis > longestMillis) {
            longestMillis = millis;
            longest = found.substring(found.indexOf('|') + 1);
        }
    }

    /** Asserts that nobody was seen to wait longer; the time between two looks, the longest there was, is added. */
    void sawNobodyWaitLongerThan(Duration limit) {
        assertThat(failure).as("the sampler").isNull();
        assertThat(samples).as("looks").isGreaterThan(10);
        assertThat(longestMillis)
                .as(
                        "ms for which somebody waited for Segue, in %d looks at most %d ms apart: %s",
                        samples, slowest(), longest)
                .isLessThanOrEqualTo(limit.toMillis() + slowest());
    }

    private long slowest() {
        return Duration.ofNanos(slowestNanos).toMillis() + 1;
    }

    @Override
    public void close() {
        running = false;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
