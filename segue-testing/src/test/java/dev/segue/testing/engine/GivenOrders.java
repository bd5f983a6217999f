package dev.segue.testing.engine;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;

/** A database with orders, whose application writes twice itself; its instances are played in plain SQL. */
record GivenOrders(EmbeddedServer server, String database, DataSource dataSource) {

    static final String MIGRATION = "0007_extract_address";

    static GivenOrders with(Major major, int rows) throws SQLException {
        return on(SharedServers.of(major), rows);
    }

    static GivenOrders on(EmbeddedServer server, int rows) throws SQLException {
        String database = server.freshDatabase("stages");
        GivenOrders given = new GivenOrders(server, database, server.dataSource(database));
        given.execute("""
                CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL DEFAULT 0,
                                     street text NOT NULL, city text NOT NULL, zip text);
                INSERT INTO orders SELECT n, n, 'street ' || n, 'city ' || n, 'zip ' || n
                FROM generate_series(1, %d) n""".formatted(rows));
        return given;
    }

    static MigrationFile file(String gates) throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                duplicate_writes: application
                gates: { soak: 0s, %s }
                operations:
                  - extract_table:
                      from: orders
                      columns: [street, city, zip]
                      into: addresses
                      reference: address_id
                """.formatted(gates));
    }

    Engine engine() {
        return engine(EngineSettings.standard().withDeadline(Duration.ofSeconds(20)), EngineListener.NONE);
    }

    Engine engine(EngineSettings settings, EngineListener listener) {
        return Engines.open(server.url(database), dataSource, settings, listener);
    }

    /** {@return the number of a new instance that can use both shapes and works by the flag as it stands} */
    long instance(String name) throws SQLException {
        long id = Long.parseLong(one("SELECT segue.register('orders', '" + name + "', 'v42', '5 minutes')"));
        execute("SELECT segue.use(" + id + ", '" + MIGRATION + "', 'BOTH')");
        follows(id);
        return id;
    }

    /** An instance reports that all of its work goes by the flag as it stands. */
    void follows(long instance) throws SQLException {
        execute("""
                SELECT segue.heartbeat(%d, '5 minutes', jsonb_build_object('%s', jsonb_build_object('epoch',
                    (SELECT epoch FROM segue.state_of('%s')))))""".formatted(instance, MIGRATION, MIGRATION));
    }

    /** {@return how the database counts the structures of the application} */
    String dump() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Engines.dialect(server.url(database)).dump(connection, List.of("public"));
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    String one(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return one(connection, sql);
        }
    }

    static String one(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
