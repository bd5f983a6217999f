package dev.segue.client.darkread;

import java.sql.Connection;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The dark reads of one migration in one process: a few threads, a bounded queue, alerts, and a report to the journal every
 * five seconds. Thread-safe; to be closed at the end.
 */
public final class DarkReads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DarkReads.class);
    private static final long REPORT_MILLIS = 5_000;
    private static final long WATCH_MILLIS = 100;

    private final Origin origin;
    private final DarkReadSettings settings;
    private final CircuitBreaker breaker;
    private final DarkPool pool;
    private final Redaction redaction = new Redaction();
    private final Map<String, DarkRead<?>> registered = new ConcurrentHashMap<>();
    private final CopyOnWriteArrayList<Consumer<DarkRead<?>>> observers = new CopyOnWriteArrayList<>();
    private final AlertDesk alerts;
    private final Retreating retreating;
    private final JournalReport report;
    private final ScheduledExecutorService watch;
    private final ScheduledExecutorService reporter;
    private volatile boolean closed;

    /**
     * Starts without any dark read; {@link #register} adds them.
     *
     * @param database where the dark side reads: best a small pool of its own, so that it can never take the last
     *     connection of the application's; the report goes there too
     */
    public DarkReads(Origin origin, DataSource database, DarkReadSettings settings) {
        this.origin = Objects.requireNonNull(origin, "origin");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.breaker = new CircuitBreaker(settings.breaker());
        this.pool = new DarkPool(
                new Unsettled(origin.migration()),
                Objects.requireNonNull(database, "database"),
                settings.limits(),
                this::ended);
        this.alerts = new AlertDesk(origin, settings.alertWindow());
        this.report = new JournalReport(origin, database);
        this.watch = new ScheduledThreadPoolExecutor(1, Daemons.named("segue-dark-watch", Thread.NORM_PRIORITY));
        this.reporter = new ScheduledThreadPoolExecutor(1, Daemons.named("segue-dark-report", Thread.NORM_PRIORITY));
        this.retreating = new Retreating(origin, database, settings.retreat(), reporter, alerts);
        this.watch.scheduleWithFixedDelay(this::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
        this.reporter.scheduleWithFixedDelay(this::flush, 0, REPORT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * {@return a new dark read, whose dark side reads in a transaction of its own}
     *
     * @param name unique within the migration; for people
     * @throws IllegalStateException if the name is taken
     */
    public <T> DarkRead<T> register(String name, Rules rules) {
        return register(name, rules, Snapshot.OWN);
    }

    /**
     * {@return a new dark read}
     *
     * @param name unique within the migration; for people
     * @param snapshot where the dark side reads
     * @throws IllegalStateException if the name is taken
     */
    public <T> DarkRead<T> register(String name, Rules rules, Snapshot snapshot) {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a dark read needs a name, so that people can speak of it");
        }
        DarkRead<T> read = new DarkRead<>(
                name,
                Objects.requireNonNull(rules, "rules"),
                Objects.requireNonNull(snapshot, "snapshot"),
                new Spacing(settings.perSecond(), System::nanoTime),
                this);
        if (registered.putIfAbsent(name, read) != null) {
            throw new IllegalStateException("a dark read of the name " + name + " is registered already");
        }
        observers.forEach(observer -> observer.accept(read));
        return read;
    }

    /** Has somebody told of confirmed mismatches and of retreats; a log at level WARN is told anyway. */
    public void alert(AlertListener listener) {
        alerts.add(listener);
    }

    /** {@return the migration's name} */
    public String migration() {
        return origin.migration();
    }

    /** {@return the dark reads that are registered until now} */
    public Collection<DarkRead<?>> registered() {
        return List.copyOf(registered.values());
    }

    boolean isClosed() {
        return closed;
    }

    /** {@return how many reads wait to be compared} */
    public int waiting() {
        return pool.waiting();
    }

    /** {@return whether dark reads are given up for a while} */
    public boolean resting() {
        return breaker.isOpen();
    }

    /** Tells of every dark read, those that are there and those that come. */
    void observe(Consumer<DarkRead<?>> observer) {
        observers.add(observer);
        registered.values().forEach(observer);
    }

    /** {@return whether this read is one of those that are compared} */
    boolean chosen(Spacing spacing) {
        return settings.perTenThousand() > 0
                && ThreadLocalRandom.current().nextInt(10_000) < settings.perTenThousand()
                && !closed
                && breaker.closed()
                && spacing.admits();
    }

    /** Never throws, and waits for nothing but, where asked for, the dark read in the caller's transaction. */
    <T> void answered(
            DarkRead<T> read,
            boolean newLeads,
            @Nullable T answer,
            ShapeReader<T> old,
            ShapeReader<T> fresh,
            @Nullable Connection shared) {
        long epoch = epoch();
        try {
            Readers readers = new Readers(
                    new Readers.How(read.rules(), redaction), newLeads, Answer.of(answer, read.rules()), old, fresh);
            if (shared == null || shared.getAutoCommit()) {
                offer(read, readers, false, epoch);
                return;
            }
            long began = System.nanoTime();
            SharedTransaction.Found found =
                    new SharedTransaction(shared, readers, pool.budget(), pool.unsettled()).compare();
            if (found.proven()) {
                ended(read, epoch, found.outcome(), System.nanoTime() - began);
            } else {
                offer(read, readers, true, epoch);
            }
        } catch (Exception | Error e) {
            // the caller has its answer, and is to get it whatever the comparison meets
            read.complain(e);
            ended(read, epoch, Outcome.NONE, 0);
        }
    }

    /** The leading shape gave an error, which is an answer too. Never throws, never waits. */
    <T> void failed(DarkRead<T> read, boolean newLeads, Exception error, ShapeReader<T> old, ShapeReader<T> fresh) {
        Readers.How how = new Readers.How(read.rules(), redaction);
        offer(read, new Readers(how, newLeads, Answer.failed(error), old, fresh), false, epoch());
    }

    /** An epoch that nobody knows is the one before the first, which no gate asks for. */
    private long epoch() {
        try {
            return origin.epoch().getAsLong();
        } catch (RuntimeException e) {
            LOG.debug("{}: the epoch is not known", migration(), e);
            return -1;
        }
    }

    private void offer(DarkRead<?> read, Readers readers, boolean onlyConfirm, long epoch) {
        if (!pool.offer(new DarkJob(read, readers, onlyConfirm, epoch, pool))) {
            read.ledger().drop(epoch);
        }
    }

    private void ended(DarkJob job, Outcome outcome, long nanos) {
        ended(job.read(), job.epoch(), outcome, nanos);
    }

    private void ended(DarkRead<?> read, long epoch, Outcome outcome, long nanos) {
        read.ledger().add(epoch, outcome, nanos);
        read.calibrator()
                .note(outcome)
                .forEach(path -> LOG.warn(
                        "{}: {} gives another {} each time it is read, in one snapshot and from one shape; such reads count"
                                + " only with a rule for it",
                        migration(),
                        read.name(),
                        path.isEmpty() ? "answer" : path));
        if (outcome == Outcome.NONE) {
            if (!closed && breaker.failed()) {
                LOG.warn(
                        "{}: {} dark reads failed in a row; none for {}",
                        migration(),
                        settings.breaker().failures(),
                        settings.breaker().rest());
            }
            return;
        }
        breaker.succeeded();
        alerts.add(read.name(), epoch, outcome);
        retreating.add(read.name(), epoch, outcome.verdict());
    }

    /** Ends reads that are over their time, and raises alerts that are due. */
    private void look() {
        try {
            if (pool.endLate() && breaker.open()) {
                LOG.warn("{}: all dark reads hang, and cannot be ended; there are none until they end", migration());
            }
            alerts.raise(false);
        } catch (RuntimeException e) {
            LOG.warn("{}: the dark reads' watch met an error and goes on", migration(), e);
        }
    }

    /** Sends the counts to the journal now; what cannot be sent is kept for the next time. */
    public void flush() {
        report.send(all());
    }

    private Collection<DarkRead<?>> all() {
        return Collections.unmodifiableCollection(registered.values());
    }

    /** Compares no more, tells what is to be told, and reports what was compared. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            pool.close();
            watch.shutdownNow();
            reporter.shutdownNow();
            alerts.close();
            flush();
        }
    }
}
