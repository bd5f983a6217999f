package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Captured;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Outcome;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import dev.segue.gate.Verdict;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Statements of old code close the gate by name: captured ones, and those that the server counts. */
class StatementGateTest {

    private static final String MIGRATION = GivenOrders.MIGRATION;

    /** Servers that count statements, by their version. */
    private static final Map<Major, EmbeddedServer> COUNTING = new HashMap<>();

    private GivenOrders given;
    private Engine engine;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @AfterAll
    static void stop() {
        COUNTING.values().forEach(EmbeddedServer::close);
        COUNTING.clear();
    }

    private void orders() throws Exception {
        given = GivenOrders.with(Majors.one(), 10);
        engine = given.engine();
    }

    private void countedOrders(Major major) throws Exception {
        EmbeddedServer counting = COUNTING.computeIfAbsent(
                major,
                one -> EmbeddedServer.start(
                        one, options -> options.setting("shared_preload_libraries", "pg_stat_statements")));
        given = GivenOrders.on(counting, 10);
        given.execute("CREATE EXTENSION pg_stat_statements");
        engine = given.engine();
    }

    private static MigrationFile file(String settings) throws Exception {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                %s
                operations:
                  - extract_table: { from: orders, columns: [street, city, zip], into: addresses, reference: address_id }
                """.formatted(settings));
    }

    private Outcome run(String quiet) throws Exception {
        Outcome first = engine.run(file("""
                gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: %s, soak: 0s }
                """.formatted(quiet)), Phase.VERIFY, List.of());
        engine.flag(MIGRATION, 100);
        return first;
    }

    private void captured(String... statements) {
        Plan plan = engine.status(MIGRATION).plan();
        assertThat(engine.check(plan, new Captured.InFile("captured.sql", List.of(statements)))
                        .remembered())
                .isTrue();
    }

    private GateReport gate() {
        return engine.gates(MIGRATION).stream()
                .filter(g -> g.requirement().gate() == Gate.OLD_SIDE_QUIET)
                .findFirst()
                .orElseThrow();
    }

    /** {@return how the gate stands once the migration has tried to pass it} */
    private GateReport tried() {
        engine.proceed(MIGRATION, Phase.SEAL, List.of());
        return gate();
    }

    @Test
    void a_captured_statement_of_old_code_closes_the_gate_by_name_until_another_capture_has_none() throws Exception {
        orders();
        run("0s");
        captured("UPDATE orders SET total = 1", "SELECT city FROM orders WHERE street = 'Elm St 1'");

        assertThat(gate().verdict()).isEqualTo(Verdict.CLOSED);
        assertThat(gate().evidence())
                .contains("1 statement of captured.sql")
                .contains("SELECT city FROM orders WHERE street = '…'")
                .doesNotContain("Elm St");
        assertThat(engine.seal(MIGRATION, List.of())).isInstanceOf(Outcome.Waiting.class);

        captured("UPDATE orders SET total = 1");

        assertThat(gate().evidence()).contains("no statement of captured.sql needs it");
        assertThat(engine.seal(MIGRATION, List.of())).isInstanceOf(Outcome.Reached.class);
    }

    @Test
    void with_data_first_too() throws Exception {
        orders();
        engine.run(file("strategy: data_first"), Phase.VERIFY, List.of());
        captured("SELECT city FROM orders");

        assertThat(gate().verdict()).isEqualTo(Verdict.CLOSED);
    }

    @Test
    void before_the_start_nothing_is_remembered_and_another_attempt_begins_with_nothing() throws Exception {
        orders();
        Plan plan = engine.plan(file(""));
        assertThat(engine.check(plan, new Captured.InFile("captured.sql", List.of("SELECT city FROM orders")))
                        .remembered())
                .isFalse();
        run("0s");
        captured("SELECT city FROM orders");
        engine.rollback(MIGRATION);

        run("0s");

        assertThat(gate().verdict()).isEqualTo(Verdict.OPEN);
    }

    @Test
    void where_nobody_counts_the_gate_says_so() throws Exception {
        orders();
        run("1h");

        assertThat(tried().evidence()).contains("reads are not counted");
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void a_counted_read_of_old_code_closes_the_gate_until_it_is_sent_no_more(Major major) throws Exception {
        countedOrders(major);
        given.execute("SELECT street FROM orders WHERE id = 1");
        run("1s");

        assertThat(tried().verdict()).isEqualTo(Verdict.CLOSED);
        assertThat(gate().evidence()).contains("SELECT street FROM orders WHERE id = $1");
        Thread.sleep(2_000);
        given.execute("SELECT street FROM orders WHERE id = 2");
        assertThat(tried().verdict()).as("sent again").isEqualTo(Verdict.CLOSED);
        Thread.sleep(2_000);
        assertThat(gate().verdict()).as("nobody has looked since").isEqualTo(Verdict.CLOSED);

        assertThat(engine.seal(MIGRATION, List.of())).isInstanceOf(Outcome.Reached.class);
    }

    @ParameterizedTest(name = "PostgreSQL {0}")
    @MethodSource("majors")
    void what_segue_sends_itself_and_what_new_code_sends_is_no_old_read(Major major) throws Exception {
        countedOrders(major);
        run("1h");
        tried();
        given.execute("SELECT a.city, o.total FROM orders o JOIN addresses a ON a.id = o.address_id");
        given.execute("SELECT total FROM orders");
        engine.verify(MIGRATION);
        engine.check(engine.status(MIGRATION).plan(), new Captured.ByServer());

        assertThat(gate().evidence()).contains("no statement of old code was sent since");
        assertThat(given.one("SELECT count(*) > 0 FROM pg_stat_statements WHERE query LIKE '%/* segue */'"))
                .as("Segue's own are known by their mark")
                .isEqualTo("t");
    }

    @Test
    void a_statement_that_the_server_shows_in_a_form_nobody_can_prepare_is_judged_by_what_it_mentions()
            throws Exception {
        countedOrders(Majors.one());
        given.execute("SELECT id FROM orders WHERE city = 'x' AND now() > date '2020-01-01'");
        run("1h");
        tried();
        given.execute("SELECT total FROM orders WHERE now() > date '2020-01-01'");
        tried();

        assertThat(gate().evidence()).contains("WHERE city = $1");
    }

    @Test
    void a_statement_that_the_server_has_forgotten_was_sent_when_it_was_last_seen() throws Exception {
        countedOrders(Majors.one());
        given.execute("/* OrderRepository.find */ SELECT street FROM orders");
        run("1h");
        tried();

        given.execute(
                "SELECT pg_stat_statements_reset(0, 0, queryid) FROM pg_stat_statements WHERE query LIKE '%street FROM%'");

        assertThat(tried().evidence()).contains("last seen to be sent").contains("SELECT street FROM orders");
    }

    @Test
    void the_plan_counts_what_selects_everything_and_what_has_it_returned() throws Exception {
        countedOrders(Majors.one());
        given.execute("SELECT * FROM orders WHERE id = 1");
        given.execute("SELECT id, total FROM orders");
        given.execute("UPDATE orders SET total = 2 WHERE id = 1 RETURNING id");
        try (Connection connection = given.server().dataSource(given.database()).getConnection();
                PreparedStatement generated = connection.prepareStatement(
                        "UPDATE orders SET total = 1 WHERE id = 1", Statement.RETURN_GENERATED_KEYS)) {
            generated.executeUpdate();
        }

        assertThat(engine.plan(file("")).assessment().warnings())
                .anySatisfy(warning -> assertThat(warning.message())
                        .contains("orders has code that selects * (pg_stat_statements, 2 statements)"));
    }

    @Test
    void names_are_whole_words() throws Exception {
        countedOrders(Majors.one());
        given.execute("CREATE TABLE capacity (capacity integer, orders integer)");
        given.execute("SELECT capacity, orders FROM capacity WHERE now() > date '2020-01-01'");
        run("1h");

        assertThat(tried().evidence()).contains("no statement of old code was sent since");
    }

    @Test
    void what_other_roles_send_must_be_seen() throws Exception {
        countedOrders(Majors.one());
        given.execute("SELECT street FROM orders");
        given.execute("CREATE ROLE migrator LOGIN");
        given.execute("GRANT ALL ON DATABASE " + given.database() + " TO migrator");
        given.execute("GRANT ALL ON SCHEMA public TO migrator; ALTER TABLE orders OWNER TO migrator");
        String url = given.server().url(given.database()).replace("user=postgres", "user=migrator");
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        engine = Engines.open(url, source, EngineSettings.standard(), EngineListener.NONE);
        run("1h");

        given.execute("UPDATE segue.migration SET started_at = now() - interval '2 hours'");
        assertThat(tried().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(gate().opens()).isEqualTo("GRANT pg_read_all_stats to Segue's role");

        given.execute("GRANT pg_read_all_stats TO migrator");
        given.execute("REVOKE TEMPORARY ON DATABASE " + given.database() + " FROM PUBLIC, migrator");
        assertThat(tried().evidence()).contains("SELECT street FROM orders");
    }

    @Test
    void where_the_server_counts_anew_the_window_begins_anew() throws Exception {
        countedOrders(Majors.one());
        given.execute("SELECT total FROM orders");
        run("1h");
        tried();
        given.execute("UPDATE segue.statement_look SET since = now() - interval '2 hours', at = now()");
        given.execute("UPDATE segue.statement SET changed_at = now() - interval '2 hours'");
        given.execute("UPDATE segue.migration SET started_at = now() - interval '2 hours'");
        assertThat(gate().verdict()).isEqualTo(Verdict.OPEN);

        given.execute("SELECT pg_stat_statements_reset()");

        assertThat(tried().verdict()).isEqualTo(Verdict.CLOSED);
    }
}
