package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.hold.HoldSettings;
import dev.segue.client.hold.TrafficHold;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Fleet;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.engine.StopSettings;
import dev.segue.engine.StopWay;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Majors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** The system is stopped, everything changes in one transaction or nothing does, and it runs again whatever happens. */
class BigBangTest {

    private static final String MIGRATION = GivenOrders.MIGRATION;

    private static final String COLUMNS = "[street, city, zip]";

    @TempDir
    private Path directory;

    private GivenOrders given;
    private final List<String> told = new CopyOnWriteArrayList<>();

    @BeforeEach
    void there_are_orders() throws Exception {
        given = GivenOrders.with(Majors.one(), 500);
    }

    private static MigrationFile file(String head, String columns) throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                %s
                operations:
                  - extract_table: { from: orders, columns: %s, into: addresses, reference: address_id }
                """.formatted(head, columns));
    }

    private static MigrationFile bigBang() throws InvalidMigrationException {
        return file("strategy: big_bang", COLUMNS);
    }

    private Engine engine(StopWay way, Duration within) {
        return given.engine(EngineSettings.standard().withStop(new StopSettings(way, within)), new EngineListener() {
            @Override
            public void told(String migration, String what) {
                told.add(what);
            }
        });
    }

    private Engine byCommand(String stop, String start) {
        return engine(new StopWay.Command(stop, start), Duration.ofSeconds(5));
    }

    private static Outcome run(Engine engine, MigrationFile file) throws InvalidMigrationException {
        return engine.run(file, Phase.CONTRACT, List.of());
    }

    private Path mark(String name) {
        return directory.resolve(name);
    }

    private String touch(String name) {
        return "touch '" + mark(name) + "'";
    }

    @Test
    void it_ends_with_the_same_structure_and_data_as_a_change_beside_the_traffic() throws Exception {
        GivenOrders other = GivenOrders.with(Majors.one(), 500);
        Engine beside = other.engine();
        MigrationFile expandContract =
                file("gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }", COLUMNS);
        beside.run(expandContract, Phase.VERIFY, List.of());
        beside.flag(MIGRATION, 100);
        assertThat(run(beside, expandContract).state()).isInstanceOf(Lifecycle.Contracted.class);

        Outcome outcome = run(byCommand(touch("stopped"), touch("started")), bigBang());

        assertThat(outcome.state()).isInstanceOf(Lifecycle.Contracted.class);
        assertThat(given.dump()).isEqualTo(other.dump());
        String joined = """
                SELECT md5(string_agg(concat_ws('|', o.id, o.total, a.street, a.city, a.zip), ',' ORDER BY o.id))
                FROM orders o JOIN addresses a ON a.id = o.address_id""";
        assertThat(given.one(joined)).isEqualTo(other.one(joined));
        assertThat(mark("stopped")).exists();
        assertThat(mark("started")).exists();
        assertThat(told).anyMatch(t -> t.contains("is stopped for about")).anyMatch(t -> t.contains("runs again"));
    }

    @Test
    void a_partitioned_table_and_odd_names_are_changed_too() throws Exception {
        given.execute("""
                CREATE SCHEMA "Odd one";
                CREATE TABLE "Odd one"."Or""ders" (
                    "i d" bigint NOT NULL, region text NOT NULL, "Stra\u00dfe" text NOT NULL, zip text,
                    CHECK (length("Stra\u00dfe") > 0), PRIMARY KEY ("i d", region)) PARTITION BY LIST (region);
                CREATE TABLE "Odd one".north PARTITION OF "Odd one"."Or""ders" FOR VALUES IN ('north');
                CREATE TABLE "Odd one".rest PARTITION OF "Odd one"."Or""ders" DEFAULT;
                CREATE INDEX ON "Odd one"."Or""ders" (zip);
                INSERT INTO "Odd one"."Or""ders"
                SELECT n, CASE n % 2 WHEN 0 THEN 'north' ELSE 'south' END, 'street ' || n, n FROM generate_series(1, 300) n""");
        MigrationFile file = MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                strategy: big_bang
                operations:
                  - extract_table:
                      from: '"Odd one"."Or""ders"'
                      columns: ["Stra\u00dfe", zip]
                      into: '"Odd one"."Add resses"'
                      reference: "add ress"
                """);

        assertThat(run(byCommand("true", "true"), file).state()).isInstanceOf(Lifecycle.Contracted.class);

        assertThat(given.one("""
                SELECT count(*) FROM "Odd one"."Or""ders" o JOIN "Odd one"."Add resses" a ON a.id = o."add ress"
                WHERE a."Stra\u00dfe" = 'street ' || o."i d" AND a.zip = o."i d"::text""")).isEqualTo("300");
    }

    @Test
    void a_row_that_cannot_be_mapped_leaves_everything_as_it_was_and_the_system_running() throws Exception {
        given.execute("UPDATE orders SET zip = 'n/a' WHERE id = 7");
        String before = given.dump();
        Engine engine = byCommand(touch("stopped"), touch("started"));
        MigrationFile file = file(
                "strategy: big_bang",
                "[street, { name: zip, as: number, up: \"substr(zip, 5)::integer\", down: \"'zip ' || number\" }]");

        assertThatThrownBy(() -> run(engine, file))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("rows cannot be mapped: orders(7)")
                .hasMessageContaining("nothing was changed, and the system runs again as it was");

        assertThat(given.dump()).isEqualTo(before);
        assertThat(mark("started")).exists();
        assertThat(engine.status(MIGRATION).fleet().stopped()).isNull();
        given.execute("UPDATE orders SET zip = 'zip 7' WHERE id = 7");
        assertThat(run(engine, file).state()).isInstanceOf(Lifecycle.Contracted.class);
    }

    @Test
    void a_stop_command_that_fails_is_shown_and_the_system_is_started() throws Exception {
        String before = given.dump();
        Engine engine = byCommand("echo no such service; exit 5", touch("started"));

        assertThatThrownBy(() -> run(engine, bigBang()))
                .hasMessageContaining("the command to stop ended with exit code 5")
                .hasMessageContaining("no such service")
                .hasMessageContaining("runs again as it was");

        assertThat(mark("started")).exists();
        assertThat(given.dump()).isEqualTo(before);
    }

    @Test
    void a_stop_command_that_hangs_is_ended() throws Exception {
        Engine engine = engine(new StopWay.Command("sleep 600", touch("started")), Duration.ofMillis(300));

        assertThatThrownBy(() -> run(engine, bigBang())).hasMessageContaining("does not end within");

        assertThat(mark("started")).exists();
    }

    @Test
    void a_system_that_cannot_be_started_is_said_to_be_stopped_until_it_runs() throws Exception {
        String start = "test -e '" + mark("mended") + "'";
        Engine engine = byCommand("true", start);

        assertThatThrownBy(() -> run(engine, bigBang()))
                .hasMessageContaining("everything is changed, but THE SYSTEM IS STILL STOPPED")
                .satisfies(e -> assertThat(((SegueException) e).next())
                        .isEqualTo("start it by hand: " + start + "; or segue start " + MIGRATION));

        Fleet.Stopped stopped = engine.status(MIGRATION).fleet().stopped();
        assertThat(stopped).isNotNull();
        assertThat(stopped.howToStart()).isEqualTo(start);
        assertThat(engine.status(MIGRATION).state()).isInstanceOf(Lifecycle.Contracted.class);
        assertThatThrownBy(() -> engine.start(MIGRATION)).hasMessageContaining("STILL STOPPED");
        Files.createFile(mark("mended"));
        assertThat(engine.start(MIGRATION)).isTrue();
        assertThat(engine.status(MIGRATION).fleet().stopped()).isNull();
    }

    @Test
    void what_was_stopped_one_way_is_not_started_another_way() throws Exception {
        Engine byCommand = byCommand("true", "false");
        assertThatThrownBy(() -> run(byCommand, bigBang())).hasMessageContaining("STILL STOPPED");
        Engine byRoles = engine(new StopWay.Roles(List.of("orders_app")), Duration.ofSeconds(2));

        assertThatThrownBy(() -> byRoles.start(MIGRATION))
                .hasMessageContaining("the system was stopped by command, and the settings say sessions");

        assertThat(byRoles.status(MIGRATION).fleet().stopped()).isNotNull();
    }

    @Test
    void nothing_begins_before_somebody_says_how_the_system_is_stopped() throws Exception {
        assertThatThrownBy(() -> run(given.engine(), bigBang()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("nobody said how the system is stopped");
    }

    @Test
    void it_cannot_end_half_way() {
        assertThatThrownBy(() -> byCommand("true", "true").run(bigBang(), Phase.VERIFY, List.of()))
                .hasMessageContaining("everything or nothing");
    }

    @Test
    void it_goes_back_to_the_beginning_before_it_has_begun() throws Exception {
        String before = given.dump();
        Engine engine = byCommand("false", "true");
        assertThatThrownBy(() -> run(engine, bigBang())).isInstanceOf(SegueException.class);

        assertThat(engine.rollback(MIGRATION).state()).isInstanceOf(Lifecycle.RolledBack.class);
        assertThat(given.dump()).isEqualTo(before);
    }

    @Test
    void roles_get_no_sessions_while_it_changes_and_their_limit_back() throws Exception {
        given.execute("""
                DO $$ BEGIN CREATE ROLE orders_app LOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
                ALTER ROLE orders_app CONNECTION LIMIT 7; GRANT SELECT ON orders TO orders_app""");
        PGSimpleDataSource application = new PGSimpleDataSource();
        application.setUrl(given.server().url(given.database()));
        application.setUser("orders_app");
        Connection idle = application.getConnection();
        Connection working = application.getConnection();
        working.setAutoCommit(false);
        try (Statement statement = working.createStatement()) {
            statement.execute("SELECT * FROM orders");
        }
        Engine engine = engine(new StopWay.Roles(List.of("orders_app")), Duration.ofSeconds(2));

        assertThat(run(engine, bigBang()).state()).isInstanceOf(Lifecycle.Contracted.class);

        assertThat(idle.isValid(1)).isFalse();
        assertThat(working.isValid(1)).isFalse();
        assertThat(given.one("SELECT rolconnlimit FROM pg_roles WHERE rolname = 'orders_app'"))
                .isEqualTo("7");
        try (Connection again = application.getConnection()) {
            assertThat(again.isValid(1)).isTrue();
        }
    }

    @Test
    void roles_that_no_limit_binds_or_that_are_not_there_are_refused_before_anything_is_stopped() {
        for (String role : List.of("nobody_is_called_so", "postgres")) {
            assertThatThrownBy(() -> run(engine(new StopWay.Roles(List.of(role)), Duration.ofSeconds(2)), bigBang()))
                    .hasMessageContaining("there is no role " + role + ", or it is a superuser");
        }
    }

    @Test
    void instances_hold_their_traffic_and_no_request_fails() throws Exception {
        Engine engine = engine(new StopWay.Instances(), Duration.ofSeconds(20));
        assertThatThrownBy(() -> run(engine, bigBang()))
                .hasMessageContaining("no running instance is registered, so none would hold its traffic");

        try (Application application = new Application(given.dataSource())) {
            application.works(200);

            assertThat(run(engine, bigBang()).state()).isInstanceOf(Lifecycle.Contracted.class);

            application.works(200);
            application.end();
            assertThat(given.one("SELECT count(*) FROM orders o JOIN addresses a ON a.id = o.address_id"
                            + " WHERE o.id > 1000 AND a.street = 'street ' || o.id"))
                    .isEqualTo(String.valueOf(application.written.get()));
        }
    }

    @Test
    void an_instance_that_does_not_hold_keeps_the_system_running() throws Exception {
        Engine engine = engine(new StopWay.Instances(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> run(engine, bigBang())).isInstanceOf(SegueException.class);
        try (Segue segue = Segue.open(given.dataSource(), ClientSettings.of("orders", "v1"))) {
            segue.migration(MIGRATION, Shapes.BOTH);

            assertThatThrownBy(() -> run(engine, bigBang()))
                    .hasMessageContaining("these do not hold their traffic: orders ")
                    .hasMessageContaining("nothing was changed, and the system runs again");
        }
    }

    @Test
    void instances_go_on_by_themselves_when_whoever_stopped_them_died() throws Exception {
        Engine engine = engine(new StopWay.Instances(), Duration.ofSeconds(1));
        assertThatThrownBy(() -> run(engine, bigBang())).isInstanceOf(SegueException.class);
        try (Segue segue = Segue.open(given.dataSource(), ClientSettings.of("orders", "v1"))) {
            segue.migration(MIGRATION, Shapes.BOTH);
            TrafficHold hold = segue.hold(HoldSettings.standard());
            hold.dataSource(given.dataSource());
            given.execute("SELECT segue.stopping('" + MIGRATION + "', 'instances', '', 'a dead one', '4 s')");

            await().atMost(Duration.ofSeconds(30)).until(hold::held);
            await().atMost(Duration.ofSeconds(30)).until(() -> !hold.stopped());
        }
    }

    /** Code that runs on both shapes, in a few threads; a request that fails ends it. */
    private static final class Application implements AutoCloseable {

        private final Segue segue;
        private final Migration migration;
        private final DataSource held;
        private final AtomicBoolean ends = new AtomicBoolean();
        private final AtomicLong written = new AtomicLong();
        private final AtomicLong next = new AtomicLong(1_000);
        private final ExecutorService threads = Executors.newFixedThreadPool(4);
        private final List<Future<?>> running = new ArrayList<>();

        Application(DataSource database) {
            segue = Segue.open(database, ClientSettings.of("orders", "v2"));
            migration = segue.migration(MIGRATION, Shapes.BOTH);
            held = segue.hold(HoldSettings.standard()).dataSource(database);
            for (int n = 0; n < 4; n++) {
                running.add(threads.submit(() -> {
                    while (!ends.get()) {
                        place();
                    }
                    return null;
                }));
            }
        }

        private void place() throws SQLException {
            try (Connection connection = held.getConnection();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                long id = next.incrementAndGet();
                // decided when the connection is there: until then the request may have been held
                statement.execute(
                        migration.flag().isOn("all")
                                ? """
                                WITH a AS (INSERT INTO addresses (street, city) VALUES ('street %1$d', 'Ulm') RETURNING id)
                                INSERT INTO orders (id, address_id) SELECT %1$d, id FROM a""".formatted(id)
                                : "INSERT INTO orders (id, street, city) VALUES (%1$d, 'street %1$d', 'Ulm')"
                                        .formatted(id));
                connection.commit();
                written.incrementAndGet();
            }
        }

        void works(int requests) {
            long until = written.get() + requests;
            await().until(() -> written.get() >= until || running.stream().anyMatch(Future::isDone));
        }

        void end() throws Exception {
            ends.set(true);
            for (Future<?> thread : running) {
                thread.get();
            }
        }

        @Override
        public void close() {
            ends.set(true);
            threads.shutdown();
            segue.close();
        }
    }
}
