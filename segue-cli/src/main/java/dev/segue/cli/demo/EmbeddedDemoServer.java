package dev.segue.cli.demo;

import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import javax.sql.DataSource;

/** A server of the demo's own; it ends with the JVM, whatever happens. */
final class EmbeddedDemoServer implements DemoServer {

    private static final String DATABASE = "shop";

    private final EmbeddedServer server;

    EmbeddedDemoServer(Major major) {
        server = EmbeddedServer.start(major);
        server.createDatabase(DATABASE);
    }

    @Override
    public String description() {
        return "PostgreSQL " + server.major() + ", embedded";
    }

    @Override
    public ConnectionSettings connection() {
        return new ConnectionSettings(
                "jdbc:postgresql://localhost:" + server.port() + "/" + DATABASE, EmbeddedServer.USER, null);
    }

    @Override
    public DataSource application() {
        return server.dataSource(DATABASE);
    }

    @Override
    public String schema() {
        return "public";
    }

    @Override
    public String migration() {
        return DemoMigration.NAME;
    }

    @Override
    public void close() {
        server.close();
    }
}
