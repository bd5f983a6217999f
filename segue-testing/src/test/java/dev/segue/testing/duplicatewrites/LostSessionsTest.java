package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.Progress;
import dev.segue.engine.SegueException;
import dev.segue.plan.Phase;
import dev.segue.plan.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An administrator, or the network, ends sessions of Segue's in the middle. What a killed engine leaves: the kill harness. */
class LostSessionsTest extends EveryServer {

    private static final EngineSettings SETTINGS =
            EngineSettings.standard().withWorkers(2).withRowsPerRange(2).withActor("test");

    private static final String HOLDS_THE_LEASE =
            "EXISTS (SELECT FROM pg_locks l WHERE l.pid = a.pid AND l.locktype = 'advisory')";

    private static final Given MANY = Given.ORDERS.and(
            "INSERT INTO orders (street, city, zip) SELECT 'S' || n, 'C' || n, 'Z' || n FROM generate_series(1, 200) n;");

    private static String ended(BothShapes shapes, String which) {
        return shapes.ask("""
                SELECT count(pg_terminate_backend(a.pid)) FROM pg_stat_activity a
                WHERE a.datname = current_database() AND a.application_name = '%s' AND %s
                """.formatted(BothShapes.SEGUE, which));
    }

    private static CompletableFuture<Outcome> proceeds(Engine engine) {
        return CompletableFuture.supplyAsync(() -> engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()));
    }

    private static void fillsAllButWhatIsHeld(BothShapes shapes) {
        await().until(() -> "202".equals(shapes.addresses()));
    }

    @Test
    void workers_whose_sessions_are_ended_go_on_with_new_ones() throws Exception {
        BothShapes shapes = unfilled(MANY);
        Session old = shapes.session("old").begins().does("UPDATE orders SET total = 9 WHERE order_id = 1");
        CompletableFuture<Outcome> running = proceeds(shapes.engine(SETTINGS, EngineListener.NONE));
        fillsAllButWhatIsHeld(shapes);

        for (int times = 0; times < 3; times++) {
            await().until(() -> !"0".equals(ended(shapes, "NOT " + HOLDS_THE_LEASE)));
        }
        old.commits();

        assertThat(running.get(60, TimeUnit.SECONDS)).isInstanceOf(Outcome.Reached.class);
        assertThat(shapes.addresses()).isEqualTo("203");
        shapes.agrees();
    }

    @Test
    void an_engine_that_lost_all_its_sessions_stops_and_says_what_comes_next() {
        BothShapes shapes = unfilled(MANY);
        Session old = shapes.session("old").begins().does("UPDATE orders SET total = 9 WHERE order_id = 1");
        Engine engine = shapes.engine(SETTINGS, EngineListener.NONE);
        CompletableFuture<Outcome> running = proceeds(engine);
        fillsAllButWhatIsHeld(shapes);

        ended(shapes, "true");
        old.commits();

        assertThatThrownBy(() -> running.get(60, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        SegueException.class,
                        e -> assertThat(e.next()).isEqualTo("segue resume " + BothShapes.MIGRATION))
                .hasMessageContaining("the session that holds the lease was lost");
        assertThat(engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .isInstanceOf(Outcome.Reached.class);
        assertThat(shapes.addresses()).isEqualTo("203");
        shapes.agrees();
    }

    @Test
    void a_comparison_whose_sessions_are_ended_goes_on_with_new_ones() throws Exception {
        BothShapes shapes = unfilled(MANY);
        EngineListener ends = new EngineListener() {
            private final AtomicBoolean once = new AtomicBoolean();

            @Override
            public void progressed(Progress progress) {
                if (progress.step().startsWith("compare") && once.compareAndSet(false, true)) {
                    ended(shapes, "NOT " + HOLDS_THE_LEASE);
                }
            }
        };

        Outcome outcome = proceeds(shapes.engine(SETTINGS, ends)).get(60, TimeUnit.SECONDS);

        assertThat(outcome.state()).isEqualTo(new Lifecycle.BothLive());
        assertThat(shapes.engine().status(BothShapes.MIGRATION).comparison().rows())
                .isEqualTo(204);
    }

    @Test
    void an_engine_that_lost_its_lease_does_not_write_over_what_another_one_has_reached() {
        BothShapes shapes = unfilled(MANY);
        Engine other = shapes.engine();
        EngineListener another = new EngineListener() {
            @Override
            public void stepStarted(String migration, Step step) {
                if (step instanceof Step.Compare && step.phase() == Phase.VERIFY) {
                    ended(shapes, HOLDS_THE_LEASE);
                    await().until(() ->
                            other.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()) instanceof Outcome.Reached);
                    other.rollback(BothShapes.MIGRATION);
                    shapes.runs(Phase.BACKFILL);
                }
            }
        };

        assertThatThrownBy(
                        () -> shapes.engine(SETTINGS, another).proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("lease");

        assertThat(other.status(BothShapes.MIGRATION).state()).isEqualTo(new Lifecycle.Verifying());
    }
}
