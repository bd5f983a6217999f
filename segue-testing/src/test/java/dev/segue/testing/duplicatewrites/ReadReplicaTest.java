package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A primary with a hot standby that sends feedback. The standby is a copy of the primary's stopped data directory. */
class ReadReplicaTest {

    private static final String IN_STEP = "SELECT count(*) FROM orders o LEFT JOIN addresses a ON a.id = o.address_id"
            + " WHERE (o.street, o.city, o.zip) IS DISTINCT FROM (a.street, a.city, a.zip)"
            + " AND o.address_id IS NOT NULL";

    @TempDir
    static Path directory;

    private static EmbeddedServer primary;
    private static EmbeddedServer standby;

    private BothShapes shapes;

    @BeforeAll
    static void start() throws IOException {
        Path data = directory.resolve("primary");
        int port = freePort();
        startPrimary(data, port).close();
        Path copy = directory.resolve("standby");
        copy(data, copy);
        Files.createFile(copy.resolve("standby.signal"));
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=%d user=%s'\n".formatted(port, EmbeddedServer.USER),
                StandardOpenOption.APPEND);
        primary = startPrimary(data, port);
        standby = EmbeddedServer.start(
                Majors.one(),
                options -> options.dataDirectory(copy)
                        .setting("hot_standby_feedback", "on")
                        .setting("wal_receiver_status_interval", "1s"));
    }

    private static EmbeddedServer startPrimary(Path data, int port) {
        return EmbeddedServer.start(
                Majors.one(), options -> options.dataDirectory(data).port(port).setting("wal_keep_size", "256MB"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : all.toList()) {
                Files.copy(each, to.resolve(from.relativize(each).toString()), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @AfterAll
    static void stop() {
        standby.close();
        primary.close();
    }

    @BeforeEach
    void orders() {
        shapes = BothShapes.notBegun(primary, Given.ORDERS);
        catchesUp();
    }

    @AfterEach
    void drop() {
        shapes.close();
    }

    private void catchesUp() {
        String written = shapes.ask("SELECT pg_current_wal_insert_lsn()");
        await().until(() ->
                "t".equals(shapes.ask("SELECT bool_and(replay_lsn >= '" + written + "') FROM pg_stat_replication")));
    }

    private String onStandby(String sql) throws SQLException {
        try (Connection connection = standby.dataSource(shapes.database()).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    @Test
    void segue_on_the_standby_is_refused_with_the_reason_and_what_comes_next() {
        var engine =
                shapes.engine(standby.dataSource(shapes.database()), EngineSettings.standard(), EngineListener.NONE);

        List<ThrowingCallable> attempts = List.of(
                () -> engine.plan(shapes.file()),
                () -> engine.run(shapes.file(), Phase.VERIFY, List.of()),
                engine::settle,
                () -> engine.rollback(BothShapes.MIGRATION));

        for (ThrowingCallable attempt : attempts) {
            assertThatThrownBy(attempt)
                    .isInstanceOfSatisfying(
                            SegueException.class,
                            e -> assertThat(e.next()).startsWith("connect Segue to the primary server"))
                    .hasMessageContaining("this server is a read replica");
        }
        assertThat(shapes.ask("SELECT to_regnamespace('segue') IS NULL")).isEqualTo("t");
    }

    @Test
    void readers_of_the_standby_see_both_shapes_in_step_through_the_whole_migration() throws Exception {
        AtomicInteger reads = new AtomicInteger();
        AtomicInteger different = new AtomicInteger();
        Traffic writers = new Traffic(
                shapes,
                "UPDATE orders SET city = 'C' || clock_timestamp() WHERE order_id = 1",
                "UPDATE orders SET zip = 'Z' || clock_timestamp() WHERE order_id IN (2, 3)");
        shapes.runs(Phase.VERIFY);
        catchesUp();
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            try {
                while (reads.incrementAndGet() < 200) {
                    different.addAndGet(Integer.parseInt(onStandby(IN_STEP)));
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        });
        reading.get(60, TimeUnit.SECONDS);
        writers.close();

        writers.wentOn();
        assertThat(different).as("rows that differed on the standby").hasValue(0);
        shapes.agrees();
        shapes.seals();
        catchesUp();
        assertThat(onStandby("SELECT count(city) FROM addresses")).isEqualTo("3");
        shapes.contracts();
        catchesUp();
        assertThat(onStandby("SELECT count(*) FROM orders JOIN addresses ON id = address_id"))
                .isEqualTo("3");
    }

    @Test
    void a_long_transaction_on_the_standby_holds_no_phase_up() throws Exception {
        try (Connection connection = standby.dataSource(shapes.database()).getConnection();
                Statement report = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            report.execute("SELECT count(*) FROM pg_class");
            await().until(() ->
                    "t".equals(shapes.ask("SELECT bool_and(backend_xmin IS NOT NULL) FROM pg_stat_replication")));

            shapes.runs(Phase.VERIFY).agrees();
            shapes.seals();
            shapes.contracts();

            report.execute("SELECT count(*) FROM pg_class");
            connection.commit();
        }
        catchesUp();
        assertThat(onStandby("SELECT count(*) FROM addresses")).isEqualTo("3");
    }
}
