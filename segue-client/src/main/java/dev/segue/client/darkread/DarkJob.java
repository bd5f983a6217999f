package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One comparison, on a worker's thread. */
final class DarkJob implements Runnable, Comparable<DarkJob> {

    private static final Logger LOG = LoggerFactory.getLogger(DarkJob.class);
    private static final AtomicLong NUMBERS = new AtomicLong();

    private final long number = NUMBERS.incrementAndGet();
    private final Readers readers;
    private final Duration budget;
    private final DataSource database;
    private final Set<DarkJob> running;
    private final BiConsumer<Verdict, List<Difference>> ended;
    private final long deadline;
    private volatile @Nullable Thread worker;
    private volatile @Nullable Connection used;

    DarkJob(
            Readers readers,
            Duration budget,
            DataSource database,
            Set<DarkJob> running,
            BiConsumer<Verdict, List<Difference>> ended) {
        this.readers = readers;
        this.budget = budget;
        this.database = database;
        this.running = running;
        this.ended = ended;
        this.deadline = System.nanoTime() + budget.toNanos();
    }

    @Override
    public void run() {
        Verdict verdict = Verdict.INCONCLUSIVE;
        List<Difference> differences = List.of();
        worker = Thread.currentThread();
        running.add(this);
        try {
            if (System.nanoTime() - deadline < 0) {
                Comparison found = compare();
                verdict = found.verdict();
                differences = found.differences();
            }
        } catch (SQLException | RuntimeException | StackOverflowError e) {
            LOG.debug("a dark read gave no answer", e);
        } finally {
            running.remove(this);
            worker = null;
            Thread.interrupted(); // an interrupt that came too late is not the next job's
            ended.accept(verdict, differences);
        }
    }

    private Comparison compare() throws SQLException {
        Comparison first = inTransaction(Connection.TRANSACTION_READ_COMMITTED, readers::compare);
        if (first.verdict() != Verdict.MISMATCH) {
            return first;
        }
        // between two reads somebody may have written; only one snapshot tells
        return inTransaction(Connection.TRANSACTION_REPEATABLE_READ, readers::compareBoth);
    }

    private interface Work {
        Comparison in(Connection connection) throws SQLException;
    }

    private Comparison inTransaction(int isolation, Work work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            used = connection;
            boolean autoCommit = connection.getAutoCommit();
            int before = connection.getTransactionIsolation();
            boolean readOnly = connection.isReadOnly();
            try {
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                connection.setTransactionIsolation(isolation);
                limit(connection);
                return work.in(connection);
            } finally {
                used = null;
                connection.rollback();
                connection.setTransactionIsolation(before);
                connection.setReadOnly(readOnly);
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    /** The server gives up by itself; where it cannot be told so, {@link #endIfLate} does it. */
    private void limit(Connection connection) throws SQLException {
        if ("PostgreSQL".equals(connection.getMetaData().getDatabaseProductName())) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = " + Math.max(1, budget.toMillis()));
            }
        }
    }

    /** Ends a read that is over its time, as well as can be: its thread is interrupted, its connection cut. */
    void endIfLate(long now) {
        if (now - deadline < budget.toNanos() / 2) {
            return; // the server had its chance to say so itself
        }
        Thread late = worker;
        Connection connection = used;
        if (late != null) {
            late.interrupt();
        }
        if (connection != null) {
            used = null;
            try {
                connection.abort(Runnable::run);
            } catch (SQLException | RuntimeException e) {
                LOG.debug("a dark read's connection could not be cut", e);
            }
        }
    }

    @Override
    public int compareTo(DarkJob other) {
        return Long.compare(number, other.number);
    }
}
