package dev.segue.client.darkread;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/** The workers, what waits for them, and what both may cost. Thread-safe. */
final class DarkPool {

    /** Is told of every end, once for each job. */
    interface Ends {
        void ended(DarkJob job, Outcome outcome, long nanos);
    }

    private final Unsettled unsettled;
    private final DataSource database;
    private final DarkReadSettings.Limits limits;
    private final Ends ends;
    private final Set<DarkJob> running = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();
    private final ThreadPoolExecutor workers;

    DarkPool(Unsettled unsettled, DataSource database, DarkReadSettings.Limits limits, Ends ends) {
        this.unsettled = unsettled;
        this.database = database;
        this.limits = limits;
        this.ends = ends;
        this.workers = new ThreadPoolExecutor(
                limits.workers(),
                limits.workers(),
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(limits.queue()),
                Daemons.named("segue-dark-read", Thread.MIN_PRIORITY));
        this.workers.allowCoreThreadTimeOut(true);
    }

    /** {@return whether it found a place} Never waits. */
    boolean offer(DarkJob job) {
        if (bytes.addAndGet(job.bytes()) > limits.bytes()) {
            bytes.addAndGet(-job.bytes());
            return false;
        }
        try {
            workers.execute(job);
            return true;
        } catch (RejectedExecutionException e) {
            bytes.addAndGet(-job.bytes());
            return false;
        }
    }

    void ended(DarkJob job, Outcome outcome, long nanos) {
        bytes.addAndGet(-job.bytes());
        ends.ended(job, outcome, nanos);
    }

    /** Ends what is late. {@return whether all workers are held by reads that cannot be ended} */
    boolean endLate() {
        long now = System.nanoTime();
        return running.stream().filter(job -> job.endIfLate(now)).count() >= limits.workers();
    }

    int waiting() {
        return workers.getQueue().size();
    }

    Set<DarkJob> running() {
        return running;
    }

    Duration budget() {
        return limits.budget();
    }

    Unsettled unsettled() {
        return unsettled;
    }

    DataSource database() {
        return database;
    }

    void close() {
        workers.shutdownNow();
    }
}
