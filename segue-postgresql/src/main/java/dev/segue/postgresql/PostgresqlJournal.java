package dev.segue.postgresql;

import static dev.segue.postgresql.Rows.first;
import static dev.segue.postgresql.Rows.instant;
import static dev.segue.postgresql.Rows.list;
import static dev.segue.postgresql.Rows.update;

import dev.segue.engine.Comparison;
import dev.segue.engine.Event;
import dev.segue.engine.FleetJournal;
import dev.segue.engine.Journal;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.SeenStatements;
import dev.segue.engine.StatementJournal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The journal in the schema {@code segue} of the database that is changed. */
final class PostgresqlJournal implements Journal {

    /** Advisory locks of Segue's own: the journal's making, and a lease per migration. */
    private static final int MAKING = 0x5E60E;

    private static final int LEASES = 0x5E60F;

    private final FleetJournal fleet = new PostgresqlFleetJournal();
    private final StatementJournal statements = new PostgresqlStatementJournal();

    @Override
    public void install(Connection connection) throws SQLException {
        awaitMaking(connection);
        boolean mayMakeSchema = first(
                        connection, "SELECT pg_catalog.to_regnamespace('segue') IS NULL", row -> row.getBoolean(1))
                .orElse(true);
        String script = script();
        try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(mayMakeSchema ? script : script.replace("CREATE SCHEMA IF NOT EXISTS segue;", ""));
        }
    }

    /**
     * Takes the lock under which the journal is made. Only engines hold it, none while it waits for longer than its own
     * lock timeout; so it may be waited for, and no application waits behind: several that begin at once on a busy
     * server need more than one lock timeout.
     */
    private static void awaitMaking(Connection connection) throws SQLException {
        String given = first(
                        connection,
                        "SELECT pg_catalog.current_setting('lock_timeout') AS given",
                        row -> CatalogReader.text(row, "given"))
                .orElseThrow();
        update(connection, "SELECT pg_catalog.set_config('lock_timeout', '60s', true)");
        update(connection, "SELECT pg_catalog.pg_advisory_xact_lock(?, 0)", MAKING);
        update(connection, "SELECT pg_catalog.set_config('lock_timeout', ?, true)", given);
    }

    /** {@return all that makes a journal} */
    static String script() {
        return script("journal.sql") + script("application.sql");
    }

    private static String script(String name) {
        try (InputStream stream = PostgresqlJournal.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalStateException(name + " is missing from the jar");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean installed(Connection connection) throws SQLException {
        return first(connection, "SELECT pg_catalog.to_regclass('segue.event') IS NOT NULL", row -> row.getBoolean(1))
                .orElse(false);
    }

    @Override
    public List<String> names(Connection connection) throws SQLException {
        return list(
                connection,
                "SELECT name FROM segue.migration ORDER BY started_at DESC, name",
                row -> CatalogReader.text(row, "name"));
    }

    @Override
    public Optional<Entry> find(Connection connection, String migration) throws SQLException {
        return list(
                        connection,
                        "SELECT * FROM segue.migration WHERE name = ?",
                        row -> new Entry(
                                CatalogReader.text(row, "name"),
                                row.getInt("attempt"),
                                Lifecycle.of(CatalogReader.text(row, "state")),
                                CatalogReader.text(row, "checksum"),
                                CatalogReader.text(row, "plan"),
                                row.getBoolean("paused"),
                                instant(row, "started_at"),
                                instant(row, "state_since")),
                        migration)
                .stream()
                .findFirst();
    }

    @Override
    public void start(Connection connection, Start start) throws SQLException {
        update(
                connection,
                """
                INSERT INTO segue.migration (name, attempt, state, checksum, file, plan)
                VALUES (?, ?, ?, ?, ?, ?)
                ON CONFLICT (name) DO UPDATE SET attempt = excluded.attempt, state = excluded.state,
                    checksum = excluded.checksum, file = excluded.file, plan = excluded.plan, paused = false,
                    started_at = clock_timestamp(), state_since = clock_timestamp()
                """,
                start.name(),
                start.attempt(),
                new Lifecycle.Expanding().word(),
                start.checksum(),
                start.file(),
                start.plan());
        for (SeenStatements.Source source : SeenStatements.Source.values()) {
            statements.forget(connection, start.name(), source);
        }
    }

    @Override
    public void state(Connection connection, String migration, Lifecycle state) throws SQLException {
        update(
                connection,
                "UPDATE segue.migration SET state = ?, state_since = clock_timestamp() WHERE name = ?",
                state.word(),
                migration);
    }

    @Override
    public void pause(Connection connection, String migration, boolean paused) throws SQLException {
        update(connection, "UPDATE segue.migration SET paused = ? WHERE name = ?", paused, migration);
    }

    @Override
    public boolean isPaused(Connection connection, String migration) throws SQLException {
        List<Boolean> paused = list(
                connection,
                "SELECT paused FROM segue.migration WHERE name = ?",
                row -> row.getBoolean("paused"),
                migration);
        return paused.isEmpty() || paused.getFirst();
    }

    @Override
    public Set<Integer> stepsDone(Connection connection, String migration, int attempt) throws SQLException {
        return new HashSet<>(list(
                connection,
                "SELECT step FROM segue.step WHERE migration = ? AND attempt = ?",
                row -> row.getInt("step"),
                migration,
                attempt));
    }

    @Override
    public void stepDone(Connection connection, String migration, int attempt, int step) throws SQLException {
        update(
                connection,
                "INSERT INTO segue.step (migration, attempt, step) VALUES (?, ?, ?)",
                migration,
                attempt,
                step);
    }

    @Override
    public void stepsUndone(Connection connection, String migration, int attempt, List<Integer> steps)
            throws SQLException {
        for (int step : steps) {
            update(
                    connection,
                    "DELETE FROM segue.step WHERE migration = ? AND attempt = ? AND step = ?",
                    migration,
                    attempt,
                    step);
        }
    }

    @Override
    public void addRanges(Connection connection, String migration, int attempt, int step, List<Range> ranges)
            throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO segue.range (migration, attempt, step, number, low, high) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING")) {
            int batched = 0;
            for (Range range : ranges) {
                insert.setString(1, migration);
                insert.setInt(2, attempt);
                insert.setInt(3, step);
                insert.setInt(4, range.number());
                insert.setArray(5, array(connection, range.low()));
                insert.setArray(6, array(connection, range.high()));
                insert.addBatch();
                if (++batched % 1_000 == 0) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
    }

    private static @Nullable Array array(Connection connection, @Nullable List<String> key) throws SQLException {
        return key == null ? null : connection.createArrayOf("text", key.toArray());
    }

    @Override
    public Optional<Range> claimRange(Connection connection, String migration, int attempt, int step)
            throws SQLException {
        return list(
                        connection,
                        """
                        SELECT number, low, high FROM segue.range
                        WHERE migration = ? AND attempt = ? AND step = ? AND NOT done AND not_before <= clock_timestamp()
                        ORDER BY tries, number LIMIT 1 FOR UPDATE SKIP LOCKED
                        """,
                        row -> new Range(row.getInt("number"), key(row, "low"), key(row, "high")),
                        migration,
                        attempt,
                        step)
                .stream()
                .findFirst();
    }

    private static @Nullable List<String> key(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? null : List.of((String[]) array.getArray());
    }

    @Override
    public void rangeFilled(
            Connection connection,
            String migration,
            int attempt,
            int step,
            Range range,
            long rows,
            @Nullable Duration again)
            throws SQLException {
        update(
                connection,
                """
                UPDATE segue.range SET rows = rows + ?, done = ?, tries = tries + ?,
                       not_before = clock_timestamp() + least(tries + 1, 20) * ? * INTERVAL '1 millisecond'
                WHERE migration = ? AND attempt = ? AND step = ? AND number = ?
                """,
                rows,
                again == null,
                again == null || again.isZero() ? 0 : 1,
                again == null ? 0L : again.toMillis(),
                migration,
                attempt,
                step,
                range.number());
    }

    @Override
    public RangeTotals rangeTotals(Connection connection, String migration, int attempt, int step) throws SQLException {
        return list(
                        connection,
                        """
                        SELECT count(*) AS ranges, count(*) FILTER (WHERE done) AS done, COALESCE(sum(rows), 0) AS rows
                        FROM segue.range WHERE migration = ? AND attempt = ? AND step = ?
                        """,
                        row -> new RangeTotals(row.getInt("ranges"), row.getInt("done"), row.getLong("rows")),
                        migration,
                        attempt,
                        step)
                .getFirst();
    }

    @Override
    public void comparison(Connection connection, String migration, Comparison comparison) throws SQLException {
        Comparisons.add(connection, migration, comparison);
    }

    @Override
    public Optional<Comparison> lastComparison(Connection connection, String migration) throws SQLException {
        return Comparisons.last(connection, migration);
    }

    @Override
    public void flag(Connection connection, String migration, String flag, int percent, String actor)
            throws SQLException {
        update(connection, """
                INSERT INTO segue.flag (migration, flag, percent, changed_by) VALUES (?, ?, ?, ?)
                ON CONFLICT (migration) DO UPDATE SET flag = excluded.flag, percent = excluded.percent,
                    epoch = segue.flag.epoch + CASE WHEN segue.flag.percent = excluded.percent THEN 0 ELSE 1 END,
                    changed_by = excluded.changed_by,
                    changed_at = CASE WHEN segue.flag.percent = excluded.percent THEN segue.flag.changed_at ELSE clock_timestamp() END
                """, migration, flag, percent, actor);
        update(connection, "SELECT pg_catalog.pg_notify('segue_flag', ?)", migration);
    }

    @Override
    public Flag flag(Connection connection, String migration) throws SQLException {
        return list(
                        connection,
                        "SELECT percent, changed_at FROM segue.flag WHERE migration = ?",
                        row -> new Flag(row.getInt("percent"), instant(row, "changed_at")),
                        migration)
                .stream()
                .findFirst()
                .orElse(new Flag(0, null));
    }

    @Override
    public void event(Connection connection, String migration, String kind, String actor, String message)
            throws SQLException {
        update(
                connection,
                "INSERT INTO segue.event (migration, kind, actor, message) VALUES (?, ?, ?, ?)",
                migration,
                kind,
                actor,
                message);
    }

    @Override
    public List<Event> events(Connection connection, String migration) throws SQLException {
        return list(
                connection,
                "SELECT * FROM segue.event WHERE migration = ? OR ? = '' ORDER BY number",
                row -> new Event(
                        row.getLong("number"),
                        instant(row, "at"),
                        CatalogReader.text(row, "migration"),
                        CatalogReader.text(row, "kind"),
                        CatalogReader.text(row, "actor"),
                        CatalogReader.text(row, "message")),
                migration,
                migration);
    }

    @Override
    public boolean lease(Connection session, String migration, String actor) throws SQLException {
        boolean taken = list(
                        session,
                        "SELECT pg_catalog.pg_try_advisory_lock(?, pg_catalog.hashtext(?)) AS taken",
                        row -> row.getBoolean("taken"),
                        LEASES,
                        migration)
                .getFirst();
        if (taken) {
            update(session, """
                    INSERT INTO segue.lease (migration, actor, pid) VALUES (?, ?, pg_catalog.pg_backend_pid())
                    ON CONFLICT (migration) DO UPDATE SET actor = excluded.actor, pid = excluded.pid, taken_at = clock_timestamp()
                    """, migration, actor);
        }
        return taken;
    }

    @Override
    public void release(Connection session, String migration) throws SQLException {
        update(session, "SELECT pg_catalog.pg_advisory_unlock(?, pg_catalog.hashtext(?))", LEASES, migration);
    }

    @Override
    public Optional<String> driver(Connection connection, String migration) throws SQLException {
        return list(connection, """
                        SELECT e.actor || ' (server pid ' || e.pid || ', since ' || date_trunc('second', e.taken_at) || ')' AS driver
                        FROM segue.lease e
                        WHERE e.migration = ? AND EXISTS (
                            SELECT FROM pg_catalog.pg_locks l
                            WHERE l.locktype = 'advisory' AND l.pid = e.pid AND l.classid = ?::bigint::oid AND l.granted)
                        """, row -> CatalogReader.text(row, "driver"), migration, (long) LEASES).stream()
                .findFirst();
    }

    @Override
    public FleetJournal fleet() {
        return fleet;
    }

    @Override
    public StatementJournal statements() {
        return statements;
    }

    @Override
    public Instant now(Connection connection) throws SQLException {
        return list(connection, "SELECT clock_timestamp() AS now", row -> instant(row, "now"))
                .getFirst();
    }
}
