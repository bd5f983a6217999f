package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Comparison;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Event;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.Progress;
import dev.segue.engine.SegueException;
import dev.segue.gate.Gate;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.plan.Step;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the engine promises apart from the traffic: order, resumption, refusal, evidence. */
class EngineTest {

    private static final String MIGRATION = "0007_extract_address";

    private static final String GATES_OPEN =
            "gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }\n";

    private static final String OPERATION = """
            operations:
              - extract_table:
                  from: orders
                  columns: [street, city, zip]
                  into: addresses
                  reference: address_id
            """;

    static Stream<Major> majors() {
        return Majors.everyRun().stream();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void planChangesNothingAndIsTheSameAfterItWasStored(Major major) throws Exception {
        Fixture given = Fixture.with(major, 50);
        String before = given.dump();

        Plan plan = given.engine().plan(file(GATES_OPEN + OPERATION));

        assertThat(given.dump()).isEqualTo(before);
        assertThat(given.one("SELECT to_regnamespace('segue') IS NULL")).isEqualTo("t");
        assertThat(PlanCodec.read(PlanCodec.write(plan))).isEqualTo(plan);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void everyPhaseRunsAndOnlyTheNewShapeIsLeft(Major major) throws Exception {
        Fixture given = Fixture.with(major, 500);
        Engine engine = given.engine();
        MigrationFile file = file(GATES_OPEN + OPERATION);
        engine.run(file, Phase.VERIFY, List.of());
        engine.flag(MIGRATION, 100);

        Outcome outcome = engine.run(file, Phase.CONTRACT, List.of());

        assertThat(outcome).isEqualTo(new Outcome.Reached(new Lifecycle.Contracted()));
        assertThat(
                        given.one(
                                "SELECT count(*) FROM orders JOIN addresses a ON a.id = address_id WHERE a.street = 'street ' || orders.id"))
                .isEqualTo("500");
        assertThat(
                        given.one(
                                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped"))
                .isEqualTo("id,total,address_id");
        assertThat(given.one("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%segue%'"))
                .isEqualTo("0");
        assertThat(given.one("SELECT count(*) FROM pg_proc WHERE proname LIKE '0007%'"))
                .isEqualTo("0");
        assertThat(
                        given.one(
                                "SELECT attnotnull FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname = 'address_id'"))
                .isEqualTo("t");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void rollbackFromEveryStateRestoresTheCatalogExactly(Major major) throws Exception {
        Fixture given = Fixture.with(major, 300);
        Engine engine = given.engine();
        MigrationFile file = file(GATES_OPEN + OPERATION);
        String before = given.dump();
        for (Phase until : List.of(Phase.EXPAND, Phase.BACKFILL, Phase.VERIFY, Phase.SEAL)) {
            engine.run(file, Phase.VERIFY.compareTo(until) < 0 ? Phase.VERIFY : until, List.of());
            if (until == Phase.SEAL) {
                engine.flag(MIGRATION, 100);
                engine.seal(MIGRATION, List.of());
            }

            Outcome outcome = engine.rollback(MIGRATION);

            assertThat(outcome.state()).as("after %s", until).isEqualTo(new Lifecycle.RolledBack());
            assertThat(given.dump()).as("after %s", until).isEqualTo(before);
            assertThat(given.one("SELECT count(*) FROM orders WHERE street = 'street ' || id"))
                    .isEqualTo("300");
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aPausedBackfillIsResumedByAnotherEngineWithoutDoingAnythingTwice(Major major) throws Exception {
        Fixture given = Fixture.with(major, 5_000);
        MigrationFile file = file(GATES_OPEN + OPERATION);
        Engine second = given.engine();
        EngineListener pauseEarly = new EngineListener() {
            @Override
            public void progressed(Progress progress) {
                if (progress.phase() == Phase.BACKFILL && progress.done() < progress.total()) {
                    second.pause(MIGRATION);
                }
            }
        };
        Outcome paused = given.engine(
                        EngineSettings.standard().withRowsPerRange(20).withWorkers(1), pauseEarly)
                .run(file, Phase.VERIFY, List.of());
        assertThat(paused).isEqualTo(new Outcome.Paused(new Lifecycle.Filling()));

        second.unpause(MIGRATION);
        Outcome resumed = second.proceed(MIGRATION, Phase.VERIFY, List.of());

        assertThat(resumed).isEqualTo(new Outcome.Reached(new Lifecycle.BothLive()));
        assertThat(given.one("SELECT count(*) FROM addresses")).isEqualTo("5000");
        assertThat(given.one("SELECT sum(rows) FROM segue.range")).isEqualTo("5000");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aSecondEngineIsTurnedAwayWhileTheFirstDrives(Major major) throws Exception {
        Fixture given = Fixture.with(major, 300);
        MigrationFile file = file(GATES_OPEN + OPERATION);
        EngineListener meddle = new EngineListener() {
            @Override
            public void stepStarted(String migration, Step step) {
                if (step instanceof Step.Compare) {
                    assertThatThrownBy(() -> given.engine().proceed(MIGRATION, Phase.VERIFY, List.of()))
                            .isInstanceOf(SegueException.class)
                            .hasMessageContaining("is driven by another process");
                }
            }
        };

        Outcome outcome = given.engine(EngineSettings.standard(), meddle).run(file, Phase.VERIFY, List.of());

        assertThat(outcome.state()).isEqualTo(new Lifecycle.BothLive());
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aClosedGateStopsTheRunAndSaysWhatWouldOpenIt(Major major) throws Exception {
        Fixture given = Fixture.with(major, 10);
        MigrationFile file = file("gates: { flag_settled: 7d }\n" + OPERATION);

        Outcome outcome = given.engine().run(file, Phase.CONTRACT, List.of());

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Waiting.class,
                        waiting -> assertThat(waiting.gates())
                                .filteredOn(g -> !g.passable())
                                .extracting(g -> g.requirement().gate().word(), g -> g.opens())
                                .contains(org.assertj.core.groups.Tuple.tuple(
                                        "flag_settled", "segue flag 0007_extract_address on")));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aForcedGateIsPassedAndRemembered(Major major) throws Exception {
        Fixture given = Fixture.with(major, 10);
        Engine engine = given.engine();
        engine.run(
                file("gates: { old_side_quiet: 24h, flag_settled: 0s, old_code_retired: false }\n" + OPERATION),
                Phase.VERIFY,
                List.of());
        engine.flag(MIGRATION, 100);

        Outcome outcome =
                engine.seal(MIGRATION, List.of(new Force(Gate.OLD_SIDE_QUIET, "the old code was never deployed")));

        assertThat(outcome.state()).isEqualTo(new Lifecycle.Sealed());
        assertThat(engine.history(MIGRATION))
                .filteredOn(e -> e.kind().equals("force"))
                .extracting(Event::message)
                .singleElement()
                .asString()
                .contains("old_side_quiet", "the old code was never deployed");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aChangedFileIsRefusedWhileTheMigrationIsUnderWay(Major major) throws Exception {
        Fixture given = Fixture.with(major, 10);
        given.engine().run(file(GATES_OPEN + OPERATION), Phase.EXPAND, List.of());

        assertThatThrownBy(() -> given.engine()
                        .run(file("description: changed\n" + GATES_OPEN + OPERATION), Phase.VERIFY, List.of()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("the file changed since the migration was started");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aPlantedDifferenceIsFoundWithItsKeyAndWithoutItsValue(Major major) throws Exception {
        Fixture given = Fixture.with(major, 100);
        Engine engine = given.engine();
        engine.run(file(GATES_OPEN + OPERATION), Phase.VERIFY, List.of());
        given.execute(
                "SET session_replication_role = replica; UPDATE addresses SET city = 'planted' WHERE id = (SELECT address_id FROM orders WHERE id = 42)");

        Comparison comparison = engine.verify(MIGRATION);

        assertThat(comparison.differing()).isEqualTo(1);
        assertThat(comparison.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.key()).containsExactly("42");
            assertThat(sample.toString()).doesNotContain("planted");
        });
        engine.flag(MIGRATION, 100);
        assertThat(engine.run(file(GATES_OPEN + OPERATION), Phase.CONTRACT, List.of()))
                .isInstanceOf(Outcome.Waiting.class);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whoHoldsALockIsNamedAndNothingIsHalfDone(Major major) throws Exception {
        Fixture given = Fixture.with(major, 10);
        String before = given.dump();
        try (Connection holder = given.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("SET application_name = 'nightly-report'; LOCK TABLE orders IN ACCESS SHARE MODE");

            assertThatThrownBy(() -> given.engine(
                                    EngineSettings.standard().withDeadline(Duration.ofSeconds(2)), EngineListener.NONE)
                            .run(file(GATES_OPEN + OPERATION), Phase.VERIFY, List.of()))
                    .isInstanceOf(SegueException.class)
                    .hasMessageContaining("could not get its locks")
                    .hasMessageContaining("nightly-report");
            holder.rollback();
        }
        assertThat(given.engine().rollback(MIGRATION).state()).isEqualTo(new Lifecycle.RolledBack());
        assertThat(given.dump()).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("majors")
    void anIndexThatWasAddedMeanwhileIsRefusedByNameBeforeSeal(Major major) throws Exception {
        Fixture given = Fixture.with(major, 10);
        Engine engine = given.engine();
        engine.run(file(GATES_OPEN + OPERATION), Phase.VERIFY, List.of());
        engine.flag(MIGRATION, 100);
        given.execute("CREATE INDEX added_in_week_three ON orders (city)");

        assertThatThrownBy(() -> engine.seal(MIGRATION, List.of()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("added_in_week_three");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatHangsOnTheMovedColumnsIsCarriedOver(Major major) throws Exception {
        Fixture given = Fixture.with(major, 10);
        given.execute("""
                CREATE ROLE reader_%1$s; GRANT SELECT ON orders TO reader_%1$s; GRANT UPDATE (zip) ON orders TO reader_%1$s;
                CREATE INDEX orders_zip_lower_idx ON orders (lower(zip) DESC) WHERE zip <> '';
                ALTER TABLE orders ADD CONSTRAINT short_zip CHECK (length(zip) < 20);
                COMMENT ON COLUMN orders.zip IS 'five digits'""".formatted(given.suffix()));
        Engine engine = given.engine();
        MigrationFile file = file(GATES_OPEN + OPERATION.replace("zip]", "{ name: zip, as: postcode }]"));
        engine.run(file, Phase.VERIFY, List.of());
        engine.flag(MIGRATION, 100);

        engine.run(file, Phase.CONTRACT, List.of());

        assertThat(given.one("SELECT pg_get_indexdef('addresses_zip_lower_idx'::regclass)"))
                .contains("lower(postcode) DESC", "postcode <> ''");
        assertThat(
                        given.one(
                                "SELECT pg_get_constraintdef(oid) || convalidated FROM pg_constraint WHERE conname = 'short_zip'"))
                .contains("length(postcode) < 20", "true");
        assertThat(given.one("SELECT col_description('addresses'::regclass, 4)"))
                .isEqualTo("five digits");
        assertThat(given.one(
                        "SELECT has_table_privilege('reader_%1$s', 'addresses', 'SELECT') AND has_column_privilege('reader_%1$s', 'addresses', 'postcode', 'UPDATE') AND NOT has_column_privilege('reader_%1$s', 'addresses', 'city', 'UPDATE')"
                                .formatted(given.suffix())))
                .isEqualTo("t");
        given.execute("DROP OWNED BY reader_%1$s; DROP ROLE reader_%1$s".formatted(given.suffix()));
    }

    private static MigrationFile file(String text) throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), text);
    }

    /** A database with orders. */
    private record Fixture(EmbeddedServer server, String database, DataSource dataSource) {

        static Fixture with(Major major, int rows) throws SQLException {
            EmbeddedServer server = SharedServers.of(major);
            String database = server.freshDatabase("engine");
            Fixture fixture = new Fixture(server, database, server.dataSource(database));
            fixture.execute("""
                    CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL DEFAULT 0,
                                         street text NOT NULL, city text NOT NULL, zip text);
                    INSERT INTO orders SELECT n, n, 'street ' || n, 'city ' || n, 'zip ' || n FROM generate_series(1, %d) n""".formatted(rows));
            return fixture;
        }

        String suffix() {
            return database.replaceAll("\\W", "_");
        }

        Engine engine() {
            return engine(EngineSettings.standard(), EngineListener.NONE);
        }

        Engine engine(EngineSettings settings, EngineListener listener) {
            return Engines.open(server.url(database), dataSource, settings, listener);
        }

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
            try (Connection connection = dataSource.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(sql)) {
                row.next();
                return String.valueOf(row.getString(1));
            }
        }
    }
}
