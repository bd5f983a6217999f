package dev.segue.postgresql;

import static dev.segue.postgresql.Rows.first;
import static dev.segue.postgresql.Rows.instant;
import static dev.segue.postgresql.Rows.instantOrNull;
import static dev.segue.postgresql.Rows.list;
import static dev.segue.postgresql.Rows.update;

import dev.segue.catalog.TableName;
import dev.segue.engine.Fleet;
import dev.segue.engine.FleetJournal;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.gate.Gate;
import dev.segue.gate.Requirement;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of the journal that applications share: {@code application.sql}. */
final class PostgresqlFleetJournal implements FleetJournal {

    @Override
    public void darkReadGoal(Connection connection, String migration, long comparisons, Duration window)
            throws SQLException {
        update(connection, """
                INSERT INTO segue.dark_read_goal (migration, comparisons, within)
                VALUES (?, ?, ? * INTERVAL '1 millisecond')
                ON CONFLICT (migration) DO UPDATE SET comparisons = excluded.comparisons, within = excluded.within
                """, migration, comparisons, window.toMillis());
    }

    @Override
    public Optional<Requirement> darkReadGoal(Connection connection, String migration) throws SQLException {
        return first(
                connection,
                """
                SELECT comparisons, (EXTRACT(epoch FROM within) * 1000)::bigint AS within
                FROM segue.dark_read_goal WHERE migration = ?
                """,
                row -> new Requirement(
                        Gate.DARK_READS_CLEAN, Duration.ofMillis(row.getLong("within")), row.getLong("comparisons")),
                migration);
    }

    @Override
    public void begin(
            Connection connection, String migration, String flag, String actor, Map<TableName, List<String>> required)
            throws SQLException {
        update(connection, "SELECT segue.begin_stages(?, ?, ?)", migration, flag, actor);
        for (Map.Entry<TableName, List<String>> table : required.entrySet()) {
            for (String column : table.getValue()) {
                update(
                        connection,
                        "INSERT INTO segue.old_required (migration, table_name, column_name) VALUES (?, ?, ?)",
                        migration,
                        Sql.id(table.getKey()),
                        column);
            }
        }
    }

    @Override
    public void noteOpenTransactions(Connection connection, String migration) throws SQLException {
        update(connection, "SELECT segue.note_open_transactions(?)", migration);
    }

    @Override
    public Optional<Fleet.Stages> stages(Connection connection, String migration) throws SQLException {
        return stages(connection, migration, "");
    }

    @Override
    public Optional<Fleet.Stages> held(Connection connection, String migration) throws SQLException {
        return stages(connection, migration, " FOR UPDATE");
    }

    private static Optional<Fleet.Stages> stages(Connection connection, String migration, String lock)
            throws SQLException {
        return first(
                connection,
                "SELECT stage, epoch, changed_at, filling_since FROM segue.flag WHERE migration = ? AND stage IS NOT NULL"
                        + lock,
                row -> new Fleet.Stages(
                        Stage.valueOf(CatalogReader.text(row, "stage")),
                        row.getLong("epoch"),
                        instant(row, "changed_at"),
                        instantOrNull(row, "filling_since")),
                migration);
    }

    @Override
    public void filling(Connection connection, String migration) throws SQLException {
        update(
                connection,
                "UPDATE segue.flag SET filling_since = pg_catalog.clock_timestamp() WHERE migration = ?",
                migration);
    }

    @Override
    public List<StageMove.Against> against(Connection connection, String migration, Stage wanted) throws SQLException {
        return list(
                connection,
                "SELECT reason, opens FROM segue.against_stage(?, ?)",
                row -> new StageMove.Against(CatalogReader.text(row, "reason"), CatalogReader.text(row, "opens")),
                migration,
                wanted.name());
    }

    @Override
    public long move(Connection connection, String migration, Stage wanted, String actor) throws SQLException {
        return list(
                        connection,
                        "SELECT segue.move_stage(?, ?, ?) AS epoch",
                        row -> row.getLong("epoch"),
                        migration,
                        wanted.name(),
                        actor)
                .getFirst();
    }

    @Override
    public void end(Connection connection, String migration) throws SQLException {
        update(connection, "SELECT segue.end_stages(?)", migration);
    }

    @Override
    public Optional<String> sweep(Connection connection, String migration) throws SQLException {
        return text(connection, "SELECT segue.sweep_stages(?) AS text", migration);
    }

    @Override
    public Optional<String> behind(Connection connection, String migration) throws SQLException {
        return text(connection, "SELECT segue.behind(?) AS text", migration);
    }

    private static Optional<String> text(Connection connection, String sql, String migration) throws SQLException {
        return list(connection, sql, row -> Optional.ofNullable(row.getString("text")), migration)
                .getFirst();
    }

    @Override
    public List<TableName> locked(Connection connection, String migration) throws SQLException {
        List<TableName> tables = new ArrayList<>(list(
                connection,
                """
                SELECT n.nspname, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.oid = pg_catalog.to_regclass(segue.fence_of(?))
                   OR c.oid IN (SELECT pg_catalog.to_regclass(r.table_name) FROM segue.old_required r WHERE r.migration = ?)
                ORDER BY n.nspname = 'segue' DESC, c.relname
                """,
                row -> new TableName(CatalogReader.text(row, "nspname"), CatalogReader.text(row, "relname")),
                migration,
                migration));
        return tables;
    }

    @Override
    public List<Fleet.Instance> instances(Connection connection, String migration) throws SQLException {
        return list(connection, """
                SELECT i.*, u.migration, u.shapes, u.held, u.epoch, u.epoch < COALESCE(f.epoch, 0) AS behind,
                       u.served_old, u.served_old_at, u.served_new, u.served_new_at,
                       (EXTRACT(epoch FROM i.lease_until - pg_catalog.clock_timestamp()) * 1000)::bigint AS lease_left
                FROM segue.instance i
                LEFT JOIN segue.instance_migration u ON u.instance = i.id
                LEFT JOIN segue.flag f ON f.migration = u.migration
                WHERE u.migration = ? OR ? = ''
                ORDER BY i.id, u.migration
                """, PostgresqlFleetJournal::instance, migration, migration);
    }

    private static Fleet.Instance instance(ResultSet row) throws SQLException {
        return new Fleet.Instance(
                new Fleet.Process(
                        row.getLong("id"),
                        CatalogReader.text(row, "service"),
                        CatalogReader.text(row, "name"),
                        CatalogReader.text(row, "version")),
                new Fleet.Lease(
                        instant(row, "registered_at"),
                        Duration.ofMillis(row.getLong("lease_left")),
                        instantOrNull(row, "drained_at")),
                use(row));
    }

    private static Fleet.@Nullable Use use(ResultSet row) throws SQLException {
        String migration = row.getString("migration");
        return migration == null
                ? null
                : new Fleet.Use(
                        migration,
                        CatalogReader.text(row, "shapes"),
                        row.getLong("epoch"),
                        row.getBoolean("behind"),
                        row.getBoolean("held"),
                        new Fleet.Served(row.getLong("served_old"), instantOrNull(row, "served_old_at")),
                        new Fleet.Served(row.getLong("served_new"), instantOrNull(row, "served_new_at")));
    }

    @Override
    public List<Fleet.DarkRead> darkReads(Connection connection, String migration) throws SQLException {
        return list(
                connection,
                "SELECT * FROM segue.dark_read_counts(?)",
                row -> new Fleet.DarkRead(
                        CatalogReader.text(row, "name"),
                        CatalogReader.text(row, "version"),
                        CatalogReader.text(row, "comparator"),
                        new Fleet.Counts(
                                row.getLong("comparisons"),
                                row.getLong("mismatches"),
                                row.getLong("ignored"),
                                row.getLong("inconclusive"),
                                row.getLong("dropped")),
                        instantOrNull(row, "since")),
                migration);
    }

    @Override
    public List<Fleet.Sample> samples(Connection connection, String migration) throws SQLException {
        return list(
                connection,
                "SELECT * FROM segue.dark_read_sample WHERE migration = ? ORDER BY id DESC LIMIT 1000",
                row -> new Fleet.Sample(
                        CatalogReader.text(row, "name"),
                        CatalogReader.text(row, "path"),
                        CatalogReader.text(row, "old_value"),
                        CatalogReader.text(row, "new_value"),
                        CatalogReader.text(row, "verdict"),
                        instant(row, "sampled_at")),
                migration);
    }

    @Override
    public List<Fleet.Session> sessions(Connection connection) throws SQLException {
        // whose rights do not reach another role's session sees its name and role, but not what kind it is
        return list(
                connection,
                """
                SELECT COALESCE(a.application_name, '') AS application_name, a.usename, pg_catalog.count(*)::int AS count
                FROM pg_catalog.pg_stat_activity a
                WHERE a.datname = pg_catalog.current_database() AND a.usename IS NOT NULL
                  AND COALESCE(a.backend_type, 'client backend') = 'client backend' AND a.pid <> pg_catalog.pg_backend_pid()
                GROUP BY 1, 2 ORDER BY 1, 2
                """,
                row -> new Fleet.Session(
                        CatalogReader.text(row, "application_name"),
                        CatalogReader.text(row, "usename"),
                        row.getInt("count")));
    }

    @Override
    public List<Replica> replicas(Connection connection) throws SQLException {
        return list(connection, """
                SELECT COALESCE(NULLIF(r.application_name, ''), r.client_addr::text, 'a replica') AS name,
                       CASE WHEN r.replay_lsn IS NULL THEN NULL
                            WHEN r.replay_lsn >= pg_catalog.pg_current_wal_lsn() THEN 0
                            ELSE (EXTRACT(epoch FROM r.replay_lag) * 1000)::bigint END AS behind
                FROM pg_catalog.pg_stat_replication r ORDER BY 1
                """, row -> {
            long millis = row.getLong("behind");
            return new Replica(CatalogReader.text(row, "name"), row.wasNull() ? null : Duration.ofMillis(millis));
        });
    }

    @Override
    public void stopping(Connection connection, String migration, Fleet.Stopped stopped, Duration hold)
            throws SQLException {
        update(
                connection,
                "SELECT segue.stopping(?, ?, ?, ?, pg_catalog.make_interval(secs => ?))",
                migration,
                stopped.way(),
                stopped.howToStart(),
                stopped.actor(),
                hold.toMillis() / 1000.0);
    }

    @Override
    public void holdOn(Connection connection, String migration, Duration hold) throws SQLException {
        update(
                connection,
                "SELECT segue.hold_on(?, pg_catalog.make_interval(secs => ?))",
                migration,
                hold.toMillis() / 1000.0);
    }

    @Override
    public void started(Connection connection, String migration) throws SQLException {
        update(connection, "SELECT segue.started(?)", migration);
    }

    @Override
    public Optional<Fleet.Stopped> stopped(Connection connection, String migration) throws SQLException {
        return list(
                        connection,
                        "SELECT * FROM segue.stop WHERE migration = ?",
                        row -> new Fleet.Stopped(
                                CatalogReader.text(row, "way"),
                                CatalogReader.text(row, "how_to_start"),
                                instant(row, "stopped_at"),
                                CatalogReader.text(row, "actor")),
                        migration)
                .stream()
                .findFirst();
    }

    @Override
    public long outbox(Connection connection, String migration) throws SQLException {
        return list(
                        connection,
                        "SELECT pg_catalog.count(*) AS waiting FROM segue.outbox WHERE migration = ?",
                        row -> row.getLong("waiting"),
                        migration)
                .getFirst();
    }
}
