package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.dialect.Statement;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.plan.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the system, changes everything in one transaction, starts it again. Whatever fails leaves the old shape, and the
 * system is started as it was; if that fails too, the error and the status say how to start it. Used by one thread.
 */
final class BigBang {

    private static final Logger LOG = LoggerFactory.getLogger(BigBang.class);
    private static final int SAMPLED_ROWS = 20_000;
    private static final int MOST_SAMPLES = 20;
    private static final Duration HOLD = Duration.ofSeconds(15);
    private static final Duration RENEWED = Duration.ofSeconds(3);
    private static final Journal.Range EVERYTHING = new Journal.Range(0, null, null);

    private final Dialect dialect;
    private final Sessions sessions;
    private final Journal journal;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final Plan plan;
    private final String name;

    BigBang(
            Dialect dialect,
            Sessions sessions,
            Journal journal,
            EngineSettings settings,
            EngineListener listener,
            Plan plan) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.journal = journal;
        this.settings = settings;
        this.listener = listener;
        this.plan = plan;
        this.name = plan.header().migration();
    }

    Lifecycle run() {
        SystemStop stop = SystemStop.of(dialect, sessions, journal, settings, name);
        Fleet.Stopped stopped = remembered(stop);
        String expected = expected();
        tell("The system is stopped for about " + expected + " (measured on a sample).");
        stopping(stopped);
        Instant begun = Instant.now();
        try (ScheduledExecutorService holding = holding()) {
            try {
                stop.stop();
                change();
            } catch (RuntimeException | SQLException e) {
                holding.shutdownNow();
                throw failed(stop, stopped, begun, e);
            }
            holding.shutdownNow();
        }
        start(stop, stopped, "everything is changed, but");
        String took = seconds(Duration.between(begun, Instant.now()));
        event("start", "the system runs again; it was stopped for " + took + ", expected were " + expected);
        tell("The system runs again; it was stopped for " + took + ".");
        return new Lifecycle.Contracted();
    }

    /** Starts a system that an earlier run may have left stopped. */
    void startAgain(Fleet.Stopped stopped) {
        SystemStop stop = SystemStop.of(dialect, sessions, journal, settings, name);
        requireSameWay(stopped);
        start(stop, stopped, "");
        event("start", "the system runs again");
    }

    /** Who died before knows better how the system was before he stopped it. */
    private Fleet.Stopped remembered(SystemStop stop) {
        Optional<Fleet.Stopped> before = sessions.reading(c -> journal.fleet().stopped(c, name));
        before.ifPresent(this::requireSameWay);
        String howToStart = stop.howToStart();
        return before.orElseGet(
                () -> sessions.reading(c -> new Fleet.Stopped(way(), howToStart, journal.now(c), settings.actor())));
    }

    /** What was stopped one way does not start another way. */
    private void requireSameWay(Fleet.Stopped stopped) {
        if (!stopped.way().equals(way())) {
            throw SegueException.usage(
                    "%s: the system was stopped by %s, and the settings say %s".formatted(name, stopped.way(), way()),
                    "set stop_by: %s again; or start it by hand: %s".formatted(stopped.way(), stopped.howToStart()));
        }
    }

    private String way() {
        StopWay way = settings.stop().way();
        return way == null ? "" : way.word();
    }

    private void stopping(Fleet.Stopped stopped) {
        sessions.writing(c -> {
            journal.fleet().stopping(c, name, stopped, HOLD);
            journal.event(
                    c,
                    name,
                    "stop",
                    settings.actor(),
                    "by " + stopped.way() + "; to start it by hand: " + stopped.howToStart());
            return stopped;
        });
    }

    /** As long as this process lives, and no longer, instances hold their traffic. */
    private ScheduledExecutorService holding() {
        ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
                work -> Thread.ofPlatform().daemon().name("segue-hold").unstarted(work));
        thread.scheduleWithFixedDelay(
                () -> {
                    try {
                        sessions.writing(c -> {
                            journal.fleet().holdOn(c, name, HOLD);
                            return name;
                        });
                    } catch (RuntimeException e) {
                        LOG.warn("{}: the hold could not be renewed; it is tried again", name, e);
                    }
                },
                RENEWED.toMillis(),
                RENEWED.toMillis(),
                TimeUnit.MILLISECONDS);
        return thread;
    }

    // The change -----------------------------------------------------------------------------------------------------

    private void change() throws SQLException {
        try (Connection connection = sessions.open()) {
            connection.setAutoCommit(false);
            try {
                for (Step step : plan.steps()) {
                    listener.stepStarted(name, step);
                    step(connection, step);
                    listener.stepDone(name, step);
                }
                finish(connection);
                connection.commit();
            } catch (SQLException | RuntimeException e) {
                undo(connection);
                if (!isContracted(e)) {
                    throw e;
                }
            }
        }
        listener.stateChanged(name, new Lifecycle.Contracted());
    }

    /**
     * A commit whose answer was lost may have been done, or be under way: the journal's row, which it has written, is not
     * to be written by anybody else before it has ended.
     */
    private boolean isContracted(Exception e) {
        return e instanceof SQLException sql
                && dialect.classify(sql) == Dialect.Failure.CONNECTION
                && sessions.writing(c -> {
                            journal.pause(c, name, false);
                            return journal.find(c, name);
                        })
                        .map(Journal.Entry::state)
                        .filter(Lifecycle.Contracted.class::isInstance)
                        .isPresent();
    }

    private static void undo(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            LOG.debug("rolled back by the server", e);
        }
    }

    private void step(Connection connection, Step step) throws SQLException {
        switch (step) {
            case Step.Transaction transaction -> {
                Sessions.execute(connection, dialect.lockTimeout(settings.stop().within()));
                if (!transaction.locks().isEmpty()) {
                    Sessions.execute(
                            connection,
                            dialect.lock(dialect.present(connection, transaction.locks()))
                                    .sql());
                }
                for (Statement statement : transaction.statements()) {
                    Sessions.execute(connection, statement.sql());
                }
            }
            case Step.Fill fill -> fill(connection, plan.mappings().get(fill.mapping()));
            case Step.Compare compare -> compare(connection, plan.mappings().get(compare.mapping()));
            case Step.Concurrent concurrent ->
                throw new IllegalStateException("a big bang does nothing beside the traffic: " + concurrent.title());
        }
    }

    private void fill(Connection connection, PlannedMapping mapping) throws SQLException {
        long rows = RangeRunner.fill(dialect, connection, mapping, EVERYTHING).rows();
        List<String> problems = new ArrayList<>();
        try (PreparedStatement statement =
                        Named.parse(mapping.watch().problems()).prepare(connection, Map.of());
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                problems.add(mapping.source().name() + row.getString(1) + " " + row.getString(2));
            }
        }
        if (!problems.isEmpty()) {
            throw SegueException.failed(
                    "rows cannot be mapped: " + String.join(", ", problems), "mend these rows", null);
        }
        tell("%,d rows filled.".formatted(rows));
    }

    private void compare(Connection connection, PlannedMapping mapping) throws SQLException {
        RangeRunner.Compared found = RangeRunner.compare(connection, mapping.ranges(), EVERYTHING, MOST_SAMPLES);
        journal.comparison(
                connection,
                name,
                new Comparison(
                        journal.now(connection), found.rows(), found.differing(), found.pending(), found.samples()));
        if (found.differing() > 0 || found.pending() > 0) {
            throw SegueException.failed(
                    "%,d of %,d rows differ in the two shapes, the first: %s"
                            .formatted(
                                    found.differing() + found.pending(),
                                    found.rows(),
                                    found.samples().stream()
                                            .limit(5)
                                            .map(s -> String.valueOf(s.key()))
                                            .toList()),
                    "look at up and down of the migration's columns",
                    null);
        }
        tell("%,d rows compared, none differs.".formatted(found.rows()));
    }

    /** The journal and the data tell the same at every moment: they commit together. */
    private void finish(Connection connection) throws SQLException {
        for (Step step : plan.steps()) {
            journal.stepDone(connection, name, plan.header().attempt(), step.number());
        }
        journal.flag(connection, name, plan.header().flag(), 100, settings.actor());
        journal.fleet().end(connection, name);
        Lifecycle end = new Lifecycle.Contracted();
        journal.state(connection, name, end);
        journal.event(connection, name, "state", settings.actor(), end.word());
    }

    // Before and after -----------------------------------------------------------------------------------------------

    /** Each row is written, linked and read again; what a copy of some rows takes tells how long that is. */
    private String expected() {
        try (Connection connection = sessions.open()) {
            double nanos = 0;
            for (PlannedMapping mapping : plan.mappings()) {
                Duration sample = dialect.rewriting(connection, mapping.source(), SAMPLED_ROWS);
                long rows = Math.max(plan.assessment().rows(), 1);
                nanos += 2.0 * sample.toNanos() * Math.max(1.0, (double) rows / SAMPLED_ROWS);
            }
            return seconds(Duration.ofNanos((long) nanos));
        } catch (SQLException e) {
            throw sessions.failure(name + ": the sample could not be measured", e);
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() < 10_000
                ? "%.1f s".formatted(duration.toMillis() / 1000.0)
                : GateKeeper.words(duration);
    }

    private SegueException failed(SystemStop stop, Fleet.Stopped stopped, Instant begun, Exception cause) {
        String why = cause instanceof SQLException sql ? Sessions.message(sql) : String.valueOf(cause.getMessage());
        String next = cause instanceof SegueException known ? known.next() : "mend the cause";
        try {
            start(stop, stopped, "nothing was changed, but");
        } catch (SegueException e) {
            e.addSuppressed(cause);
            throw SegueException.failed(name + ", big bang: " + why + "\n" + e.getMessage(), e.next(), e);
        }
        String took = seconds(Duration.between(begun, Instant.now()));
        event("start", "nothing was changed, the system runs again as it was, after " + took + ": " + why);
        return SegueException.failed(
                "%s, big bang: %s; nothing was changed, and the system runs again as it was, after %s"
                        .formatted(name, why, took),
                next + ", then run it again",
                cause);
    }

    private void start(SystemStop stop, Fleet.Stopped stopped, String so) {
        try {
            stop.start(stopped.howToStart());
        } catch (RuntimeException e) {
            event("stopped", "the system could not be started: " + e.getMessage());
            throw SegueException.failed(
                    "%s: %s THE SYSTEM IS STILL STOPPED, for it could not be started: %s"
                            .formatted(name, so, e.getMessage()),
                    "start it by hand: " + stopped.howToStart() + "; or segue start " + name,
                    e);
        }
        sessions.writing(c -> {
            journal.fleet().started(c, name);
            return name;
        });
    }

    private void event(String kind, String message) {
        sessions.writing(c -> {
            journal.event(c, name, kind, settings.actor(), message);
            return name;
        });
    }

    private void tell(String what) {
        listener.told(name, what);
    }
}
