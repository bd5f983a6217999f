package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;

/** Two engines at once in one database, and somebody else at work on the table. */
class TwoEnginesTest extends EveryServer {

    private static final Given WITH_SHOPS = Given.ORDERS.and("""
            CREATE TABLE shops (shop_id bigint PRIMARY KEY, name text, road text, town text);
            INSERT INTO shops SELECT n, 'N' || n, 'R' || n, 'T' || n FROM generate_series(1, 50) n;
            """);

    private static MigrationFile second(String table, String columns) {
        try {
            return MigrationFile.parse(Path.of("0008_second.yaml"), """
                    gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }
                    operations:
                      - extract_table: { from: %s, columns: [%s], into: places, reference: place_id }
                    """.formatted(table, columns));
        } catch (InvalidMigrationException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static Engine engine(BothShapes shapes) {
        return shapes.engine(EngineSettings.standard().withRowsPerRange(2), EngineListener.NONE);
    }

    /** {@return how each run ended: an outcome, or the exception it threw} */
    private static List<Object> atOnce(BothShapes shapes, MigrationFile... files) {
        CyclicBarrier together = new CyclicBarrier(files.length);
        List<CompletableFuture<Object>> runs = new ArrayList<>();
        for (MigrationFile file : files) {
            runs.add(CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            together.await();
                            return engine(shapes).run(file, Phase.VERIFY, List.of());
                        } catch (SegueException e) {
                            return e;
                        } catch (Exception e) {
                            throw new CompletionException(e);
                        }
                    },
                    task -> Thread.ofPlatform().daemon().start(task)));
        }
        return runs.stream().map(CompletableFuture::join).toList();
    }

    @Test
    void of_two_that_start_one_migration_at_once_one_drives_and_the_other_says_so() {
        BothShapes shapes = notBegun(Given.ORDERS);

        List<Object> ends = atOnce(shapes, shapes.file(), shapes.file(), shapes.file());

        assertThat(ends).anyMatch(Outcome.Reached.class::isInstance);
        assertThat(ends)
                .filteredOn(SegueException.class::isInstance)
                .allSatisfy(e -> assertThat(((SegueException) e)).hasMessageContaining("is driven by another process"));
        assertThat(shapes.engine().status(BothShapes.MIGRATION).state()).isEqualTo(new Lifecycle.BothLive());
        assertThat(shapes.engine().history(BothShapes.MIGRATION))
                .filteredOn(e -> e.kind().equals("start"))
                .hasSize(1);
        shapes.agrees();
    }

    @Test
    void who_begins_while_another_makes_the_journal_waits_for_it_longer_than_a_lock_timeout() {
        BothShapes shapes = notBegun(Given.ORDERS);
        Session other = shapes.session("another engine").does("BEGIN", "SELECT pg_advisory_xact_lock(386574, 0)");
        CompletableFuture<Outcome> run = CompletableFuture.supplyAsync(() -> {
            try {
                return engine(shapes).run(shapes.file(), Phase.VERIFY, List.of());
            } catch (InvalidMigrationException e) {
                throw new CompletionException(e);
            }
        });

        await().atMost(Duration.ofMinutes(1))
                .until(() -> run.isDone() || shapes.ask("""
                        SELECT count(*) FROM pg_locks
                        WHERE locktype = 'advisory' AND NOT granted AND waitstart < clock_timestamp() - interval '1.2 s'
                        """).equals("1"));
        other.commits();

        assertThat(run.join()).isInstanceOf(Outcome.Reached.class);
        shapes.agrees();
    }

    @Test
    void two_migrations_of_different_tables_go_side_by_side() {
        BothShapes shapes = notBegun(WITH_SHOPS);

        List<Object> ends = atOnce(shapes, shapes.file(), second("shops", "road, town"));

        assertThat(ends).allMatch(Outcome.Reached.class::isInstance);
        shapes.session("both")
                .does(
                        "UPDATE orders SET city = 'Jena'",
                        "UPDATE shops SET town = 'Jena'",
                        "UPDATE places SET road = road || '!'");
        shapes.agrees();
        assertThat(shapes.engine().verify("0008_second").clean()).isTrue();
        shapes.rollsBack();
        shapes.does("UPDATE shops SET town = 'Trier'");
        assertThat(shapes.engine().verify("0008_second").clean()).isTrue();
    }

    @Test
    void a_second_migration_of_the_same_column_is_refused_while_the_first_is_under_way() throws Exception {
        BothShapes shapes = live(Given.ORDERS);
        String before = shapes.dump();

        assertThatThrownBy(() -> engine(shapes).run(second("orders", "city"), Phase.VERIFY, List.of()))
                .hasMessageContaining("public.orders.city")
                .hasMessageContaining(BothShapes.MIGRATION);

        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(engine(shapes).run(second("orders", "customer"), Phase.VERIFY, List.of()))
                .as("each has columns of its own")
                .isInstanceOf(Outcome.Reached.class);
        shapes.agrees();
        shapes.seals();
        shapes.contracts();
    }

    @Test
    void a_table_that_is_held_against_everybody_at_the_start_is_named_with_who_holds_it() {
        BothShapes shapes = notBegun(Given.transformed("upper(zip)", "lower(postcode)"));
        Session vacuum = shapes.session("vacuum")
                .does(
                        "SET application_name = 'nightly vacuum full'",
                        "BEGIN",
                        "LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

        assertThatThrownBy(() -> engine(shapes).run(shapes.file(), Phase.VERIFY, List.of()))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.next()).contains("wait for that session"))
                .hasMessageContaining("could not be planned")
                .hasMessageContaining("nightly vacuum full");

        assertThat(shapes.ask("SELECT to_regnamespace('segue') IS NULL")).isEqualTo("t");
        vacuum.commits();
        shapes.runs(Phase.VERIFY).agrees();
    }
}
