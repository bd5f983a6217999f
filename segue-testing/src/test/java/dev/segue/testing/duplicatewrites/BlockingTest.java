package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Outcome;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import dev.segue.plan.Step;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * While a foreign session holds a transaction open on both tables, nobody waits for Segue longer than its lock timeout,
 * and Segue says whom it waits for. {@code -Dsegue.held=60} holds it for a minute in every phase.
 */
class BlockingTest extends EveryServer {

    private static final Duration HELD = Duration.ofSeconds(Integer.getInteger("segue.held", 3));

    private static final EngineSettings SETTINGS =
            EngineSettings.standard().withDeadline(HELD.plusSeconds(60)).withActor("test");

    private static final Given MANY = orders(5_000);

    private static final Given SOME = orders(500);

    private static Given orders(int number) {
        return Given.ORDERS.and(
                "INSERT INTO orders (street, city, zip) SELECT 'S' || n, 'C' || n, 'Z' || n FROM generate_series(1, %d) n;"
                        .formatted(number));
    }

    /** Who was waited for. */
    private static final class Waits implements EngineListener {
        private final Set<String> blockers = new ConcurrentSkipListSet<>();

        @Override
        public void waiting(String migration, Step step, int tries, List<String> held) {
            blockers.addAll(held);
        }

        boolean areToldOf(String application) {
            return blockers.stream().anyMatch(b -> b.contains(application));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Phase.class)
    void nobody_waits_for_segue_longer_than_its_lock_timeout(Phase phase) throws Exception {
        BothShapes shapes = before(phase);
        Waits waits = new Waits();
        Engine engine = shapes.engine(SETTINGS, waits);
        Session foreign = shapes.session("foreign").does("SET application_name = 'nightly report'");
        holds(foreign.begins(), shapes);
        try (BlockingSampler sampler = new BlockingSampler(shapes.session("sampler"));
                Traffic traffic = new Traffic(
                        shapes,
                        "UPDATE orders SET total = total + 1 WHERE order_id = 2",
                        "UPDATE orders SET total = total + 1 WHERE order_id > 1 AND order_id % 500 = 0",
                        "SELECT count(*) FROM orders")) {

            CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> run(engine, shapes, phase));
            await().atMost(Duration.ofSeconds(60)).until(() -> running.isDone() || waits.areToldOf("nightly report"));
            Thread.sleep(HELD);
            boolean waited = !running.isDone();
            foreign.commits();
            running.get(90, TimeUnit.SECONDS);

            sampler.close();
            traffic.close();
            sampler.sawNobodyWaitLongerThan(SETTINGS.lockTimeout());
            traffic.wentOn();
            assertThat(waited).as("it waited, and said so").isEqualTo(phase != Phase.VERIFY);
        }
    }

    @Test
    void an_index_that_waits_for_a_foreign_snapshot_says_so() throws Exception {
        BothShapes shapes = notBegun(SOME);
        Waits waits = new Waits();
        Engine engine = shapes.engine(SETTINGS, waits);
        // the snapshot is of another table: only the index waits for it
        Session foreign = shapes.session("foreign").does("CREATE TABLE apart (id int)");
        foreign.does(
                "SET application_name = 'nightly report'",
                "BEGIN ISOLATION LEVEL REPEATABLE READ",
                "SELECT count(*) FROM apart");

        CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> run(engine, shapes, Phase.EXPAND));
        await().atMost(Duration.ofSeconds(60)).until(() -> running.isDone() || waits.areToldOf("nightly report"));
        boolean waited = !running.isDone();
        foreign.commits();
        running.get(90, TimeUnit.SECONDS);

        assertThat(waited).isTrue();
    }

    @Test
    void the_backfill_names_nobody_who_only_reads() throws Exception {
        BothShapes shapes = unfilled(MANY);
        Waits waits = new Waits();
        Session foreign = shapes.session("foreign")
                .does(
                        "SET application_name = 'nightly report'",
                        "BEGIN ISOLATION LEVEL REPEATABLE READ",
                        "SELECT count(*) FROM orders");

        run(shapes.engine(SETTINGS, waits), shapes, Phase.BACKFILL);
        foreign.commits();

        assertThat(waits.areToldOf("nightly report")).isFalse();
    }

    /** One table after the other is locked: the waits for both together must stay within the limit. */
    @Test
    void the_waits_for_two_tables_do_not_add_up() throws Exception {
        BothShapes shapes = notBegun(SOME);
        Engine engine = shapes.engine(SETTINGS, new Waits());
        Session first = shapes.session("holds orders now and then");
        Session second = shapes.session("holds addresses");
        try (BlockingSampler sampler = new BlockingSampler(shapes.session("sampler"));
                Traffic traffic = new Traffic(shapes, "SELECT count(*) FROM orders", "UPDATE orders SET total = 1")) {
            CompletableFuture<Outcome> running = CompletableFuture.supplyAsync(() -> run(engine, shapes, Phase.EXPAND));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> "t".equals(shapes.ask("SELECT to_regclass('addresses') IS NOT NULL")));
            second.begins().does("LOCK TABLE addresses IN ROW EXCLUSIVE MODE");
            for (int round = 0; round < 20; round++) {
                first.does("BEGIN", "LOCK TABLE orders IN ROW EXCLUSIVE MODE", "SELECT pg_sleep(0.15)", "COMMIT");
            }
            second.commits();
            running.get(90, TimeUnit.SECONDS);

            sampler.close();
            traffic.close();
            sampler.sawNobodyWaitLongerThan(SETTINGS.lockTimeout());
            traffic.wentOn();
        }
    }

    private static void holds(Session foreign, BothShapes shapes) {
        foreign.does("UPDATE orders SET total = total WHERE order_id = 1");
        if ("t".equals(shapes.ask("SELECT to_regclass('addresses') IS NOT NULL"))) {
            foreign.does("SELECT id FROM addresses ORDER BY id LIMIT 1 FOR UPDATE");
        }
    }

    /** {@return a database that stands before a phase} */
    private BothShapes before(Phase phase) {
        return switch (phase) {
            case EXPAND -> notBegun(MANY);
            case BACKFILL -> unfilled(MANY);
            case VERIFY -> unfilled(SOME).runs(Phase.BACKFILL);
            case SEAL, ROLLBACK -> live(SOME);
            case UNSEAL, CONTRACT -> {
                BothShapes shapes = live(SOME);
                shapes.seals();
                yield shapes;
            }
        };
    }

    private static Outcome run(Engine engine, BothShapes shapes, Phase phase) {
        try {
            return switch (phase) {
                case EXPAND, BACKFILL, VERIFY -> engine.run(shapes.file(), phase, List.of());
                case SEAL -> {
                    engine.flag(BothShapes.MIGRATION, 100);
                    yield engine.seal(BothShapes.MIGRATION, BothShapes.forced());
                }
                case UNSEAL -> engine.unseal(BothShapes.MIGRATION);
                case CONTRACT -> engine.contract(BothShapes.MIGRATION, BothShapes.forced());
                case ROLLBACK -> engine.rollback(BothShapes.MIGRATION);
            };
        } catch (InvalidMigrationException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }
}
