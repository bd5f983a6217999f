package dev.segue.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Engines of real databases, each on a pool of connections. */
public final class DatabaseEngines implements EngineOpener {

    /** Sessions beside the workers: the lease, the journal, a look at who blocks, and one to spare. */
    private static final int BESIDE_WORKERS = 4;

    @Override
    public OpenEngine open(ConnectionSettings connection, EngineSettings settings, EngineListener listener) {
        HikariDataSource pool = pool(connection, settings.workers() + BESIDE_WORKERS);
        try {
            Engine engine = Engines.open(connection.url(), pool, settings, listener);
            return new Pooled(engine, pool);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /**
     * Connects once.
     *
     * @throws ConnectionFailure if the database cannot be reached, or does not let this user in
     */
    public static void check(ConnectionSettings connection) {
        try (Connection attempt = DriverManager.getConnection(connection.url(), connection.properties())) {
            attempt.getMetaData().getDatabaseProductVersion();
        } catch (SQLException e) {
            throw ConnectionFailure.of(connection, e);
        }
    }

    private static HikariDataSource pool(ConnectionSettings connection, int size) {
        check(connection);
        HikariConfig config = new HikariConfig();
        config.setPoolName("segue");
        config.setJdbcUrl(connection.url());
        config.setDataSourceProperties(connection.properties());
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setExceptionOverride(new KeepsConnection());
        return new Pool(config);
    }

    /**
     * A server that refuses an expression because it has no such feature is no reason to give its session up, which is what
     * the pool takes it for.
     */
    private static final class KeepsConnection implements SQLExceptionOverride {

        private static final String FEATURE_NOT_SUPPORTED = "0A000";

        @java.lang.Override
        public Override adjudicate(SQLException exception) {
            return FEATURE_NOT_SUPPORTED.equals(exception.getSQLState())
                    ? Override.DO_NOT_EVICT
                    : Override.CONTINUE_EVICT;
        }
    }

    /** Why there is no connection is said as the server says it, not as the pool does. */
    private static final class Pool extends HikariDataSource {

        Pool(HikariConfig config) {
            super(config);
        }

        @Override
        public Connection getConnection() throws SQLException {
            try {
                return super.getConnection();
            } catch (SQLTransientConnectionException e) {
                if (e.getCause() instanceof SQLException reason) {
                    throw new SQLException(reason.getMessage(), reason.getSQLState(), e);
                }
                throw e;
            }
        }
    }

    private record Pooled(Engine engine, HikariDataSource pool) implements OpenEngine {
        @Override
        public void close() {
            pool.close();
        }
    }
}
