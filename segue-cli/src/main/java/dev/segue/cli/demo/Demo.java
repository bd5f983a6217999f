package dev.segue.cli.demo;

import dev.segue.cli.EngineOpener;
import dev.segue.cli.render.Report;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.cli.terminal.Screen;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** A whole migration under live traffic, from the plan to the drop. Used by one thread. */
public final class Demo {

    private final EngineOpener engines;
    private final EngineSettings engineSettings;
    private final Screen screen;
    private final DemoSettings settings;

    /** SQL that somebody unknown to the oracle executes before the end; for tests, which plant a fault with it. */
    private final @Nullable String fault;

    public Demo(EngineOpener engines, EngineSettings engineSettings, Screen screen, DemoSettings settings) {
        this(engines, engineSettings, screen, settings, null);
    }

    Demo(
            EngineOpener engines,
            EngineSettings engineSettings,
            Screen screen,
            DemoSettings settings,
            @Nullable String fault) {
        this.engines = engines;
        this.engineSettings = engineSettings;
        this.screen = screen;
        this.settings = settings;
        this.fault = fault;
    }

    /**
     * Runs the demo.
     *
     * @param given a server that is there, or null for one of the demo's own
     * @return the report, whether all went well or not
     * @throws SegueException if it could not begin, or not clean up
     */
    public Report run(@Nullable ConnectionSettings given) throws InvalidMigrationException {
        screen.print(given == null ? "Starting PostgreSQL " + settings.major() + " …" : "Connecting …");
        try (DemoServer server =
                        given == null ? new EmbeddedDemoServer(settings.major()) : new GivenDemoServer(given, engines);
                Cleaner cleaner = new Cleaner(server, screen)) {
            Report report = new Story(engines, engineSettings, screen, settings, server, cleaner)
                    .tell(() -> plantFault(server));
            cleaner.disarm();
            return report;
        } catch (SQLException e) {
            throw SegueException.failed(
                    "the demo could not prepare or clean up its database: " + e.getMessage(),
                    "look at the server, and run segue demo again",
                    e);
        }
    }

    private void plantFault(DemoServer server) throws SQLException {
        if (fault != null) {
            try (Connection session = server.application().getConnection();
                    Statement statement = session.createStatement()) {
                statement.execute(fault);
            }
        }
    }
}
