package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.engine.Journal.Range;
import dev.segue.engine.Journal.RangeTotals;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The backfill: workers claim ranges from the journal, fill them, and commit rows and progress together. Any number of
 * workers of any number of processes may do so. Rows that somebody holds are left and come again.
 */
final class Filler {

    private static final Duration FIRST_AGAIN = Duration.ofMillis(100);

    /** How many times it waits between two looks for who holds the rows. */
    private static final int LOOKS_APART = 10;

    private final Dialect dialect;
    private final Sessions sessions;
    private final Journal journal;
    private final EngineSettings settings;
    private final EngineListener listener;

    Filler(Dialect dialect, Sessions sessions, Journal journal, EngineSettings settings, EngineListener listener) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.journal = journal;
        this.settings = settings;
        this.listener = listener;
    }

    /** {@return whether everything is filled; false where somebody paused the migration} */
    boolean fill(Plan plan, Step.Fill step) {
        String name = plan.header().migration();
        int attempt = plan.header().attempt();
        PlannedMapping mapping = plan.mappings().get(step.mapping());
        try {
            RangeTotals before = prepareRanges(name, attempt, step, mapping);
            long estimate = Math.max(plan.assessment().rows(), (long) before.ranges() * settings.rowsPerRange());
            Meter meter = new Meter(listener, name, step.phase(), step.title(), estimate, before.rows());
            AtomicBoolean stop = new AtomicBoolean();
            AtomicBoolean paused = new AtomicBoolean();
            Deadline deadline = new Deadline(settings.deadline());
            // where one fills at a time, a second would only wait, and take that for a slow server
            int workers = mapping.ranges().fill().alone() == null ? settings.workers() : 1;
            RangeRunner.inParallel(workers, () -> {
                try {
                    work(name, attempt, step, mapping, meter, deadline, stop, paused);
                } finally {
                    stop.compareAndSet(false, paused.get());
                }
                return null;
            });
            meter.finish();
            return !paused.get();
        } catch (SQLException e) {
            throw failed(name, step.phase(), step.title(), e);
        }
    }

    /**
     * Fills what the backfill has not met: rows whose key became another one meanwhile, which it had passed by then. What
     * somebody holds, or what cannot be mapped, stays as it is.
     *
     * @return how many rows there were
     */
    long fillWhatIsLeft(Plan plan) {
        String name = plan.header().migration();
        AtomicLong rows = new AtomicLong();
        try {
            for (PlannedMapping mapping : plan.mappings()) {
                RangeQueue ranges = RangeQueue.of(
                        sessions, mapping.ranges(), settings.rowsPerRange(), new Deadline(settings.deadline()));
                ranges.each((connection, range) -> {
                    if (!RangeRunner.keys(connection, mapping.ranges(), range).isEmpty()) {
                        rows.addAndGet(Sessions.inTransaction(
                                connection,
                                c -> RangeRunner.fill(dialect, c, mapping, range)
                                        .rows()));
                    }
                });
            }
        } catch (SQLException e) {
            throw failed(name, Phase.VERIFY, "fill what is left", e);
        }
        if (rows.get() > 0) {
            sessions.writing(c -> {
                journal.event(c, name, "fill", settings.actor(), rows + " rows that the backfill had not met");
                return rows;
            });
        }
        return rows.get();
    }

    private SegueException failed(String name, Phase phase, String title, SQLException e) {
        return SegueException.failed(
                name + ", " + phase.word() + " (" + title + "): " + Sessions.message(e),
                sessions.next(e, "segue resume " + name + " goes on where it stopped", "segue resume " + name),
                e);
    }

    private RangeTotals prepareRanges(String name, int attempt, Step.Fill step, PlannedMapping mapping)
            throws SQLException {
        try (Connection connection = sessions.open()) {
            RangeTotals totals = journal.rangeTotals(connection, name, attempt, step.number());
            if (totals.ranges() > 0) {
                return totals;
            }
            List<Range> ranges = RangeRunner.split(connection, mapping.ranges(), settings.rowsPerRange());
            return Sessions.inTransaction(connection, c -> {
                journal.addRanges(c, name, attempt, step.number(), ranges);
                return journal.rangeTotals(c, name, attempt, step.number());
            });
        }
    }

    private void work(
            String name,
            int attempt,
            Step.Fill step,
            PlannedMapping mapping,
            Meter meter,
            Deadline deadline,
            AtomicBoolean stop,
            AtomicBoolean paused)
            throws SQLException {
        int failures = 0;
        int waits = 0;
        Pace pace = new Pace(settings.rowsPerRange(), settings.lockTimeout());
        while (!stop.get()) {
            try (Connection connection = sessions.open()) {
                while (!stop.get()) {
                    if (journal.isPaused(connection, name)) {
                        paused.set(true);
                        return;
                    }
                    Optional<Long> filled = oneRange(connection, name, attempt, step, mapping, pace);
                    if (filled.isPresent()) {
                        meter.add(filled.get());
                        failures = 0;
                        if (filled.get() > 0) {
                            deadline.putOff();
                        }
                    } else {
                        RangeTotals totals = journal.rangeTotals(connection, name, attempt, step.number());
                        if (totals.done() == totals.ranges()) {
                            return;
                        }
                        if (deadline.passed()) {
                            throw held(connection, name, mapping);
                        }
                        if (waits++ % LOOKS_APART == 0) {
                            listener.waiting(name, step, waits, dialect.writers(connection, mapping.source()));
                        }
                        StepRunner.pause(FIRST_AGAIN);
                    }
                }
            } catch (SQLException e) {
                pace.failed();
                if (deadline.passed() || !sessions.isWorthAnotherTry(e)) {
                    stop.set(true);
                    throw e;
                }
                StepRunner.pause(FIRST_AGAIN.multipliedBy(Math.min(++failures, 20)));
            } catch (SegueException e) {
                stop.set(true);
                throw e;
            }
        }
    }

    private SegueException held(Connection connection, String name, PlannedMapping mapping) throws SQLException {
        List<String> blockers = dialect.writers(connection, mapping.source());
        return SegueException.failed(
                "%s, backfill: rows of %s are held by other sessions since %d s\n%s"
                        .formatted(
                                name,
                                mapping.source(),
                                settings.deadline().toSeconds(),
                                String.join(
                                        "\n",
                                        blockers.stream()
                                                .map(b -> "  held by " + b)
                                                .toList())),
                "end that session, then segue resume " + name,
                null);
    }

    private Optional<Long> oneRange(
            Connection connection, String name, int attempt, Step.Fill step, PlannedMapping mapping, Pace pace)
            throws SQLException {
        AtomicLong start = new AtomicLong(System.nanoTime());
        Optional<Long> filled = Sessions.inTransaction(connection, c -> {
            Optional<Range> range = journal.claimRange(c, name, attempt, step.number());
            if (range.isEmpty()) {
                return Optional.empty();
            }
            Range part = pace.part(c, mapping, range.get());
            start.set(System.nanoTime()); // nobody waits for who is looking for rows
            if (pace.canBeLess()) {
                Sessions.execute(c, dialect.statementTimeout(settings.lockTimeout()));
            }
            RangeRunner.Filled done = RangeRunner.fill(dialect, c, mapping, part);
            journal.rangeFilled(
                    c, name, attempt, step.number(), range.get(), done.rows(), again(done, part, range.get()));
            return Optional.of(done.rows());
        });
        pace.took(Duration.ofNanos(System.nanoTime() - start.get()));
        return filled;
    }

    private static @Nullable Duration again(RangeRunner.Filled done, Range part, Range range) {
        if (done.held()) {
            return FIRST_AGAIN;
        }
        return part.equals(range) ? null : Duration.ZERO;
    }
}
