package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.StopSettings;
import dev.segue.engine.StopWay;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Step;
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
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * A database whose catalog a migration changes while old and new code write; code is a list of statements, each sent again
 * and again. Whatever of them fails ends the test.
 */
final class CatalogWalk implements AutoCloseable {

    static final String MIGRATION = "0001_change";

    private static final String HEAD = """
            strategy: expand_contract
            gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }
            """;

    private final EmbeddedServer server;
    private final String database;
    private final DataSource dataSource;
    private final Engine engine;
    private Writers writers;
    private String cleanUp = "";

    private CatalogWalk(Major major, String setUp) throws SQLException {
        this.server = SharedServers.of(major);
        this.database = server.freshDatabase("catalog");
        this.dataSource = server.dataSource(database);
        execute(setUp);
        this.engine = Engines.open(
                server.url(database),
                dataSource,
                EngineSettings.standard().withDeadline(Duration.ofSeconds(30)),
                EngineListener.NONE);
        this.writers = new Writers(dataSource, List.of());
    }

    static CatalogWalk given(Major major, String setUp) throws SQLException {
        return new CatalogWalk(major, setUp);
    }

    /** Mends, before each seal, what old code wrote and the new shape does not admit. */
    CatalogWalk mending(String sql) {
        cleanUp = sql;
        return this;
    }

    Engine engine() {
        return engine;
    }

    /** {@return an engine that gives up soon} */
    Engine impatient() {
        return Engines.open(
                server.url(database),
                dataSource,
                EngineSettings.standard().withDeadline(Duration.ofSeconds(1)),
                EngineListener.NONE);
    }

    /** {@return an engine that dies when a step of that phase begins, after that many steps of it} */
    Engine dying(Phase phase, int after) {
        AtomicInteger begun = new AtomicInteger();
        return Engines.open(server.url(database), dataSource, EngineSettings.standard(), new EngineListener() {
            @Override
            public void stepStarted(String migration, Step step) {
                if (step.phase() == phase && begun.getAndIncrement() == after) {
                    throw new IllegalStateException("the engine is gone");
                }
            }
        });
    }

    /** {@return an engine that may stop the system, which is none} */
    Engine standing() {
        return Engines.open(
                server.url(database),
                dataSource,
                EngineSettings.standard()
                        .withStop(new StopSettings(new StopWay.Command("true", "true"), Duration.ofSeconds(5))),
                EngineListener.NONE);
    }

    Connection connect() throws SQLException {
        return dataSource.getConnection();
    }

    static MigrationFile file(String operations) throws InvalidMigrationException {
        return file(HEAD, operations);
    }

    static MigrationFile file(String head, String operations) throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), head + "operations:\n" + operations.indent(2));
    }

    /**
     * Start, roll back, start again, seal, unseal, seal, contract. Old code writes until it is sealed, new code from verify
     * on.
     */
    void walk(String operations, List<String> oldCode, List<String> newCode) throws Exception {
        MigrationFile file = file(operations);
        String before = dump();
        code(oldCode);
        reach(new Lifecycle.BothLive(), engine.run(file, Phase.VERIFY, List.of()));
        code(oldCode, newCode);
        code(oldCode);
        reach(new Lifecycle.RolledBack(), engine.rollback(MIGRATION));
        assertThat(dump()).isEqualTo(before);

        reach(new Lifecycle.BothLive(), engine.run(file, Phase.VERIFY, List.of()));
        String live = dump();
        code(oldCode, newCode);
        engine.flag(MIGRATION, 100);
        code(newCode);
        execute(cleanUp);
        reach(new Lifecycle.Sealed(), engine.seal(MIGRATION, List.of()));
        code(newCode);
        engine.unseal(MIGRATION);
        assertThat(dump()).isEqualTo(live);
        code(oldCode, newCode);
        code(newCode);
        execute(cleanUp);
        reach(new Lifecycle.Sealed(), engine.seal(MIGRATION, List.of()));
        reach(new Lifecycle.Contracted(), engine.contract(MIGRATION, List.of()));
        code(newCode);
        writers.end();
        assertThat(one("SELECT count(*) FROM pg_index WHERE NOT indisvalid")).isEqualTo("0");
    }

    static void reach(Lifecycle state, Outcome outcome) {
        assertThat(outcome).isEqualTo(new Outcome.Reached(state));
    }

    /** From now on exactly this code writes; each statement has been sent a few times when this returns. */
    @SafeVarargs
    final void code(List<String>... code) throws Exception {
        writers.end();
        writers = new Writers(
                dataSource, List.of(code).stream().flatMap(List::stream).toList());
        writers.goOn(5);
    }

    String dump() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return Engines.dialect(server.url(database)).dump(connection, List.of("public"));
        }
    }

    /** {@return the definition of a constraint as the server writes it, and whether it is validated} */
    String constraint(String name) throws SQLException {
        return one("SELECT pg_get_constraintdef(oid) || CASE WHEN convalidated THEN '' ELSE ' not validated' END "
                + "FROM pg_constraint WHERE conname = '" + name
                + "' AND conparentid = 0 AND connamespace = 'public'::regnamespace");
    }

    String index(String name) throws SQLException {
        return one("SELECT pg_get_indexdef(to_regclass('" + name + "'))");
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@return the first value as text; "none" where there is no row, "null" where it is NULL} */
    String one(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() ? String.valueOf(row.getString(1)) : "none";
        }
    }

    @Override
    public void close() throws Exception {
        writers.end();
        server.dropDatabase(database);
    }
}
