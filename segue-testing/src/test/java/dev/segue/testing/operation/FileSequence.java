package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.gate.Gate;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A database that migration files change one after the other, none with keys of Segue's own. Old code finds the tables as
 * the file before left them, new code sets its search_path to the version schema, where there is one. Used by one thread.
 */
final class FileSequence implements AutoCloseable {

    private static final List<Force> FORCED = Stream.of(
                    Gate.FLAG_SETTLED, Gate.OLD_SIDE_QUIET, Gate.NEW_CODE_DEPLOYED, Gate.OLD_CODE_RETIRED, Gate.SOAK)
            .map(gate -> new Force(gate, "a test"))
            .toList();

    private final EmbeddedServer server;
    private final String database;
    private final Engine engine;
    private final Connection old;
    private final Connection fresh;
    private MigrationFile file;
    private String before = "";

    /** @param setUp SQL that is run first */
    FileSequence(Major major, String setUp) throws SQLException {
        server = SharedServers.of(major);
        database = server.freshDatabase("files");
        old = server.dataSource(database).getConnection();
        fresh = server.dataSource(database).getConnection();
        old(setUp);
        engine = Engines.open(
                server.url(database),
                server.dataSource(database),
                EngineSettings.standard().withDeadline(Duration.ofSeconds(20)),
                EngineListener.NONE);
    }

    /** Runs a file until both shapes live. */
    FileSequence starts(String fileName, String text) throws Exception {
        file = MigrationFile.parse(Path.of(fileName), text);
        before = dump();
        return starts();
    }

    private FileSequence starts() throws Exception {
        Plan plan = engine.plan(file);
        assertThat(engine.run(file, Phase.VERIFY, FORCED).state())
                .as(file.path().toString())
                .isEqualTo(new Lifecycle.BothLive());
        String schema = plan.versions().isEmpty()
                ? "public"
                : plan.versions().getFirst().name();
        fresh.createStatement().execute("SET search_path = \"" + schema + "\"");
        return this;
    }

    /** Rolls back, which restores the catalog as it was, and starts again. */
    FileSequence goesBackAndStartsAgain() throws Exception {
        rollsBack();
        return starts();
    }

    void rollsBack() throws SQLException {
        assertThat(engine.rollback(migration()).state()).isEqualTo(new Lifecycle.RolledBack());
        assertThat(dump()).as("the catalog after a rollback of " + file.path()).isEqualTo(before);
    }

    /** Asserts that both shapes say the same, seals and contracts; nothing of Segue is left. */
    void ends() throws SQLException {
        seals();
        contracts();
    }

    void seals() {
        engine.settle();
        if (engine.status(migration()).state() instanceof Lifecycle.BothLive) {
            assertThat(engine.verify(migration()).differing())
                    .as("rows whose shapes differ in " + file.path())
                    .isZero();
        }
        assertThat(engine.status(migration()).notes().unmappable())
                .as("noted rows of " + file.path())
                .isZero();
        engine.flag(migration(), 100);
        assertThat(engine.seal(migration(), FORCED).state())
                .as(file.path().toString())
                .isEqualTo(new Lifecycle.Sealed());
    }

    void contracts() throws SQLException {
        assertThat(engine.contract(migration(), FORCED).state())
                .as(file.path().toString())
                .isEqualTo(new Lifecycle.Contracted());
        assertThat(dump()).doesNotContain("segue");
    }

    /** Runs a file back and forth with the same writes, which hold for themselves however often they are made. */
    void walks(String fileName, String text, Writes writes) throws Exception {
        starts(fileName, text);
        writes.make(this);
        goesBackAndStartsAgain();
        writes.make(this);
        ends();
    }

    /** What old and new code write while both shapes live. */
    @FunctionalInterface
    interface Writes {
        Writes NONE = files -> {};

        void make(FileSequence files) throws Exception;
    }

    /** {@return why a file is refused} */
    String refusal(String fileName, String text) {
        try {
            engine.plan(MigrationFile.parse(Path.of(fileName), text));
            throw new AssertionError("it was not refused");
        } catch (InvalidMigrationException e) {
            return e.getMessage();
        }
    }

    /** {@return what the plan of a file warns of} */
    List<String> warnings(String fileName, String text) throws InvalidMigrationException {
        return engine.plan(MigrationFile.parse(Path.of(fileName), text)).assessment().warnings().stream()
                .map(w -> w.message())
                .toList();
    }

    Engine engine() {
        return engine;
    }

    String migration() {
        return file.migration().name();
    }

    /** Runs SQL of old code; {@return what it gives, columns separated by |, rows by line ends} */
    String old(String sql) {
        return execute(old, sql);
    }

    /** Runs SQL of new code. */
    String fresh(String sql) {
        return execute(fresh, sql);
    }

    /** {@return the SQLSTATE with which old code's statement fails} */
    String oldFails(String sql) {
        return fails(old, sql);
    }

    /** {@return the SQLSTATE with which new code's statement fails} */
    String freshFails(String sql) {
        return fails(fresh, sql);
    }

    private static String fails(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            throw new AssertionError("it did not fail: " + sql);
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }

    private static String execute(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return "";
            }
            List<String> lines = new ArrayList<>();
            try (ResultSet row = statement.getResultSet()) {
                while (row.next()) {
                    List<String> values = new ArrayList<>();
                    for (int n = 1; n <= row.getMetaData().getColumnCount(); n++) {
                        values.add(row.getString(n) == null ? "∅" : row.getString(n));
                    }
                    lines.add(String.join("|", values));
                }
            }
            return String.join("\n", lines);
        } catch (SQLException e) {
            throw new AssertionError(sql + ": " + e.getMessage(), e);
        }
    }

    /** {@return the canonical dump of the application's schema} */
    String dump() throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection()) {
            return Engines.dialect(server.url(database)).dump(connection, List.of("public"));
        }
    }

    @Override
    public void close() throws Exception {
        old.close();
        fresh.close();
        server.dropDatabase(database);
    }
}
