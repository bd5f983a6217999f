package dev.segue.bench;

import dev.segue.engine.Engine;
import dev.segue.testing.orders.OrdersSchema;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Old and new code at once: half of the clients update orders in the order of their keys, the other half addresses in the
 * opposite order. The database is one whose shapes are in step.
 */
final class ConcurrentWrites {

    private static final int CLIENTS = 16;
    private static final long NANOS = 2_000_000_000L;

    /** What a session executes before anything is counted: by then its functions are compiled and planned. */
    private static final int WARM_UP = 60;

    /** Who keeps the other shape in step. Each way has rows of its own. */
    private enum Way {
        NOBODY("nobody keeps the other shape"),
        APPLICATION("an application that writes both shapes"),
        SEGUE("Segue");

        private final String words;

        Way(String words) {
            this.words = words;
        }

        long row(long number) {
            return 1 + number * values().length + ordinal();
        }
    }

    private final Databases databases;
    private final String database;
    private final Engine engine;
    private final OrdersSchema schema;
    private final long[] addressOfOrder;
    private final AtomicLong deadlocks = new AtomicLong();
    private final AtomicLong errors = new AtomicLong();

    ConcurrentWrites(Databases databases, String database, Engine engine, OrdersSchema schema) throws SQLException {
        this.databases = databases;
        this.database = database;
        this.engine = engine;
        this.schema = schema;
        this.addressOfOrder = new long[(int) schema.rows() + 1];
        try (Connection connection = databases.of(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT id, address_id FROM public.orders")) {
            while (row.next()) {
                addressOfOrder[(int) row.getLong(1)] = row.getLong(2);
            }
        }
    }

    void measure(int runs, Ratios ratios) throws Exception {
        measure(runs, ratios, "");
        // the worst case: nothing is left to hide the work behind
        databases.execute(database, "ALTER DATABASE " + database + " SET synchronous_commit = off");
        measure(runs, ratios, ", commits do not wait for the disk");
        inStep();
    }

    private void measure(int runs, Ratios ratios, String commits) throws Exception {
        long spread = Math.min(100_000, schema.rows() / Way.values().length - 1);
        for (int rowsPerTransaction : new int[] {1, 3}) {
            String rows = rowsPerTransaction == 1 ? "one row" : rowsPerTransaction + " rows";
            String what = CLIENTS + " clients, both shapes, " + rows + " of %,d per transaction" + commits;
            Map<Way, List<Double>> hot = rates(10, rowsPerTransaction, runs);
            compare(what.formatted(10), hot, Way.NOBODY, "0.45", ratios);
            Map<Way, List<Double>> wide = rates(spread, rowsPerTransaction, runs);
            compare(what.formatted(spread), wide, Way.APPLICATION, "0.9", ratios);
            compare(what.formatted(spread), wide, Way.NOBODY, "–", ratios);
        }
    }

    /** {@return how often a deadlock or another error met a client} */
    String failures() {
        return "%d deadlocks, %d other errors".formatted(deadlocks.get(), errors.get());
    }

    private static void compare(String what, Map<Way, List<Double>> rates, Way against, String goal, Ratios ratios) {
        ratios.add(what, of(rates, Way.SEGUE), against.words, of(rates, against), "transactions", goal);
    }

    private static List<Double> of(Map<Way, List<Double>> rates, Way way) {
        return Objects.requireNonNull(rates.get(way), way::name);
    }

    private Map<Way, List<Double>> rates(long rows, int rowsPerTransaction, int runs) throws Exception {
        Map<Way, List<Double>> rates = new EnumMap<>(Way.class);
        for (int run = 0; run <= runs; run++) {
            for (Way way : Way.values()) {
                databases.triggers(database, way == Way.SEGUE);
                double rate = rate(way, rows, rowsPerTransaction, run);
                if (run > 0) {
                    rates.computeIfAbsent(way, w -> new ArrayList<>()).add(rate);
                }
                System.err.printf("%d rows, %d per transaction, %s: %.0f/s%n", rows, rowsPerTransaction, way, rate);
            }
        }
        return rates;
    }

    private double rate(Way way, long rows, int rowsPerTransaction, int run) throws Exception {
        CyclicBarrier start = new CyclicBarrier(CLIENTS);
        long total = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<Long>> counts = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                boolean old = client % 2 == 0;
                Random random = new Random(1000L * run + client);
                counts.add(threads.submit(() -> write(way, old, rows, rowsPerTransaction, random, start)));
            }
            for (Future<Long> count : counts) {
                total += count.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a client failed", e);
        }
        return total / (NANOS / 1e9);
    }

    /** Counts from the moment on in which all sessions are warm, as those of a pool are. */
    private long write(Way way, boolean old, long rows, int rowsPerTransaction, Random random, CyclicBarrier start)
            throws Exception {
        DataSource source = databases.of(database);
        long committed = 0;
        try (Connection connection = source.getConnection();
                PreparedStatement order =
                        connection.prepareStatement("UPDATE public.orders SET street = ? WHERE id = ?");
                PreparedStatement address =
                        connection.prepareStatement("UPDATE public.addresses SET street = ? WHERE id = ?")) {
            connection.setAutoCommit(false);
            long until = Long.MAX_VALUE;
            for (int n = 0; System.nanoTime() < until; n++) {
                if (n == WARM_UP) {
                    start.await(1, TimeUnit.MINUTES);
                    committed = 0;
                    until = System.nanoTime() + NANOS;
                }
                long[] keys = random.longs(0, rows)
                        .distinct()
                        .limit(rowsPerTransaction)
                        .toArray();
                Arrays.sort(keys);
                try {
                    for (int place = 0; place < keys.length; place++) {
                        // an application that writes both keeps to one order, in whichever code
                        boolean ascending = old || way == Way.APPLICATION;
                        long key = way.row(keys[ascending ? place : keys.length - 1 - place]);
                        String street = "Street " + random.nextInt();
                        if (old || way == Way.APPLICATION) {
                            update(order, street, key);
                        }
                        if (!old || way == Way.APPLICATION) {
                            update(address, street, addressOfOrder[(int) key]);
                        }
                    }
                    connection.commit();
                    committed++;
                } catch (SQLException e) {
                    ("40P01".equals(e.getSQLState()) ? deadlocks : errors).incrementAndGet();
                    connection.rollback();
                }
            }
        }
        return committed;
    }

    private static void update(PreparedStatement statement, String street, long key) throws SQLException {
        statement.setString(1, street);
        statement.setLong(2, key);
        if (statement.executeUpdate() != 1) {
            throw new IllegalStateException("row " + key + " is missing");
        }
    }

    /** What Segue kept in step must be in step. */
    private void inStep() throws SQLException {
        engine.settle();
        try (Connection connection = databases.of(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT count(*) FROM public.orders o JOIN public.addresses a ON a.id = o.address_id
                        WHERE (o.id - 1) %% %d = %d AND (o.street, o.city, o.zip) IS DISTINCT FROM (a.street, a.city, a.zip)
                        """.formatted(Way.values().length, Way.SEGUE.ordinal()))) {
            row.next();
            if (row.getLong(1) != 0) {
                throw new IllegalStateException(row.getLong(1) + " rows disagree");
            }
        }
    }
}
