package dev.segue.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.cli.DatabaseEngines;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.Style;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.cli.terminal.Screen;
import dev.segue.cli.terminal.Terminal;
import dev.segue.engine.EngineSettings;
import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.Strategy;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DemoTest {

    private static final DemoSettings SMALL = new DemoSettings(
            100, Duration.ofSeconds(5), Majors.one(), 4711, Strategy.EXPAND_CONTRACT, DuplicateWrites.DATABASE);
    private static final DemoSettings IN_STAGES = new DemoSettings(
            100, Duration.ofSeconds(5), Majors.one(), 4711, Strategy.EXPAND_CONTRACT, DuplicateWrites.APPLICATION);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void wholeMigrationOfFewRowsLosesNothing() throws InvalidMigrationException {
        Report report = demo(SMALL, null).run(null);

        assertThat(report.exitCode()).as(text(report) + printed()).isZero();
        assertThat(report.json())
                .containsOnlyKeys(
                        "requests",
                        "failedRequests",
                        "acknowledgedWrites",
                        "lostWrites",
                        "mismatches",
                        "darkReads",
                        "darkReadsDiffering",
                        "instances",
                        "deadlocks",
                        "longestStallMillis",
                        "rollbackExact",
                        "state")
                .containsEntry("failedRequests", 0L)
                .containsEntry("lostWrites", 0L)
                .containsEntry("mismatches", 0L)
                .containsEntry("instances", 5L)
                .containsEntry("deadlocks", 0L)
                .containsEntry("rollbackExact", true)
                .containsEntry("state", "CONTRACTED");
        assertThat((Long) report.json().get("darkReads")).as("dark reads").isPositive();
        assertThat(report.document()).doesNotContain("\n");
        assertThat(printed()).contains("Flag at 25 %", "Somebody changes their mind: rollback", "Contract");
        assertThat(printed().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void applicationThatWritesTwiceItselfLosesNothing() throws InvalidMigrationException {
        Report report = demo(IN_STAGES, null).run(null);

        assertThat(report.exitCode()).as(text(report) + printed()).isZero();
        assertThat(report.json())
                .containsEntry("failedRequests", 0L)
                .containsEntry("lostWrites", 0L)
                .containsEntry("mismatches", 0L)
                .containsEntry("darkReadsDiffering", 0L)
                .containsEntry("instances", 5L)
                .containsEntry("rollbackExact", true)
                .containsEntry("state", "CONTRACTED");
        assertThat((Long) report.json().get("darkReads")).as("dark reads").isPositive();
        assertThat(printed())
                .containsSubsequence(
                        "Stage dual_write is refused: old code runs",
                        "cannot write both shapes:",
                        "orders old-1 (v41)",
                        "Somebody changes their mind: rollback",
                        "Stage shadow",
                        "Stage live",
                        "Stage shadow",
                        "Stage live",
                        "Stage ramp_down",
                        "Stage complete",
                        "Contract");
    }

    @ParameterizedTest
    @EnumSource(
            value = Strategy.class,
            names = {"BIG_BANG", "CODE_FIRST", "DATA_FIRST"})
    void everyOtherStrategyLosesNothingEither(Strategy strategy) throws InvalidMigrationException {
        DemoSettings settings =
                new DemoSettings(100, Duration.ofSeconds(5), Majors.one(), 4711, strategy, DuplicateWrites.DATABASE);

        Report report = demo(settings, null).run(null);

        assertThat(report.exitCode()).as(text(report) + printed()).isZero();
        assertThat(report.json())
                .containsEntry("failedRequests", 0L)
                .containsEntry("lostWrites", 0L)
                .containsEntry("mismatches", 0L)
                .containsEntry("rollbackExact", true)
                .containsEntry("state", "CONTRACTED");
    }

    @Test
    void givenServerIsLeftAsItWas() throws InvalidMigrationException, SQLException {
        EmbeddedServer server = SharedServers.of(Majors.one());
        String database = server.freshDatabase("demo");
        List<String> before = relations(server, database);

        Report report = demo(SMALL, null).run(connection(server, database));

        assertThat(report.exitCode()).as(text(report) + printed()).isZero();
        assertThat(relations(server, database)).isEqualTo(before);
    }

    @Test
    void givenServerIsLeftAsItWasByStagesToo() throws InvalidMigrationException, SQLException {
        EmbeddedServer server = SharedServers.of(Majors.one());
        String database = server.freshDatabase("demo_in_stages");
        List<String> before = relations(server, database);

        Report report = demo(IN_STAGES, null).run(connection(server, database));

        assertThat(report.exitCode()).as(text(report) + printed()).isZero();
        assertThat(relations(server, database)).isEqualTo(before);
    }

    @Test
    void lostWriteIsReported() throws InvalidMigrationException {
        String forgery = "DELETE FROM orders WHERE id = (SELECT min(id) FROM orders)";

        Report report = demo(SMALL, forgery).run(null);

        assertThat(report.exitCode()).isEqualTo(1);
        assertThat(report.json()).containsEntry("lostWrites", 1L);
        assertThat(text(report)).contains("✘ failed", "the row is missing, and nobody deleted it");
    }

    private Demo demo(DemoSettings settings, String fault) {
        Screen screen = new Screen(
                new PrintStream(printed, true, StandardCharsets.UTF_8), false, Style.PLAIN, new Terminal.None(80));
        return new Demo(new DatabaseEngines(), EngineSettings.standard(), screen, settings, fault);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static String text(Report report) {
        Page page = new Page(Style.PLAIN, 80);
        report.text(page);
        return String.join("\n", page.lines()) + "\n";
    }

    static ConnectionSettings connection(EmbeddedServer server, String database) {
        return new ConnectionSettings(
                "jdbc:postgresql://localhost:" + server.port() + "/" + database, EmbeddedServer.USER, null);
    }

    /** {@return everything in the database that is not PostgreSQL's own} */
    static List<String> relations(EmbeddedServer server, String database) throws SQLException {
        try (Connection session = server.dataSource(database).getConnection();
                Statement statement = session.createStatement();
                ResultSet rows = statement.executeQuery("""
                        SELECT n.nspname || '.' || coalesce(c.relname, '') FROM pg_namespace n
                        LEFT JOIN pg_class c ON c.relnamespace = n.oid
                        WHERE n.nspname NOT LIKE 'pg!_%' ESCAPE '!' AND n.nspname <> 'information_schema'
                        ORDER BY 1
                        """)) {
            List<String> names = new ArrayList<>();
            while (rows.next()) {
                names.add(rows.getString(1));
            }
            return names;
        }
    }
}
