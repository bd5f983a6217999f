package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real PgBouncer in transaction mode. Skipped where it is not installed; {@link PoolerTest} needs nothing. */
class PgBouncerTest extends EveryServer {

    @TempDir
    Path directory;

    private PgBouncer bouncer;

    @BeforeEach
    void start() throws Exception {
        assumeThat(PgBouncer.isInstalled())
                .as("PgBouncer is not installed (Debian: apt-get install pgbouncer)")
                .isTrue();
        bouncer = PgBouncer.before(SharedServers.of(major).port(), EmbeddedServer.USER, 3, directory);
    }

    @AfterEach
    void stop() {
        if (bouncer != null) {
            bouncer.close();
        }
    }

    @Test
    void segue_behind_it_is_refused_with_the_reason_and_nothing_is_changed() {
        BothShapes shapes = notBegun(Given.ORDERS);
        String before = shapes.dump();
        Engine engine =
                shapes.engine(bouncer.dataSource(shapes.database()), EngineSettings.standard(), EngineListener.NONE);

        assertThatThrownBy(() -> engine.run(shapes.file(), Phase.VERIFY, List.of()))
                .isInstanceOfSatisfying(
                        SegueException.class, e -> assertThat(e.next()).contains("the application may use any pooler"))
                .hasMessageContaining("pooler in transaction mode");

        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(shapes.ask("SELECT to_regnamespace('segue') IS NULL")).isEqualTo("t");
    }

    @Test
    void segue_behind_it_is_refused_also_when_a_migration_is_under_way() {
        BothShapes shapes = unfilled(Given.ORDERS);
        Engine engine =
                shapes.engine(bouncer.dataSource(shapes.database()), EngineSettings.standard(), EngineListener.NONE);

        assertThatThrownBy(() -> engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .hasMessageContaining("pooler in transaction mode");
        assertThatThrownBy(() -> engine.rollback(BothShapes.MIGRATION))
                .hasMessageContaining("pooler in transaction mode");
        shapes.runs(Phase.VERIFY).agrees();
    }

    @Test
    void the_application_behind_it_works_through_a_whole_migration() {
        BothShapes shapes = notBegun(Given.ORDERS);
        Clients old = new Clients("UPDATE orders SET city = 'old %d', total = total + 1 WHERE order_id = %d");
        old.start(bouncer.dataSource(shapes.database()), "SELECT street, city, zip FROM orders");
        shapes.runs(Phase.VERIFY);
        Clients fresh = new Clients(
                "UPDATE addresses SET zip = 'new %d' WHERE id = (SELECT address_id FROM orders WHERE order_id = %d)");
        fresh.start(
                bouncer.dataSource(shapes.database()),
                "SELECT a.city FROM orders JOIN addresses a ON a.id = address_id");
        old.doMore();
        fresh.doMore();
        old.stop();

        shapes.agrees();
        shapes.seals();
        fresh.doMore();
        shapes.contracts();
        fresh.doMore();
        fresh.stop();

        assertThat(shapes.ask("SELECT count(*) FROM addresses WHERE city ~ '^old' AND zip ~ '^new'"))
                .isEqualTo("3");
        assertThat(shapes.ask("SELECT sum(total) FROM orders")).isEqualTo(old.done.get() + ".00");
    }

    /** Clients of one shape, each with a connection to the pooler and short transactions of two statements. */
    private static final class Clients {

        private final String write;
        private final List<CompletableFuture<Void>> running = new ArrayList<>();
        private final AtomicInteger done = new AtomicInteger();
        private volatile boolean stopped;

        Clients(String write) {
            this.write = write;
        }

        void start(DataSource source, String read) {
            for (int order = 1; order <= 3; order++) {
                int own = order;
                running.add(CompletableFuture.runAsync(
                        () -> repeat(source, read, own),
                        task -> Thread.ofPlatform().daemon().start(task)));
            }
        }

        private void repeat(DataSource source, String read, int order) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                while (!stopped) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(read);
                        statement.execute(write.formatted(done.get(), order));
                    }
                    connection.commit();
                    done.incrementAndGet();
                }
            } catch (SQLException e) {
                throw new AssertionError(write + " failed: " + e.getMessage(), e);
            }
        }

        /** Waits until each client has surely begun and ended a transaction; none may have failed. */
        void doMore() {
            int before = done.get();
            await().until(() -> done.get() > before + 30 || running.stream().anyMatch(CompletableFuture::isDone));
            assertThat(running).noneMatch(CompletableFuture::isCompletedExceptionally);
        }

        void stop() {
            stopped = true;
            CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
        }
    }
}
