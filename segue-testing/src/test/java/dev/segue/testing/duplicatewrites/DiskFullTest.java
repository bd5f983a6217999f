package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database on a disk of 48 MB, which only root can mount; skipped for others. */
class DiskFullTest extends EveryServer {

    private static final Given ORDERS = Given.ORDERS.and("""
            INSERT INTO orders (order_id, street, city, zip)
            SELECT n, 'S' || n || repeat('.', 100), 'C' || n, 'Z' || n FROM generate_series(100, 20099) n;
            """);

    @TempDir
    static Path directory;

    private EmbeddedServer server;
    private Path disk;
    private BothShapes shapes;

    @BeforeEach
    void mount() throws Exception {
        server = SharedServers.of(major);
        disk = Files.createTempDirectory(directory, "disk");
        assumeThat(succeeds("mount", "-t", "tmpfs", "-o", "size=48m,mode=700", "tmpfs", disk.toString()))
                .as("mounting a small disk needs root")
                .isTrue();
        Path tablespace = Files.createDirectory(
                disk.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        administers("CREATE TABLESPACE small LOCATION '" + tablespace + "'");
        administers("CREATE DATABASE on_small TEMPLATE template0 TABLESPACE small");
        shapes = BothShapes.notBegun(server, "on_small", ORDERS);
    }

    @AfterEach
    void unmount() throws Exception {
        if (shapes != null) {
            shapes.close();
            administers("CHECKPOINT");
            administers("DROP TABLESPACE small");
        }
        succeeds("umount", disk.toString());
    }

    private void administers(String statement) throws SQLException {
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement made = connection.createStatement()) {
            made.execute(statement);
        }
    }

    private static boolean succeeds(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }

    /** Takes all room there is, then gives a little of it back: the backfill begins, and does not end. */
    private void fillTheDisk() {
        // enough for some ranges of all workers, whatever the server itself writes meanwhile, and not for all
        shapes.does("CREATE TABLE little AS SELECT repeat(md5(n::text), 30) FROM generate_series(1, 3000) n");
        shapes.does("CREATE TABLE ballast (line text)");
        for (int rows : new int[] {1000, 10}) {
            String more = "INSERT INTO ballast SELECT repeat(md5(n::text), 30) FROM generate_series(1, " + rows + ") n";
            try (Connection connection = shapes.connection();
                    Statement statement = connection.createStatement()) {
                while (true) {
                    statement.execute(more);
                }
            } catch (SQLException e) {
                // now and then an internal error comes first; the disk is full all the same
                assertThat(e.getSQLState()).isIn("53100", "XX000");
            }
        }
        shapes.does("DROP TABLE little");
    }

    @Test
    void a_full_disk_stops_the_backfill_with_the_reason_and_it_goes_on_once_there_is_room() throws Exception {
        Engine engine = shapes.engine(EngineSettings.standard().withRowsPerRange(500), EngineListener.NONE);
        engine.run(shapes.file(), Phase.EXPAND, List.of());
        fillTheDisk();

        assertThatThrownBy(() -> engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .isInstanceOfSatisfying(
                        SegueException.class,
                        e -> assertThat(e.next())
                                .isEqualTo("make room on the server's disk, then segue resume " + BothShapes.MIGRATION))
                .hasMessageStartingWith(BothShapes.MIGRATION + ", backfill (fill: ")
                .hasMessageContaining("No space left on device (SQLSTATE 53100)");
        long filled = Long.parseLong(shapes.addresses());
        assertThat(filled).as("rows that were filled before").isBetween(1L, 20_000L);
        assertThat(shapes.ask("SELECT count(*) FROM orders WHERE street IS NOT NULL"))
                .isEqualTo("20003");

        shapes.does("DROP TABLE ballast");
        Outcome outcome = engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of());

        assertThat(outcome).isInstanceOf(Outcome.Reached.class);
        assertThat(shapes.addresses()).isEqualTo("20003");
        assertThat(engine.verify(BothShapes.MIGRATION).clean()).isTrue();
        assertThat(shapes.notes()).isEqualTo("0");
    }

    @Test
    void a_migration_that_found_the_disk_full_can_be_rolled_back_once_there_is_room() throws Exception {
        String before = shapes.dump();
        Engine engine = shapes.engine(EngineSettings.standard().withRowsPerRange(500), EngineListener.NONE);
        engine.run(shapes.file(), Phase.EXPAND, List.of());
        fillTheDisk();
        assertThatThrownBy(() -> engine.proceed(BothShapes.MIGRATION, Phase.VERIFY, List.of()))
                .isInstanceOf(SegueException.class);
        shapes.does("DROP TABLE ballast");

        engine.rollback(BothShapes.MIGRATION);

        assertThat(shapes.dump()).isEqualTo(before);
    }
}
