package dev.segue.client.darkread;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dark reads of one migration in one process: a few threads, a bounded queue, and the report to the journal every
 * five seconds. Thread-safe; to be closed at the end.
 */
public final class DarkReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DarkReads.class);
    private static final long REPORT_MILLIS = 5_000;
    private static final long WATCH_MILLIS = 100;

    private final String migration;
    private final DataSource database;
    private final DarkReadSettings settings;
    private final CircuitBreaker breaker;
    private final ThreadPoolExecutor workers;
    private final Map<String, DarkRead<?>> registered = new ConcurrentHashMap<>();
    private final List<DarkReadListener> listeners = new CopyOnWriteArrayList<>();
    private final ConcurrentSkipListSet<DarkJob> running = new ConcurrentSkipListSet<>();
    private final JournalReport report;
    private final Thread watch;
    private volatile boolean closed;

    /**
     * Starts without any dark read; {@link #register} adds them.
     *
     * @param migration the migration's name
     * @param database where the dark side reads: best a small pool of its own, so that it can never take the last
     *     connection of the application's; the report goes there too
     */
    public DarkReads(String migration, DataSource database, DarkReadSettings settings) {
        this.migration = Objects.requireNonNull(migration, "migration");
        this.database = Objects.requireNonNull(database, "database");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.breaker = new CircuitBreaker(settings.breaker());
        this.workers = new ThreadPoolExecutor(
                settings.workers(),
                settings.workers(),
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(settings.queue()),
                DarkReads::daemon);
        this.report = new JournalReport(migration, database);
        this.watch = daemon(this::watch);
        this.watch.start();
        this.listeners.add(mismatch -> LOG.warn(
                "{}: the shapes differ in {}: {}", mismatch.migration(), mismatch.read(), mismatch.differences()));
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "segue-dark-read");
        thread.setDaemon(true);
        thread.setPriority(Thread.MIN_PRIORITY);
        return thread;
    }

    /**
     * {@return a new dark read}
     *
     * @param name unique within the migration; for people
     * @throws IllegalStateException if the name is taken
     */
    public <T> DarkRead<T> register(String name, Rules rules) {
        DarkRead<T> read = new DarkRead<>(name, rules, this);
        if (registered.putIfAbsent(name, read) != null) {
            throw new IllegalStateException("a dark read of the name " + name + " is registered already");
        }
        return read;
    }

    /** Has somebody told of confirmed mismatches. */
    public void alert(DarkReadListener listener) {
        listeners.add(listener);
    }

    /** {@return whether this read is one of those that are compared} */
    boolean chosen() {
        return settings.perTenThousand() > 0
                && ThreadLocalRandom.current().nextInt(10_000) < settings.perTenThousand()
                && !closed
                && breaker.closed();
    }

    /** Never throws, never waits. */
    <T> void compare(
            DarkRead<T> read, boolean newLeads, Supplier<Answer> leading, ShapeReader<T> old, ShapeReader<T> fresh) {
        try {
            workers.execute(new DarkJob(
                    new Readers(read.rules(), newLeads, leading.get(), old, fresh),
                    settings.budget(),
                    database,
                    running,
                    (verdict, differences) -> ended(read, verdict, differences)));
        } catch (java.util.concurrent.RejectedExecutionException e) {
            read.counts().drop();
        } catch (RuntimeException e) {
            LOG.debug("{}: an answer of {} cannot be compared", migration, read.name(), e);
            read.counts().add(Verdict.INCONCLUSIVE);
        }
    }

    private void ended(DarkRead<?> read, Verdict verdict, List<Difference> differences) {
        read.counts().add(verdict);
        if (verdict == Verdict.INCONCLUSIVE) {
            if (breaker.failed()) {
                LOG.warn(
                        "{}: {} dark reads failed in a row; none for {}",
                        migration,
                        settings.breaker().failures(),
                        settings.breaker().rest());
            }
            return;
        }
        breaker.succeeded();
        if (verdict == Verdict.MISMATCH) {
            Mismatch mismatch = new Mismatch(migration, read.name(), Instant.now(), differences);
            for (DarkReadListener listener : listeners) {
                try {
                    listener.mismatch(mismatch);
                } catch (RuntimeException e) {
                    LOG.warn("{}: a listener failed", migration, e);
                }
            }
        }
    }

    /** Ends reads that are over their time, and reports. */
    private void watch() {
        long reported = System.nanoTime();
        while (!closed) {
            try {
                Thread.sleep(WATCH_MILLIS);
            } catch (InterruptedException e) {
                return; // closed
            }
            running.forEach(job -> job.endIfLate(System.nanoTime()));
            if (System.nanoTime() - reported >= REPORT_MILLIS * 1_000_000) {
                reported = System.nanoTime();
                flush();
            }
        }
    }

    /** Sends the counts to the journal now; what cannot be sent is kept for the next time. */
    public void flush() {
        try {
            report.send(registered.values());
        } catch (SQLException | RuntimeException e) {
            LOG.warn("{}: the dark reads cannot be reported; their counts are kept: {}", migration, e.getMessage());
        }
    }

    /** Compares no more, and reports what was compared. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            workers.shutdownNow();
            watch.interrupt();
            flush();
        }
    }
}
