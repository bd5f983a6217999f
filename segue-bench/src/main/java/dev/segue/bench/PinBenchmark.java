package dev.segue.bench;

import dev.segue.client.duplicate.DuplicateWrite;
import dev.segue.client.duplicate.DuplicateWrites;
import dev.segue.postgresql.PostgresqlModule;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * What it costs to be pinned: transactions per second of an application that writes both shapes, with and without
 * {@link DuplicateWrites}. The ways take turns, in slices of a second.
 */
public final class PinBenchmark {

    private static final String DATABASE = "segue_bench_pin";
    private static final String MIGRATION = "0001_bench";
    private static final int CLIENTS = 4;
    private static final int ROWS = 100_000;
    private static final long SLICE = TimeUnit.SECONDS.toNanos(1);

    private enum Way {
        OLD_ONLY,
        BOTH,
        BOTH_PINNED
    }

    private PinBenchmark() {}

    /** Options as of {@link ExtractTableBenchmark}. */
    public static void main(String... arguments) throws Exception {
        BenchmarkOptions options = BenchmarkOptions.parse(List.of(arguments));
        try (BenchmarkServer server = BenchmarkServer.of(options.url())) {
            Databases databases = new Databases(server.url());
            databases.copy("template1", DATABASE);
            prepare(databases);
            Map<Way, List<Double>> rates = new EnumMap<>(Way.class);
            for (int run = 0; run <= options.runs(); run++) {
                for (Way way : Way.values()) {
                    double rate = rate(databases, way);
                    if (run > 0) { // the first warms up
                        rates.computeIfAbsent(way, w -> new ArrayList<>()).add(rate);
                    }
                }
            }
            rates.forEach((way, all) -> System.out.printf("%-12s %,8.0f tps %s%n", way, median(all), all));
            System.out.printf(
                    "pinned / not pinned: %.3f%n",
                    median(rates.getOrDefault(Way.BOTH_PINNED, List.of()))
                            / median(rates.getOrDefault(Way.BOTH, List.of())));
            databases.drop(DATABASE);
        }
    }

    private static void prepare(Databases databases) throws SQLException {
        try (Connection connection = databases.of(DATABASE).getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            new PostgresqlModule().journal().install(connection);
            statement.execute("""
                    CREATE TABLE orders (id bigint PRIMARY KEY, street text);
                    CREATE TABLE addresses (order_id bigint PRIMARY KEY, street text);
                    INSERT INTO orders SELECT n, 'Elm St' FROM generate_series(1, %d) n;
                    INSERT INTO addresses SELECT * FROM orders;
                    INSERT INTO segue.migration (name, attempt, state, checksum, file, plan)
                    VALUES ('%2$s', 1, 'BOTH_LIVE', '', '', '');
                    SELECT segue.begin_stages('%2$s', '%2$s', 'bench');
                    SELECT segue.move_stage('%2$s', 'DUAL_WRITE', 'bench');
                    SELECT segue.register('bench', 'bench', '1', '1 day')""".formatted(ROWS, MIGRATION));
            connection.commit();
        }
    }

    private static double rate(Databases databases, Way way) throws Exception {
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                int seed = client;
                counts.add(clients.submit(() -> transactions(databases, way, new Random(seed))));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum / (SLICE / 1e9);
        }
    }

    private static long transactions(Databases databases, Way way, Random random) throws SQLException {
        try (Connection connection = databases.of(DATABASE).getConnection()) {
            connection.setAutoCommit(false);
            long[] order = {0};
            DuplicateWrite<Integer> pinned = new DuplicateWrites(MIGRATION, () -> 1)
                    .named("orders.move")
                    .oldShape(c -> old(c, order[0]))
                    .newShape(c -> fresh(c, order[0]));
            long done = 0;
            for (long end = System.nanoTime() + SLICE; System.nanoTime() - end < 0; done++) {
                order[0] = 1 + random.nextInt(ROWS);
                switch (way) {
                    case OLD_ONLY -> old(connection, order[0]);
                    case BOTH -> {
                        old(connection, order[0]);
                        fresh(connection, order[0]);
                    }
                    case BOTH_PINNED -> pinned.run(connection);
                }
                connection.commit();
            }
            return done;
        }
    }

    /** Reads, then writes, as a usual transaction does. */
    private static int old(Connection connection, long order) throws SQLException {
        try (PreparedStatement read =
                connection.prepareStatement("SELECT street FROM orders WHERE id = ? FOR UPDATE")) {
            read.setLong(1, order);
            try (ResultSet row = read.executeQuery()) {
                row.next();
            }
        }
        return update(connection, "UPDATE orders SET street = 'Fir St' WHERE id = ?", order);
    }

    private static int fresh(Connection connection, long order) throws SQLException {
        return update(connection, "UPDATE addresses SET street = 'Fir St' WHERE order_id = ?", order);
    }

    private static int update(Connection connection, String sql, long order) throws SQLException {
        try (PreparedStatement write = connection.prepareStatement(sql)) {
            write.setLong(1, order);
            return write.executeUpdate();
        }
    }

    private static double median(List<Double> rates) {
        double[] sorted =
                rates.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
