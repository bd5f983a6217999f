package dev.segue.testing.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.client.ClientSettings;
import dev.segue.client.Migration;
import dev.segue.client.PushSettings;
import dev.segue.client.Segue;
import dev.segue.client.Shapes;
import dev.segue.client.Stage;
import dev.segue.client.Timing;
import dev.segue.client.duplicate.DuplicateWrite;
import dev.segue.client.duplicate.StaleInstanceException;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Where the stages begin and end, a duplicate write meets no fence, or one of which its process does not know. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class PinWithoutFenceTest {

    /** Hears of the end soon, and keeps its lease whatever else the machine does. */
    private static final ClientSettings OFTEN = ClientSettings.of("orders", "v2")
            .withTiming(Timing.standard()
                    .withPoll(Duration.ofMillis(20))
                    .withHeartbeat(Duration.ofMillis(100), Duration.ofMinutes(1)));

    private static final ClientSettings SELDOM = OFTEN.withPush(PushSettings.off())
            .withTiming(Timing.standard()
                    .withPoll(Duration.ofMinutes(1))
                    .withHeartbeat(Duration.ofMinutes(1), Duration.ofMinutes(2)));

    @Parameter
    Major major;

    private StagedDatabase database;
    private Connection connection;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @BeforeEach
    void aTransaction() throws SQLException {
        database = new StagedDatabase(major);
        connection = database.source().getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void nobodyTakesTheFenceAwayBetweenTheLookAtItAndItsLock() throws Exception {
        try (Segue segue = Segue.open(database.source(), OFTEN)) {
            Migration migration = segue.migration(StagedDatabase.MIGRATION, Shapes.BOTH);
            DuplicateWrite<String> write = write(migration);
            Writer writer = new Writer(write);

            endStages();
            await().until(() -> migration.state().equals("ROLLED_BACK"));
            await().during(Duration.ofMillis(500)).until(() -> swept().contains("orders"));

            assertThat(writer.goesOn()).isEqualTo("old");
            connection.commit();
            await().until(() -> swept().equals("null"));
            assertThat(run(write, connection)).isEqualTo("old");
        }
    }

    @Test
    void whoKnowsOfTheEndWritesOnWhenTheFenceGoesBetweenTheLookAtItAndItsLock() throws Exception {
        try (Segue segue = Segue.open(database.source(), OFTEN)) {
            Migration migration = segue.migration(StagedDatabase.MIGRATION, Shapes.BOTH);
            DuplicateWrite<String> write = write(migration);
            endStages();
            await().until(() -> migration.state().equals("ROLLED_BACK"));

            Writer writer = new Writer(write);
            await().until(() -> swept().equals("null"));

            assertThat(writer.goesOn()).isEqualTo("old");
            connection.commit();
            assertThat(run(write, connection)).isEqualTo("old");
        }
    }

    @Test
    void whoSleptThroughItsLeaseAndTheEndIsToldToTryAgain() throws SQLException {
        try (Segue segue = Segue.open(database.source(), SELDOM)) {
            DuplicateWrite<String> write = write(segue.migration(StagedDatabase.MIGRATION, Shapes.BOTH));
            database.does("UPDATE segue.instance SET lease_until = clock_timestamp()");
            endStages();
            assertThat(swept()).isEqualTo("null");

            assertThatThrownBy(() -> write.run(connection)).isInstanceOf(StaleInstanceException.class);
        }
    }

    /** The journal was made after the process had started, and the process does not look again by itself. */
    @Test
    void whoIsNotRegisteredYetIsWhenItFindsAFence() throws SQLException {
        database.does("ALTER SCHEMA segue RENAME TO not_made_yet");
        try (Segue segue = Segue.open(database.source(), SELDOM)) {
            List<String> shapes = new ArrayList<>();
            DuplicateWrite<Boolean> write = segue.expect(StagedDatabase.MIGRATION, Shapes.BOTH)
                    .duplicateWrite("orders.place")
                    .oldShape(c -> shapes.add("old"))
                    .newShape((c, old) -> shapes.add("new"));
            write.run(connection);
            connection.rollback();

            database.does("ALTER SCHEMA not_made_yet RENAME TO segue");
            database.move(Stage.DUAL_WRITE);

            write.run(connection);

            assertThat(shapes).containsExactly("old", "old", "new");
        }
    }

    private static DuplicateWrite<String> write(Migration migration) {
        return migration.duplicateWrite("orders.place").oldShape(c -> "old").newShape((c, old) -> "new");
    }

    private void endStages() {
        database.does("UPDATE segue.migration SET state = 'ROLLED_BACK'; SELECT segue.end_stages('%s')"
                .formatted(StagedDatabase.MIGRATION));
    }

    private static String run(DuplicateWrite<String> write, Connection within) {
        try {
            return write.run(within);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return who keeps the fence from being taken away; the word null once it is} */
    private String swept() {
        return database.asks("SELECT segue.sweep_stages('" + StagedDatabase.MIGRATION + "')");
    }

    /** Writes on the test's connection, and stops where it is about to lock the fence. */
    private final class Writer {
        private final CountDownLatch looked = new CountDownLatch(1);
        private final CountDownLatch mayLock = new CountDownLatch(1);
        private final CompletableFuture<String> written;

        /** Has looked for the fence. */
        Writer(DuplicateWrite<String> write) throws InterruptedException {
            Connection stopping = (Connection) Proxy.newProxyInstance(
                    Connection.class.getClassLoader(),
                    new Class<?>[] {Connection.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("prepareStatement")
                                && arguments[0].toString().startsWith("LOCK TABLE")) {
                            looked.countDown();
                            assertThat(mayLock.await(20, TimeUnit.SECONDS)).isTrue();
                        }
                        return method.invoke(connection, arguments);
                    });
            this.written = CompletableFuture.supplyAsync(() -> run(write, stopping));
            assertThat(looked.await(20, TimeUnit.SECONDS)).isTrue();
        }

        /** {@return what was written in the end} */
        String goesOn() {
            mayLock.countDown();
            return written.orTimeout(60, TimeUnit.SECONDS).join();
        }
    }
}
