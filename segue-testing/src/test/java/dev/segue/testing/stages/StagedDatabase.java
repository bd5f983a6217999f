package dev.segue.testing.stages;

import dev.segue.client.Stage;
import dev.segue.postgresql.PostgresqlModule;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * A database of its own with a journal and one migration whose application writes twice, in stage OFF. Both shapes are
 * there. Used by one thread.
 */
public final class StagedDatabase implements AutoCloseable {

    static final String MIGRATION = "0007_extract_address";

    private static final String SHAPES = """
            CREATE TABLE addresses (id bigint GENERATED ALWAYS AS IDENTITY (START 1000) PRIMARY KEY, street text NOT NULL);
            CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer text NOT NULL, street text,
                                 address_id bigint REFERENCES addresses)""";

    private final EmbeddedServer server;
    private final String name;

    StagedDatabase(Major major) {
        this.server = SharedServers.of(major);
        this.name = server.freshDatabase("stages");
        try (Connection connection = source().getConnection()) {
            connection.setAutoCommit(false);
            new PostgresqlModule().journal().install(connection);
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException("no journal: " + e.getMessage(), e);
        }
        does(SHAPES);
        begin(MIGRATION);
    }

    /** Begins the stages of a migration as the engine does, with both shapes filled. */
    void begin(String migration) {
        does("""
             INSERT INTO segue.migration (name, attempt, state, checksum, file, plan)
             VALUES ('%1$s', 1, 'BOTH_LIVE', '', '', '');
             SELECT segue.begin_stages('%1$s', '%1$s', 'test')""".formatted(migration));
    }

    /** Moves from neighbour to neighbour. */
    void moveTo(Stage stage) {
        for (int at = stage().ordinal(); at != stage.ordinal(); at = stage().ordinal()) {
            move(Stage.values()[at + Integer.signum(stage.ordinal() - at)]);
        }
    }

    /** Moves to a neighbour, which waits for pinned transactions; the shapes count as compared. */
    void move(Stage stage) {
        does("INSERT INTO segue.comparison (migration, attempt, finished_at, rows, differing, pending) VALUES ('"
                + MIGRATION + "', 1, clock_timestamp(), 0, 0, 0)");
        asks("SELECT segue.move_stage('%s', '%s', 'test')".formatted(MIGRATION, stage));
    }

    Stage stage() {
        return Stage.valueOf(asks("SELECT stage FROM segue.flag WHERE migration = '" + MIGRATION + "'"));
    }

    /** Registers an instance whose lease lasts as long; {@return its number} */
    long instance(String lease) {
        return Long.parseLong(asks("SELECT segue.register('orders', 'test', 'v1', '" + lease + "')"));
    }

    DataSource source() {
        return server.dataSource(name);
    }

    String url() {
        return server.url(name);
    }

    void does(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    String asks(String sql) {
        try (Connection connection = source().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** Ends all sessions and lets nobody in. */
    void refuse() {
        fromOutside("ALTER DATABASE " + name + " ALLOW_CONNECTIONS false");
        fromOutside("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    void admit() {
        fromOutside("ALTER DATABASE " + name + " ALLOW_CONNECTIONS true");
    }

    private void fromOutside(String sql) {
        try (Connection connection = server.dataSource(EmbeddedServer.USER).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql + ": " + e.getMessage(), e);
        }
    }

    /** {@return how many sessions wait for the fence} */
    int waiting() {
        return Integer.parseInt(asks("""
                SELECT count(*) FROM pg_locks
                WHERE NOT granted AND relation = segue.fence_of('%s')::regclass""".formatted(MIGRATION)));
    }

    @Override
    public void close() {
        server.dropDatabase(name);
    }
}
