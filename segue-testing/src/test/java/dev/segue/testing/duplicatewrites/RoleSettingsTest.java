package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What an administrator may have set on the role that Segue connects as: no trouble, or refused with the reason. */
class RoleSettingsTest extends EveryServer {

    private static final String ROLE = "segue_with_settings";

    private static final Given ORDERS = Given.transformed("upper(zip)", "lower(postcode)")
            .and("CREATE INDEX orders_street_idx ON orders (lower(street));");

    private static final List<String> SETTINGS = List.of(
            "default_transaction_read_only = on",
            "default_transaction_isolation = 'serializable'",
            "default_transaction_deferrable = on",
            "statement_timeout = '500ms'",
            "lock_timeout = '1ms'",
            "idle_in_transaction_session_timeout = '500ms'",
            "idle_session_timeout = '500ms'",
            "search_path = 'hostile'",
            "standard_conforming_strings = off",
            "quote_all_identifiers = on",
            "DateStyle = 'German'",
            "client_min_messages = debug1");

    private BothShapes shapes;

    private Engine engineOf(BothShapes of, EngineListener listener) {
        PGSimpleDataSource source = (PGSimpleDataSource) of.dataSource();
        source.setUser(ROLE);
        return of.engine(source, EngineSettings.standard().withWorkers(2).withRowsPerRange(2), listener);
    }

    private BothShapes owned(Given given) {
        shapes = notBegun(given);
        shapes.does(
                "DROP ROLE IF EXISTS " + ROLE,
                "CREATE ROLE " + ROLE + " LOGIN",
                "ALTER TABLE orders OWNER TO " + ROLE,
                "GRANT USAGE, CREATE ON SCHEMA public TO " + ROLE,
                "CREATE SCHEMA segue AUTHORIZATION " + ROLE);
        return shapes;
    }

    @AfterEach
    void dropRole() {
        shapes.does("DROP OWNED BY " + ROLE + " CASCADE", "DROP ROLE " + ROLE);
    }

    private void set(String setting) {
        shapes.does("ALTER ROLE " + ROLE + " SET " + setting);
    }

    @Test
    void settings_of_segue_s_role_do_not_reach_its_statements_and_end_none_of_its_sessions() throws Exception {
        owned(ORDERS);
        SETTINGS.forEach(this::set);
        if (major == Major.V18) {
            set("transaction_timeout = '500ms'");
        }
        String before = shapes.dump();
        Engine engine = engineOf(shapes, EngineListener.NONE);
        Session old = shapes.session("old").begins().does("UPDATE orders SET total = 9 WHERE order_id = 1");

        CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> expanded(engine));
        await().until(() -> holdsTheLeaseFor(Duration.ofMillis(500)));
        old.commits();
        running.get(60, TimeUnit.SECONDS);
        engine.rollback(BothShapes.MIGRATION);

        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(engine.run(shapes.file(), Phase.VERIFY, List.of())).isInstanceOf(Outcome.Reached.class);
        engine.flag(BothShapes.MIGRATION, 100);
        engine.seal(BothShapes.MIGRATION, BothShapes.forced());
        assertThat(engine.contract(BothShapes.MIGRATION, BothShapes.forced())).isInstanceOf(Outcome.Reached.class);
        assertThat(shapes.ask(
                        "SELECT street, postcode FROM addresses JOIN orders ON address_id = id WHERE order_id = 1"))
                .isEqualTo("Elm St|100");
    }

    private Outcome expanded(Engine engine) {
        try {
            return engine.run(shapes.file(), Phase.VERIFY, List.of());
        } catch (dev.segue.migration.InvalidMigrationException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The session that holds the lease says nothing while a step is under way. */
    private boolean holdsTheLeaseFor(Duration time) {
        return "t".equals(shapes.ask("""
                SELECT count(*) > 0 FROM pg_stat_activity a JOIN pg_locks l ON l.pid = a.pid
                WHERE a.datname = current_database() AND a.usename = '%s' AND l.locktype = 'advisory'
                  AND a.state_change < clock_timestamp() - INTERVAL '%d milliseconds'
                """.formatted(ROLE, time.toMillis())));
    }

    @Test
    void a_role_that_may_have_too_few_sessions_is_told_so_and_nothing_is_changed() {
        owned(Given.ORDERS);
        shapes.does("ALTER ROLE " + ROLE + " CONNECTION LIMIT 1");
        String before = shapes.dump();

        assertThatThrownBy(() -> engineOf(shapes, EngineListener.NONE).run(shapes.file(), Phase.VERIFY, List.of()))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.next()).contains("--workers"))
                .hasMessageContaining("too many connections for role \"" + ROLE + "\"");
        assertThat(shapes.dump()).isEqualTo(before);
    }

    @Test
    void a_role_that_may_have_two_sessions_fills_with_one_worker_though_more_were_asked_for() throws Exception {
        owned(Given.ORDERS);
        shapes.does("ALTER ROLE " + ROLE + " CONNECTION LIMIT 2");
        HikariConfig config = new HikariConfig();
        config.setDataSource(shapes.dataSource());
        config.setUsername(ROLE);
        config.setMaximumPoolSize(6);
        config.setConnectionTimeout(1_000);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Engine engine = shapes.engine(pool, EngineSettings.standard().withWorkers(2), EngineListener.NONE);

            Outcome outcome = engine.run(shapes.file(), Phase.VERIFY, List.of());

            assertThat(outcome).isInstanceOf(Outcome.Reached.class);
        }
        shapes.agrees();
    }

    @Test
    void a_privilege_that_is_taken_away_in_the_middle_stops_the_run_which_goes_on_once_it_is_back() throws Exception {
        owned(Given.ORDERS);
        Engine engine = engineOf(shapes, EngineListener.NONE);
        engine.run(shapes.file(), Phase.EXPAND, List.of());
        shapes.does("ALTER TABLE orders OWNER TO CURRENT_USER", "REVOKE ALL ON orders FROM " + ROLE);

        assertThatThrownBy(() -> engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .isInstanceOfSatisfying(
                        SegueException.class,
                        e -> assertThat(e.next())
                                .contains("give Segue's role that privilege", "segue resume " + BothShapes.MIGRATION))
                .hasMessageContaining("permission denied for table orders")
                .hasMessageContaining("backfill");
        shapes.does("ALTER TABLE orders OWNER TO " + ROLE);

        assertThat(engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .isInstanceOf(Outcome.Reached.class);
        shapes.agrees();
    }
}
