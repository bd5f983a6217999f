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
import java.io.OutputStream;
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

    private static final int BLOCK = 8192;
    private static final int BLOCKS_LEFT = 400;

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

    /**
     * Leaves room for some ranges of the backfill and not for all. The file is none of the server's: on a full disk any
     * statement of the test's own may fail, also one that would make room. Of blocks of the server's there is a whole number.
     */
    private void fillTheDisk() throws IOException, SQLException {
        administers("CHECKPOINT"); // what is written already takes its room first
        long blocks = Files.getFileStore(disk).getUsableSpace() / BLOCK - BLOCKS_LEFT;
        try (OutputStream ballast = Files.newOutputStream(disk.resolve("ballast"))) {
            for (long n = 0; n < blocks; n++) {
                ballast.write(new byte[BLOCK]);
            }
        }
    }

    private void makeRoom() throws IOException {
        Files.delete(disk.resolve("ballast"));
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

        makeRoom();
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
        makeRoom();

        engine.rollback(BothShapes.MIGRATION);

        assertThat(shapes.dump()).isEqualTo(before);
    }
}
