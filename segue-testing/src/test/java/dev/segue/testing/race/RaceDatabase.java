package dev.segue.testing.race;

import dev.segue.client.Stage;
import dev.segue.postgresql.PostgresqlModule;
import dev.segue.testing.server.EmbeddedServer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** One database with a migration in stage OFF, and what an engine does in it. Used by one thread. */
final class RaceDatabase implements AutoCloseable {

    static final String MIGRATION = "0007_extract_address";

    private static final Set<String> LATER = Set.of("55P03", "SG003", "40P01");

    private final EmbeddedServer server;
    private final String name;
    private final Connection connection;

    RaceDatabase(EmbeddedServer server) throws SQLException {
        this.server = server;
        this.name = server.freshDatabase("race");
        this.connection = server.dataSource(name).getConnection();
        connection.setAutoCommit(false);
        new PostgresqlModule().journal().install(connection);
        connection.commit();
        connection.setAutoCommit(true);
        does("""
             SET application_name = 'engine';
             SET lock_timeout = '100 ms';
             CREATE SEQUENCE ids START %d;
             CREATE TABLE orders (id bigint PRIMARY KEY, version bigint NOT NULL, street text NOT NULL);
             CREATE TABLE addresses (order_id bigint PRIMARY KEY, version bigint NOT NULL, street text NOT NULL);
             INSERT INTO orders SELECT n, 1, 'initial' FROM generate_series(1, %d) n;
             INSERT INTO segue.migration (name, attempt, state, checksum, file, plan)
             VALUES ('%s', 1, 'ROLLED_BACK', '', '', '')
             """.formatted(RaceWorker.SHARED + 1, RaceWorker.SHARED, MIGRATION));
        begins();
    }

    String url() {
        return server.url(name);
    }

    /** Tries to begin the stages; {@return whether they have begun} */
    boolean begins() throws SQLException {
        if (!inTime(
                "UPDATE segue.migration SET state = 'BOTH_LIVE'; SELECT segue.begin_stages('%1$s', '%1$s', 'engine')")) {
            return false;
        }
        asks("SELECT segue.note_open_transactions('%s')::text");
        return true;
    }

    /** Tries to end them; from COMPLETE on the old shape cannot be written any more; {@return whether they have ended} */
    boolean ends(Stage stage) throws SQLException {
        if (!"null".equals(asks("SELECT segue.behind('%s')"))) {
            return false;
        }
        return inTime(
                stage == Stage.COMPLETE
                        ? "ALTER TABLE orders RENAME TO dropped; CREATE VIEW orders AS SELECT DISTINCT * FROM dropped; UPDATE segue.migration SET state = 'CONTRACTED'; SELECT segue.end_stages('%s')"
                        : "UPDATE segue.migration SET state = 'ROLLED_BACK'; SELECT segue.end_stages('%s')");
    }

    /** Tries to take the fence away, as an engine does again and again. */
    void sweeps() throws SQLException {
        inTime("SELECT segue.sweep_stages('%s')");
    }

    private boolean inTime(String sql) throws SQLException {
        try {
            does(sql.formatted(MIGRATION));
            return true;
        } catch (SQLException e) {
            if (LATER.contains(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private String asks(String sql) throws SQLException {
        return texts(sql.formatted(MIGRATION)).getFirst();
    }

    /** Tries to move; {@return whether it did} */
    boolean moves(Stage stage) throws SQLException {
        does("INSERT INTO segue.comparison (migration, attempt, finished_at, rows, differing, pending) VALUES ('"
                + MIGRATION + "', 1, clock_timestamp(), 0, 0, 0)");
        return inTime("SELECT segue.move_stage('%s', '" + stage + "', 'engine')");
    }

    /**
     * Fills the new shape where nothing is, while the application writes both. The old rows are updated, as a backfill that
     * sets a reference does: a lock alone would not tell a REPEATABLE READ transaction, which then deletes the old row, that
     * there is a new one which its snapshot does not show.
     */
    void fill() throws SQLException {
        while (true) {
            try {
                does("""
                     WITH locked AS (SELECT id FROM orders ORDER BY id FOR UPDATE),
                          touched AS (UPDATE orders o SET version = version FROM locked l WHERE o.id = l.id RETURNING o.*)
                     INSERT INTO addresses SELECT id, version, street FROM touched ON CONFLICT DO NOTHING""");
                return;
            } catch (SQLException e) {
                if (!LATER.contains(e.getSQLState())) {
                    throw e;
                }
            }
        }
    }

    /** Throws the new shape away; nobody writes it any more. */
    void empty() throws SQLException {
        does("DELETE FROM addresses");
    }

    /** {@return the rows of which the two shapes differ, in one snapshot} */
    List<String> halves() throws SQLException {
        return texts("""
                SELECT concat_ws(' ', 'order', COALESCE(o.id, a.order_id), 'is old', o.version, o.street, 'and new', a.version, a.street)
                FROM orders o FULL JOIN addresses a ON a.order_id = o.id
                WHERE (o.version, o.street) IS DISTINCT FROM (a.version, a.street) LIMIT 5""");
    }

    List<String> neverToBeSeen() throws SQLException {
        return texts("SELECT 'committed, but had failed: ' || street FROM orders WHERE street LIKE 'half%'"
                + " UNION ALL SELECT 'committed, but had failed: ' || street FROM addresses WHERE street LIKE 'half%'");
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(String.valueOf(row.getString(1)));
            }
        }
        return found;
    }

    List<Ledger.Row> rows(Stage stage) throws SQLException {
        List<Ledger.Row> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        stage.readsNew()
                                ? "SELECT order_id, version, street FROM addresses"
                                : "SELECT * FROM orders")) {
            while (row.next()) {
                rows.add(new Ledger.Row(row.getLong(1), row.getLong(2), row.getString(3)));
            }
        }
        return rows;
    }

    /** Cuts one connection of the application. */
    void cut() throws SQLException {
        does("""
             SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1""");
    }

    private void does(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        server.dropDatabase(name);
    }
}
