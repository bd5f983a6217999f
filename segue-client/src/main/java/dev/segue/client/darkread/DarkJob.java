package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One comparison, on a worker's thread. Each comes to exactly one end. */
final class DarkJob implements Runnable {

    /** So often what differs is looked at once more while values are on their way. */
    private static final int AGAIN = 2;

    private final DarkRead<?> read;
    private final Readers readers;
    private final boolean onlyConfirm;
    private final DarkPool pool;
    private final long epoch;
    private final long began = System.nanoTime();
    private final long deadline;
    private @Nullable Thread worker;
    private @Nullable Connection used;
    private boolean ended;

    /**
     * A comparison to be made.
     *
     * @param onlyConfirm whether the shapes differed already, and only one snapshot is to tell
     */
    DarkJob(DarkRead<?> read, Readers readers, boolean onlyConfirm, long epoch, DarkPool pool) {
        this.read = read;
        this.readers = readers;
        this.onlyConfirm = onlyConfirm;
        this.epoch = epoch;
        this.pool = pool;
        this.deadline = began + pool.budget().toNanos();
    }

    DarkRead<?> read() {
        return read;
    }

    long epoch() {
        return epoch;
    }

    long bytes() {
        return readers.leading().bytes();
    }

    @Override
    public void run() {
        begin();
        Outcome outcome = Outcome.NONE;
        try {
            if (System.nanoTime() - deadline < 0) {
                outcome = compare();
            }
        } catch (Exception | Error e) {
            // whatever the application's reader does: it must not end a worker, and nobody else is to be told
            read.complain(e);
        } finally {
            rest();
            end(outcome);
        }
    }

    private Outcome compare() throws SQLException {
        if (!onlyConfirm) {
            boolean twice = read.calibrator().next();
            Outcome first = inOneSnapshot(connection -> readers.compare(connection, twice));
            if (first.verdict() != Verdict.MISMATCH) {
                return first;
            }
        }
        // since the caller's read somebody may have written; only one snapshot tells
        Outcome confirmed = inOneSnapshot(this::confirm);
        for (int again = 0; again < AGAIN && confirmed == Outcome.ON_ITS_WAY; again++) {
            settle();
            confirmed = inOneSnapshot(this::confirm);
        }
        return confirmed;
    }

    private Outcome confirm(Connection connection) throws SQLException {
        Outcome outcome = readers.confirm(connection);
        return outcome.verdict() == Verdict.MISMATCH && unsettled(connection) ? Outcome.ON_ITS_WAY : outcome;
    }

    /** Where there is no journal, or an older one, everything that differs counts. */
    private boolean unsettled(Connection connection) {
        try {
            return pool.unsettled().in(connection);
        } catch (SQLException e) {
            read.complain(e);
            return false;
        }
    }

    /** Where nobody may write, or somebody holds the row, another look is all that is left. */
    private void settle() {
        try {
            pool.unsettled().settle(pool.database());
        } catch (SQLException e) {
            read.complain(e);
        }
    }

    private interface Work {
        Outcome in(Connection connection) throws SQLException;
    }

    private Outcome inOneSnapshot(Work work) throws SQLException {
        try (Connection connection = pool.database().getConnection()) {
            boolean postgres = "PostgreSQL".equals(connection.getMetaData().getDatabaseProductName());
            return postgres ? inOneTransaction(connection, work) : withSettingsOfTheSession(connection, work);
        }
    }

    /** Three round trips besides what is read: whoever reads in the dark must not weigh on who reads in the light. */
    private Outcome inOneTransaction(Connection connection, Work work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        try {
            use(connection);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                // the server gives up by itself
                statement.execute(
                        "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = "
                                + Math.max(1, left().toMillis()));
            }
            return work.in(connection);
        } finally {
            use(null);
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Where the server cannot be told when to give up, {@link #endIfLate} does it. */
    private Outcome withSettingsOfTheSession(Connection connection, Work work) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        int before = connection.getTransactionIsolation();
        boolean readOnly = connection.isReadOnly();
        try {
            use(connection);
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return work.in(connection);
        } finally {
            use(null);
            connection.rollback();
            connection.setTransactionIsolation(before);
            connection.setReadOnly(readOnly);
            connection.setAutoCommit(autoCommit);
        }
    }

    private Duration left() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    private synchronized void begin() {
        worker = Thread.currentThread();
        pool.running().add(this);
    }

    private synchronized void use(@Nullable Connection connection) {
        used = connection;
    }

    /** From here on nobody interrupts the worker, which has its next job to do. */
    private synchronized void rest() {
        pool.running().remove(this);
        worker = null;
        Thread.interrupted();
    }

    private void end(Outcome outcome) {
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
        }
        pool.ended(this, outcome, System.nanoTime() - began);
    }

    /**
     * Ends a read that is over its time, as well as can be: its thread is interrupted, its connection cut. It counts as
     * ended from now on, even if the application's code goes on all the same.
     *
     * @return whether it is late and still running
     */
    boolean endIfLate(long now) {
        // the server gets its chance to say so itself
        if (now - deadline < pool.budget().toNanos() / 2) {
            return false;
        }
        synchronized (this) {
            if (worker == null) {
                return false;
            }
            worker.interrupt();
            if (used != null) {
                cut(used);
                used = null;
            }
        }
        end(Outcome.NONE);
        return true;
    }

    private void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            read.complain(e);
        }
    }
}
