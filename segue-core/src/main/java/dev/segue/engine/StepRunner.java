package dev.segue.engine;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.Statement;
import dev.segue.plan.Plan;
import dev.segue.plan.Step;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes steps of structure: each exactly once, its record in the same transaction, under short lock timeouts that are
 * retried with full jitter (Brooker: <em>Exponential Backoff and Jitter</em>) until the deadline.
 */
final class StepRunner {

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);
    private static final int MOST_LOOKS = 10;
    private static final int MOST_UNSETTLED = 20;

    /** Of standard SQL: every dialect takes it for something to try again. */
    private static final String TRY_AGAIN = "40001";

    private final Dialect dialect;
    private final Sessions sessions;
    private final Journal journal;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final Runnable settle;

    StepRunner(
            Dialect dialect,
            Sessions sessions,
            Journal journal,
            EngineSettings settings,
            EngineListener listener,
            Runnable settle) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.journal = journal;
        this.settings = settings;
        this.listener = listener;
        this.settle = settle;
    }

    /** What else commits with a step. */
    interface Along {
        void write(Connection connection) throws SQLException;
    }

    void run(Plan plan, Step.Transaction step, Along along) {
        attempt(plan, step, step.tables(), () -> transaction(plan, step, along));
    }

    void run(Plan plan, Step.Concurrent step, Along along) {
        attempt(plan, step, List.of(), () -> concurrent(plan, step, along));
    }

    /** Something that is tried until it works. */
    private interface Try {
        void run() throws SQLException;
    }

    private void attempt(Plan plan, Step step, List<TableName> tables, Try work) {
        String migration = plan.header().migration();
        Instant deadline = Instant.now().plus(settings.deadline());
        @Nullable SQLException last = null;
        List<String> blockers = List.of();
        int unsettled = 0;
        for (int tries = 1; ; tries++) {
            try {
                if (step instanceof Step.Transaction transaction
                        && !transaction.locks().isEmpty()) {
                    settle.run(); // little is left to be settled under the locks
                }
                if (tries <= MOST_LOOKS && !tables.isEmpty()) {
                    blockers = blockers(tables);
                    if (!blockers.isEmpty()) {
                        listener.waiting(migration, step, tries, blockers);
                        pause(Duration.ofMillis(100));
                    }
                }
                work.run();
                return;
            } catch (SQLException e) {
                if (last != null && last != e) {
                    e.addSuppressed(last);
                }
                last = e;
                switch (dialect.classify(e)) {
                    case BUSY, CONNECTION -> {}
                    case UNSETTLED -> {
                        if (++unsettled > MOST_UNSETTLED) {
                            throw failed(plan, step, e, blockers);
                        }
                    }
                    case DATA, OTHER -> {
                        if (doneByAnother(plan, step)) {
                            return;
                        }
                        throw failed(plan, step, e, blockers);
                    }
                }
                if (Instant.now().isAfter(deadline)) {
                    throw failed(plan, step, e, blockers);
                }
                blockers = blockersOrNone(tables, blockers);
                listener.waiting(migration, step, tries, blockers);
                long most = Math.min(LONGEST_PAUSE.toMillis(), 50L << Math.min(tries, 10));
                pause(Duration.ofMillis(ThreadLocalRandom.current().nextLong(20, most + 1)));
            }
        }
    }

    private List<String> blockers(List<TableName> tables) throws SQLException {
        try (Connection connection = sessions.open()) {
            return dialect.blockers(connection, tables);
        }
    }

    private List<String> blockersOrNone(List<TableName> tables, List<String> before) {
        try {
            return blockers(tables);
        } catch (SQLException e) {
            return before; // the step's own error is the one to report
        }
    }

    private void transaction(Plan plan, Step.Transaction step, Along along) throws SQLException {
        try (Connection connection = sessions.open()) {
            if (isDone(connection, plan, step)) {
                return;
            }
            Sessions.inTransaction(connection, c -> {
                // several tables are locked one after the other: together they wait no longer than one may
                List<TableName> locks = dialect.present(c, step.locks());
                int waits = Math.max(1, Math.max(locks.size(), step.tables().size()));
                Sessions.execute(c, dialect.lockTimeout(settings.lockTimeout().dividedBy(waits)));
                for (Statement statement : step.first()) {
                    Sessions.execute(c, statement.sql());
                }
                if (!locks.isEmpty()) {
                    // a partitioned table is locked with each of its partitions: together no longer than one may
                    Sessions.execute(c, dialect.statementTimeout(settings.lockTimeout()));
                    Sessions.execute(c, dialect.lock(locks).sql());
                    Sessions.execute(c, dialect.statementTimeout(Duration.ZERO));
                }
                for (Statement statement : step.statements()) {
                    Sessions.execute(c, statement.sql());
                }
                journal.stepDone(c, plan.header().migration(), plan.header().attempt(), step.number());
                along.write(c);
                return step;
            });
        }
    }

    private void concurrent(Plan plan, Step.Concurrent step, Along along) throws SQLException {
        try (Connection connection = sessions.open()) {
            if (isDone(connection, plan, step)) {
                return;
            }
            // it waits for others without anybody waiting for it
            Sessions.execute(connection, "SET lock_timeout = 0");
            String found = probe(connection, step);
            if (found.equals("busy")) {
                throw new SQLException("the session of an engine that is gone is still at it", TRY_AGAIN);
            }
            if (found.equals("half")) {
                Sessions.execute(connection, step.statement().cleanup());
                found = "none";
            }
            if (found.equals("none")) {
                try (Watch watch = new Watch(plan, step, dialect.session(connection))) {
                    Sessions.execute(connection, step.statement().statement().sql());
                } catch (SQLException e) {
                    leaveNothing(connection, step, e);
                    throw e;
                }
                found = probe(connection, step);
            }
            if (!found.equals("done")) {
                throw new SQLException("after it was made, the probe says " + found, "XX000");
            }
            Sessions.inTransaction(connection, c -> {
                journal.stepDone(c, plan.header().migration(), plan.header().attempt(), step.number());
                along.write(c);
                return step;
            });
        }
    }

    /** What will not be tried again must leave nothing half done: the old code would go on writing a useless index. */
    private void leaveNothing(Connection connection, Step.Concurrent step, SQLException failure) {
        switch (dialect.classify(failure)) {
            case DATA, OTHER -> {
                try {
                    if (probe(connection, step).equals("half")) {
                        Sessions.execute(connection, step.statement().cleanup());
                    }
                } catch (SQLException e) {
                    failure.addSuppressed(e); // the next run begins with the same cleanup
                }
            }
            case BUSY, CONNECTION, UNSETTLED -> {}
        }
    }

    /** While a statement waits without a limit, says again and again for whom. */
    private final class Watch implements AutoCloseable {

        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(r -> {
            Thread made = new Thread(r, "segue-watch");
            made.setDaemon(true);
            return made;
        });
        private int looks;

        Watch(Plan plan, Step.Concurrent step, long session) {
            thread.scheduleWithFixedDelay(() -> look(plan, step, session), 1, 1, TimeUnit.SECONDS);
        }

        private void look(Plan plan, Step.Concurrent step, long session) {
            try (Connection connection = sessions.open()) {
                List<String> blockers = dialect.blockers(connection, session);
                if (!blockers.isEmpty()) {
                    listener.waiting(plan.header().migration(), step, ++looks, blockers);
                }
            } catch (SQLException | RuntimeException e) {
                // the next look may succeed; what is thrown from here would end them all
                LOG.debug("could not ask for whom {} waits", step.title(), e);
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
        }
    }

    /** A killed engine's last statement may still have been under way in the server, and may have won. */
    private boolean doneByAnother(Plan plan, Step step) {
        try (Connection connection = sessions.open()) {
            return isDone(connection, plan, step);
        } catch (SQLException e) {
            return false; // the step's own error is the one to report
        }
    }

    private boolean isDone(Connection connection, Plan plan, Step step) throws SQLException {
        return journal.stepsDone(
                        connection, plan.header().migration(), plan.header().attempt())
                .contains(step.number());
    }

    private static String probe(Connection connection, Step.Concurrent step) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(step.statement().probe())) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private SegueException failed(Plan plan, Step step, SQLException e, List<String> blockers) {
        String migration = plan.header().migration();
        List<Step> phase = plan.steps(step.phase());
        String where = "%s, %s, step %d of %d (%s)"
                .formatted(migration, step.phase().word(), phase.indexOf(step) + 1, phase.size(), step.title());
        List<String> lines = new ArrayList<>();
        String again = "segue resume " + migration + "; or segue rollback " + migration;
        return switch (dialect.classify(e)) {
            case BUSY -> {
                lines.add(where + ": could not get its locks within "
                        + settings.deadline().toSeconds() + " s");
                blockers.forEach(b -> lines.add("  blocked by " + b));
                lines.add("Nothing is half done; the application was never held longer than "
                        + settings.lockTimeout().toMillis() + " ms.");
                yield SegueException.failed(
                        String.join("\n", lines), "end that session, or run again with --deadline 1h", e);
            }
            case UNSETTLED ->
                SegueException.failed(
                        where + ": " + Sessions.message(e),
                        "segue status " + migration + " shows the keys that cannot be settled",
                        e);
            case CONNECTION ->
                SegueException.failed(
                        where + ": the connection was lost, or there was none to be had: " + Sessions.message(e),
                        sessions.next(
                                e,
                                "segue resume " + migration + " goes on where it stopped",
                                "segue resume " + migration),
                        e);
            case DATA, OTHER ->
                SegueException.failed(
                        where + ": " + Sessions.message(e),
                        sessions.next(e, "mend the cause, then " + again, again),
                        e);
        };
    }

    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SegueException.failed("interrupted", "run it again", e);
        }
    }
}
