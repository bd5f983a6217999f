package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.orders.OrdersSchema;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory does not grow with the table: a JVM with a heap of 64 MB extracts as many rows as one likes. */
class SmallHeapTest {

    /** {@code -Dsegue.rows=1000000} asks for more than every run does. */
    private static final long ROWS = Long.getLong("segue.rows", 200_000);

    private final EmbeddedServer server = SharedServers.of(Majors.one());

    @Test
    void aWholeMigrationFitsIntoSixtyFourMegabytes(@TempDir Path directory) throws Exception {
        String database = server.freshDatabase("small_heap");
        OrdersSchema schema = OrdersSchema.standard(ROWS);
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(schema.schemaSql() + schema.fillSql());
        }
        Path output = directory.resolve("output");

        long start = System.nanoTime();
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        SmallHeapMigration.class.getName(),
                        server.url(database),
                        Long.toString(ROWS))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(15 + ROWS / 100_000, TimeUnit.MINUTES);
        process.destroyForcibly();

        assertThat(ended && process.exitValue() == 0)
                .as(Files.readString(output))
                .isTrue();
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT count(*) FROM public.orders o JOIN public.addresses a ON a.id = o.address_id")) {
            row.next();
            assertThat(row.getLong(1)).isEqualTo(ROWS);
        }
        System.out.printf(
                "%,d rows extracted with -Xmx64m in %d s%n%s",
                ROWS, TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start), Files.readString(output));
        server.dropDatabase(database);
    }
}
