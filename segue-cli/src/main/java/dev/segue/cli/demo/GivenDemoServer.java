package dev.segue.cli.demo;

import dev.segue.cli.DatabaseEngines;
import dev.segue.cli.EngineOpener;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A server that was there before. The demo works in a schema of its own, and takes that and its lines of the journal away
 * at the end; the journal itself too, if it was not there.
 */
final class GivenDemoServer implements DemoServer {

    private final ConnectionSettings connection;
    private final EngineOpener engines;
    private final PGSimpleDataSource application;
    private final String suffix;
    private final String description;
    private final boolean journalWasThere;

    /** Makes the schema. */
    GivenDemoServer(ConnectionSettings connection, EngineOpener engines) throws SQLException {
        this.connection = connection;
        this.engines = engines;
        this.suffix = Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
        DatabaseEngines.check(connection);
        application = new PGSimpleDataSource();
        application.setURL(connection.url());
        if (connection.user() != null) {
            application.setUser(connection.user());
        }
        if (connection.password() != null) {
            application.setPassword(connection.password().value());
        }
        application.setApplicationName("segue-demo");
        try (Connection session = application.getConnection()) {
            description = session.getMetaData().getDatabaseProductName() + " "
                    + session.getMetaData().getDatabaseProductVersion() + " at " + connection.url();
            journalWasThere = texts(session, "SELECT nspname FROM pg_namespace WHERE nspname = 'segue'")
                    .contains("segue");
            execute(session, "CREATE SCHEMA " + schema());
        }
    }

    @Override
    public String description() {
        return description;
    }

    @Override
    public ConnectionSettings connection() {
        return connection;
    }

    @Override
    public DataSource application() {
        return application;
    }

    @Override
    public String schema() {
        return "segue_demo_" + suffix;
    }

    @Override
    public String migration() {
        return "demo_" + suffix;
    }

    @Override
    public void close() throws SQLException {
        takeTheMigrationBack();
        try (Connection session = application.getConnection()) {
            execute(session, "DROP SCHEMA IF EXISTS " + schema() + " CASCADE");
            if (!journalWasThere) {
                execute(session, "DROP SCHEMA IF EXISTS segue CASCADE");
                return;
            }
            session.setAutoCommit(false);
            forget(session);
            session.commit();
        }
    }

    /** An interrupted demo has left triggers and functions, which the engine knows how to remove. */
    private void takeTheMigrationBack() {
        EngineSettings settings = EngineSettings.standard().withActor("segue demo");
        try (EngineOpener.OpenEngine open = engines.open(connection, settings, EngineListener.NONE)) {
            if (open.engine().migrations().contains(migration())) {
                open.engine().rollback(migration());
            }
        } catch (SegueException e) {
            if (e.kind() != SegueException.Kind.USAGE) {
                throw e;
            }
            // It was contracted: there is nothing to take back.
        }
    }

    /** Deletes the migration's lines in the order of their foreign keys, and the tables that rollbacks kept. */
    private void forget(Connection session) throws SQLException {
        String name = "'" + migration() + "'";
        execute(
                session,
                "DELETE FROM segue.mismatch WHERE comparison IN (SELECT id FROM segue.comparison WHERE migration = "
                        + name + ")");
        execute(
                session,
                "DELETE FROM segue.instance WHERE id IN (SELECT instance FROM segue.instance_migration WHERE migration = "
                        + name + ")");
        for (String fence : texts(session, "SELECT segue.fence_of(" + name + ")")) {
            execute(session, "DROP TABLE IF EXISTS " + fence);
        }
        for (String table : texts(
                session,
                "SELECT table_name FROM information_schema.columns"
                        + " WHERE table_schema = 'segue' AND column_name = 'migration'")) {
            execute(session, "DELETE FROM segue." + table + " WHERE migration = " + name);
        }
        execute(session, "DELETE FROM segue.migration WHERE name = " + name);
        for (String table : texts(
                session,
                "SELECT relname FROM pg_class WHERE relnamespace = 'segue'::regnamespace AND relkind = 'r'"
                        + " AND starts_with(relname, '" + migration() + "')")) {
            execute(session, "DROP TABLE segue.\"" + table + "\"");
        }
    }

    private static void execute(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(Connection session, String sql) throws SQLException {
        try (Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> texts = new ArrayList<>();
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
            return texts;
        }
    }
}
