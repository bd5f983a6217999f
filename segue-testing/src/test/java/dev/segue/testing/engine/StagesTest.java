package dev.segue.testing.engine;

import static dev.segue.testing.engine.GivenOrders.MIGRATION;
import static dev.segue.testing.engine.GivenOrders.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.engine.SessionPattern;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.gate.GateReport;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A migration whose application writes twice itself: its itinerary, its stages, its ways back. */
class StagesTest {

    private static final String OPEN = "flag_settled: 0s";

    static Stream<Major> majors() {
        return Majors.everyRun().stream();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void nothingIsFilledBeforeEveryLivingInstanceWritesBothShapes(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 100);
        Engine engine = given.engine();
        Outcome first = engine.run(file(OPEN), Phase.VERIFY, List.of());
        assertThat(first.state()).isEqualTo(new Lifecycle.Filling());
        assertThat(closed(first)).containsExactly("stage off: 0 instances");
        assertThat(closed(engine.proceed(MIGRATION, Phase.VERIFY, List.of()))).hasSize(1);
        long web = given.instance("web-1");
        assertThat(engine.stage(MIGRATION, Stage.DUAL_WRITE).moved()).isTrue();
        assertThat(closed(engine.proceed(MIGRATION, Phase.VERIFY, List.of())))
                .containsExactly("stage dual_write, but 1 of 1 instance not yet in it: orders web-1 (v42)");
        assertThat(given.one("SELECT count(*) FROM addresses")).isEqualTo("0");
        given.follows(web);

        Outcome outcome = engine.proceed(MIGRATION, Phase.VERIFY, List.of());

        assertThat(outcome).isEqualTo(new Outcome.Reached(new Lifecycle.BothLive()));
        assertThat(given.one(
                        "SELECT count(*) FROM orders JOIN addresses a ON a.id = address_id WHERE a.zip = orders.zip"))
                .isEqualTo("100");
        assertThat(
                        given.one(
                                "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN ('orders'::regclass, 'addresses'::regclass)"))
                .isEqualTo("0");
        assertThat(
                        given.one(
                                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attnum > 0"))
                .as("no mark")
                .isEqualTo("id,total,street,city,zip,address_id");
    }

    @Test
    void nothingIsFilledWhileSessionsOfTheApplicationBelongToNoInstance() throws Exception {
        GivenOrders given = GivenOrders.with(Majors.one(), 100);
        Engine engine = given.engine(
                EngineSettings.standard().withApplicationSessions(SessionPattern.parse("orders-*")),
                EngineListener.NONE);
        engine.run(file(OPEN), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        PGSimpleDataSource named = new PGSimpleDataSource();
        named.setUrl(given.server().url(given.database()));
        named.setApplicationName("orders-v1");
        String stranger = "sessions of no registered instance count as old code: 1 of postgres (orders-v1)";
        try (Connection old = named.getConnection()) {
            assertThat(old.isValid(5)).isTrue();

            assertThat(engine.stage(MIGRATION, Stage.DUAL_WRITE).against())
                    .extracting(StageMove.Against::reason)
                    .containsExactly(stranger);
            assertThat(closed(engine.proceed(MIGRATION, Phase.VERIFY, List.of())))
                    .containsExactly("stage off: 1 instance; " + stranger);
        }
        named.setApplicationName("orders-web-1");
        try (Connection its = named.getConnection()) {
            assertThat(its.isValid(5)).isTrue();
            given.execute("UPDATE segue.instance SET lease_until = now() - interval '1 s'");
            await().until(() -> engine.stage(MIGRATION, Stage.DUAL_WRITE).moved());
        }
        given.follows(web);
        named.setApplicationName("orders-v1");
        try (Connection late = named.getConnection()) {
            assertThat(late.isValid(5)).isTrue();
            assertThat(closed(engine.proceed(MIGRATION, Phase.VERIFY, List.of())))
                    .containsExactly("stage dual_write: 1 instance, all write both shapes; " + stranger);
            assertThat(engine.stage(MIGRATION, Stage.OFF).moved())
                    .as("the way back is open")
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void whatTheApplicationWroteIsNotOverwritten(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 50);
        Engine engine = given.engine();
        engine.run(file(OPEN), Phase.VERIFY, List.of());
        move(given, engine, given.instance("web-1"), Stage.DUAL_WRITE);
        given.execute("""
                WITH a AS (INSERT INTO addresses (street, city, zip) VALUES ('new street', 'new city', NULL) RETURNING id)
                UPDATE orders SET street = 'new street', city = 'new city', zip = NULL, address_id = (SELECT id FROM a) WHERE id = 7""");

        Outcome outcome = engine.proceed(MIGRATION, Phase.VERIFY, List.of());

        assertThat(outcome).isEqualTo(new Outcome.Reached(new Lifecycle.BothLive()));
        assertThat(
                        given.one(
                                "SELECT a.street || '/' || count(*) OVER () FROM addresses a JOIN orders o ON o.address_id = a.id WHERE o.id = 7"))
                .isEqualTo("new street/1");
        assertThat(given.one("SELECT count(*) FROM addresses")).isEqualTo("50");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void fromTheFirstStageToContract(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 100);
        Engine engine = given.engine();
        engine.run(file(OPEN), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        move(given, engine, web, Stage.DUAL_WRITE);
        engine.proceed(MIGRATION, Phase.VERIFY, List.of());
        move(given, engine, web, Stage.SHADOW);
        move(given, engine, web, Stage.LIVE);
        move(given, engine, web, Stage.RAMP_DOWN);
        assertThat(engine.stage(MIGRATION, Stage.COMPLETE).against())
                .extracting(StageMove.Against::reason, StageMove.Against::opens)
                .containsExactly(Tuple.tuple(
                        "the shapes were last compared before stage RAMP_DOWN began", "segue verify " + MIGRATION));
        engine.verify(MIGRATION);
        assertThat(closed(engine.seal(MIGRATION, List.of())))
                .containsExactly("stage ramp_down: the old shape is still written");
        move(given, engine, web, Stage.COMPLETE);
        given.execute("""
                WITH a AS (INSERT INTO addresses (street, city) VALUES ('only new', 'only new') RETURNING id)
                INSERT INTO orders (id, address_id) SELECT 1000, id FROM a""");
        engine.seal(MIGRATION, List.of());
        assertThat(engine.unseal(MIGRATION).state()).isEqualTo(new Lifecycle.BothLive());
        engine.seal(MIGRATION, List.of());

        Outcome outcome = given.engine(
                        EngineSettings.standard().withDeadline(Duration.ofMillis(100)), EngineListener.NONE)
                .contract(MIGRATION, List.of());

        assertThat(outcome).isEqualTo(new Outcome.Reached(new Lifecycle.Contracted()));
        assertThat(
                        given.one(
                                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped"))
                .isEqualTo("id,total,address_id");
        assertThat(given.one("SELECT count(*) FROM orders JOIN addresses a ON a.id = address_id"))
                .isEqualTo("101");
        assertThat(given.one("SELECT fence IS NULL AND stage = 'COMPLETE' FROM segue.state_of('" + MIGRATION + "')"))
                .as("nothing to pin any more")
                .isEqualTo("t");
        assertThat(given.one("SELECT to_regclass(segue.fence_of('" + MIGRATION + "')) IS NOT NULL"))
                .as("an instance may not know yet")
                .isEqualTo("t");
        given.follows(web);
        engine.contract(MIGRATION, List.of());
        assertThat(given.one("SELECT to_regclass(segue.fence_of('" + MIGRATION + "'))"))
                .isEqualTo("null");
        assertThat(
                        given.one(
                                "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'segue' AND relname LIKE '0007%'"))
                .isEqualTo("0");
    }

    @ParameterizedTest
    @MethodSource("majors")
    void rollbackFromEveryStageLeadsTheApplicationBackFirstAndRestoresTheCatalogExactly(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 60);
        Engine engine = given.engine();
        String before = given.dump();
        for (Stage last : List.of(Stage.OFF, Stage.DUAL_WRITE, Stage.SHADOW, Stage.LIVE, Stage.RAMP_DOWN)) {
            engine.run(file(OPEN), Phase.VERIFY, List.of());
            long web = given.instance("web-1");
            for (Stage stage : Stage.values()) {
                if (stage != Stage.OFF && stage.compareTo(last) <= 0) {
                    move(given, engine, web, stage);
                    engine.proceed(MIGRATION, Phase.VERIFY, List.of());
                }
            }
            Follower follower = new Follower(given, web);

            Outcome outcome = given.engine(EngineSettings.standard(), follower).rollback(MIGRATION);

            assertThat(outcome.state()).as("from %s", last).isEqualTo(new Lifecycle.RolledBack());
            assertThat(given.dump()).as("from %s", last).isEqualTo(before);
            assertThat(given.one("SELECT to_regclass(segue.fence_of('" + MIGRATION + "'))"))
                    .isEqualTo("null");
            assertThat(given.one("SELECT count(*) FROM orders WHERE street = 'street ' || id"))
                    .isEqualTo("60");
            given.execute("SELECT segue.drain(" + web + ")");
        }
    }

    /** An instance that follows the flag whenever the engine waits for it. */
    private record Follower(GivenOrders given, long instance) implements EngineListener {
        @Override
        public void stagesWait(String migration, String what, int tries, List<String> whom) {
            assertThat(whom).singleElement().asString().startsWith("orders web-1");
            try {
                given.follows(instance);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("majors")
    void theWayToLiveAsksForCleanDarkReadsOfEachRegisteredRead(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 20);
        Engine engine = given.engine();
        engine.run(file("dark_reads_clean: { comparisons: 1000, window: 1h }"), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        move(given, engine, web, Stage.DUAL_WRITE);
        engine.proceed(MIGRATION, Phase.VERIFY, List.of());
        move(given, engine, web, Stage.SHADOW);
        assertThat(reasonsAgainstLive(engine)).containsExactly("no dark read is registered for " + MIGRATION);
        given.execute(
                "SELECT segue.dark_read_register('%1$s', 'orders.address', 'v42', 'fields'), segue.dark_read_register('%1$s', 'orders.zip', 'v42', 'fields')"
                        .formatted(MIGRATION));
        report(given, "orders.address", 1_000, 0);

        report(given, "orders.zip", 300, 0);

        assertThat(reasonsAgainstLive(engine))
                .containsExactly("orders.zip: 300 of 1000 compared, 0 differ (rate below 1.0e-02)");
        report(given, "orders.zip", 700, 0);
        assertThat(reasonsAgainstLive(engine)).isEmpty();
    }

    private static List<String> reasonsAgainstLive(Engine engine) {
        return engine.stage(MIGRATION, Stage.LIVE).against().stream()
                .map(StageMove.Against::reason)
                .toList();
    }

    private static void report(GivenOrders given, String read, int comparisons, int mismatches) throws SQLException {
        given.execute("""
                SELECT segue.dark_read_report('%s', jsonb_build_array(jsonb_build_object('name', '%s', 'version', 'v42',
                    'comparator', 'fields', 'epoch', (SELECT epoch FROM segue.flag), 'comparisons', %d, 'mismatches', %d)))""".formatted(MIGRATION, read, comparisons, mismatches));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void afterCompleteThereIsNoRollback(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 20);
        Engine engine = given.engine();
        engine.run(file("flag_settled: 7d"), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        complete(given, engine, web);

        assertThatThrownBy(() -> engine.rollback(MIGRATION)).isInstanceOfSatisfying(SegueException.class, e -> {
            assertThat(e.kind()).isEqualTo(SegueException.Kind.USAGE);
            assertThat(e).hasMessageContaining("the old shape is not written any more and has fallen behind");
            assertThat(e.next()).startsWith("segue seal");
        });
        assertThatThrownBy(() -> engine.verify(MIGRATION))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("is in stage complete");
        assertThat(engine.stage(MIGRATION, Stage.RAMP_DOWN).against())
                .singleElement()
                .satisfies(a -> assertThat(a.reason()).contains("has fallen behind"));
        assertThat(closed(engine.seal(MIGRATION, List.of())))
                .singleElement()
                .asString()
                .matches("complete for .* of 7 d, 1 instance");
        assertThat(engine.status(MIGRATION).state()).isEqualTo(new Lifecycle.BothLive());
    }

    @ParameterizedTest
    @MethodSource("majors")
    void onceRowsAreFilledTheWayToOffIsTheRollback(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 20);
        Engine engine = given.engine();
        engine.run(file(OPEN), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        move(given, engine, web, Stage.DUAL_WRITE);
        move(given, engine, web, Stage.OFF);
        move(given, engine, web, Stage.DUAL_WRITE);
        engine.proceed(MIGRATION, Phase.VERIFY, List.of());

        StageMove move = engine.stage(MIGRATION, Stage.OFF);

        assertThat(move.moved()).isFalse();
        assertThat(move.against())
                .containsExactly(new StageMove.Against(
                        "rows are filled already, and what only the old shape gets would make them stale",
                        "segue rollback " + MIGRATION));
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aRowThatCannotBeMappedClosesTheWayToTheNewShapeUntilItIsMended(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 30);
        given.execute("UPDATE orders SET zip = 'none' WHERE id = 13");
        Engine engine = given.engine();
        engine.run(MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                        duplicate_writes: application
                        gates: { soak: 0s, flag_settled: 0s }
                        operations:
                          - extract_table:
                              from: orders
                              columns:
                                - street
                                - { name: zip, as: number, up: "substr(zip, 5)::integer", down: "'zip ' || number" }
                              into: addresses
                              reference: address_id
                        """), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        move(given, engine, web, Stage.DUAL_WRITE);
        Outcome outcome = engine.proceed(MIGRATION, Phase.VERIFY, List.of());
        assertThat(outcome).isEqualTo(new Outcome.Reached(new Lifecycle.BothLive()));
        assertThat(engine.status(MIGRATION).notes().unmappable()).isEqualTo(1);
        move(given, engine, web, Stage.SHADOW);
        assertThat(engine.stage(MIGRATION, Stage.LIVE).against())
                .singleElement()
                .satisfies(a -> assertThat(a.reason()).contains("0 rows that differ and 1 without a counterpart"));
        given.execute("UPDATE orders SET zip = 'zip 13' WHERE id = 13");

        long settled = engine.settle();

        assertThat(settled).isEqualTo(1);
        assertThat(given.one("SELECT number FROM addresses a JOIN orders o ON o.address_id = a.id WHERE o.id = 13"))
                .isEqualTo("13");
        engine.verify(MIGRATION);
        assertThat(engine.stage(MIGRATION, Stage.LIVE).moved()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("majors")
    void aPercentageAndAStageAreRefusedWhereTheOtherIsMeant(Major major) throws Exception {
        GivenOrders given = GivenOrders.with(major, 5);
        Engine engine = given.engine();
        engine.run(file(OPEN), Phase.EXPAND, List.of());

        assertThatThrownBy(() -> engine.flag(MIGRATION, 0))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.next()).startsWith("segue stage " + MIGRATION));
        assertThatThrownBy(() -> engine.stage("0001_unknown", Stage.LIVE))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("the journal knows no migration");
    }

    static void complete(GivenOrders given, Engine engine, long web) throws Exception {
        move(given, engine, web, Stage.DUAL_WRITE);
        engine.proceed(MIGRATION, Phase.VERIFY, List.of());
        move(given, engine, web, Stage.SHADOW);
        move(given, engine, web, Stage.LIVE);
        move(given, engine, web, Stage.RAMP_DOWN);
        engine.verify(MIGRATION);
        move(given, engine, web, Stage.COMPLETE);
    }

    private static void move(GivenOrders given, Engine engine, long instance, Stage stage) throws Exception {
        assertThat(engine.stage(MIGRATION, stage).against()).isEmpty();
        given.follows(instance);
    }

    private static List<String> closed(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        return ((Outcome.Waiting) outcome)
                .gates().stream()
                        .filter(g -> !g.passable())
                        .map(GateReport::evidence)
                        .toList();
    }
}
