package dev.segue.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Segue remembers, in the database that it changes. Every method works in the transaction of the connection it is
 * given, so that a step and its record commit together. Times are the database's. Stateless and thread-safe; a dialect's
 * module implements it.
 */
public interface Journal {

    /** Makes the journal where it is missing; may run at any time and twice at once. */
    void install(Connection connection) throws SQLException;

    /** {@return whether there is a journal} */
    boolean installed(Connection connection) throws SQLException;

    /** {@return the migrations, newest first} */
    List<String> names(Connection connection) throws SQLException;

    /** {@return what is remembered of a migration} */
    Optional<Entry> find(Connection connection, String migration) throws SQLException;

    /** Remembers the start of a migration, or of a new attempt at it. */
    void start(Connection connection, Start start) throws SQLException;

    /** Remembers where a migration stands. */
    void state(Connection connection, String migration, Lifecycle state) throws SQLException;

    void pause(Connection connection, String migration, boolean paused) throws SQLException;

    /** {@return whether a migration is paused, or gone; without reading its plan, so it may be asked often} */
    boolean isPaused(Connection connection, String migration) throws SQLException;

    /** {@return the numbers of the steps that are done} */
    Set<Integer> stepsDone(Connection connection, String migration, int attempt) throws SQLException;

    void stepDone(Connection connection, String migration, int attempt, int step) throws SQLException;

    /** Forgets that steps were done, because their effect was taken back. */
    void stepsUndone(Connection connection, String migration, int attempt, List<Integer> steps) throws SQLException;

    /** Remembers the ranges of a step, in order; the last one is unbounded above. */
    void addRanges(Connection connection, String migration, int attempt, int step, List<Range> ranges)
            throws SQLException;

    /**
     * {@return a range that is not done and that nobody else works on, locked until the transaction ends; nothing if there
     * is none at this moment}
     */
    Optional<Range> claimRange(Connection connection, String migration, int attempt, int step) throws SQLException;

    /**
     * Remembers that rows of a range were filled.
     *
     * @param again null if the range is done; zero if a part of it was filled and the rest is next; else when what others
     *     hold is tried again, after the other ranges
     */
    void rangeFilled(
            Connection connection,
            String migration,
            int attempt,
            int step,
            Range range,
            long rows,
            @Nullable Duration again)
            throws SQLException;

    /** {@return how many ranges and rows a step has done} */
    RangeTotals rangeTotals(Connection connection, String migration, int attempt, int step) throws SQLException;

    void comparison(Connection connection, String migration, Comparison comparison) throws SQLException;

    /** {@return the last comparison of the attempt under way} */
    Optional<Comparison> lastComparison(Connection connection, String migration) throws SQLException;

    void flag(Connection connection, String migration, String flag, int percent, String actor) throws SQLException;

    /** {@return where the flag stands, 0 % if it was never set} */
    Flag flag(Connection connection, String migration) throws SQLException;

    void event(Connection connection, String migration, String kind, String actor, String message) throws SQLException;

    /** {@return the events of a migration, or of all where the name is empty; oldest first} */
    List<Event> events(Connection connection, String migration) throws SQLException;

    /** {@return whether the session now drives the migration; ends with {@link #release} or with the session} */
    boolean lease(Connection session, String migration, String actor) throws SQLException;

    void release(Connection session, String migration) throws SQLException;

    /** {@return who drives the migration at this moment} */
    Optional<String> driver(Connection connection, String migration) throws SQLException;

    /** {@return what applications and Segue tell each other} */
    FleetJournal fleet();

    /** {@return what is known of the application's statements} */
    StatementJournal statements();

    /** {@return the database's time} */
    Instant now(Connection connection) throws SQLException;

    /** A migration as it is remembered. */
    record Entry(
            String name,
            int attempt,
            Lifecycle state,
            String checksum,
            String plan,
            boolean paused,
            Instant startedAt,
            Instant stateSince) {}

    /** The start of an attempt. */
    record Start(String name, int attempt, String checksum, String file, String plan, String actor) {}

    /**
     * A range of keys, open below and closed above.
     *
     * @param low the key's columns as text, or null: unbounded
     * @param high the key's columns as text, or null: unbounded
     */
    record Range(
            int number,
            @Nullable List<String> low,
            @Nullable List<String> high) {}

    /** How far the ranges of a step are. */
    record RangeTotals(int ranges, int done, long rows) {}

    /** Where a flag stands. */
    record Flag(int percent, @Nullable Instant changedAt) {}
}
