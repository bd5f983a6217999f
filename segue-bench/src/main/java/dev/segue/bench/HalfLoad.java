package dev.segue.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.ShapeReader;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * Callers that read at half of what they could read at most, at fixed times: a read that begins late counts from when it
 * should have begun. Without dark reads, and with them in good and bad days.
 */
final class HalfLoad {

    private static final int CALLERS = 2;

    /** What each caller reads before anything is counted. */
    private static final int WARM_UP = 500;

    private static final long MOST_NANOS = 3_000_000_000L;
    private static final long TURN_NANOS = 1_000_000_000L;

    /** Turns of each way in a run. */
    private static final int ROUNDS = 20;

    /** Where reads wait longer than this, they come faster than they are answered. */
    private static final long KEPT_UP_NANOS = 5_000_000L;

    private enum Way {
        PLAIN("the plain read"),
        DARK("a dark read, 1 of 100 sampled"),
        SLEEPING("the same, the dark side hanging for 30 s in the database"),
        STUCK("the same, hanging for 30 s where nothing can end it"),
        DIFFERENT("the same, every answer a mismatch");

        private final String words;

        Way(String words) {
            this.words = words;
        }
    }

    private record Address(long id, String street, String city, String zip) {}

    private final DataSource database;
    private final long rows;
    private final int runs;
    private volatile boolean over;

    HalfLoad(DataSource database, long rows, int runs) {
        this.database = database;
        this.rows = rows;
        this.runs = runs;
    }

    /**
     * {@return a Markdown table} The ways take turns of a second each, and are compared within each round: what else the
     * machine does meets all of them.
     */
    String measure() throws Exception {
        Map<Way, List<Double>> found = new EnumMap<>(Way.class);
        try (HikariDataSource pool = pool(CALLERS + 2);
                Sides sides = new Sides()) {
            load(pool, sides.of(Way.PLAIN), Way.PLAIN, new Pace(0, MOST_NANOS)); // warms up
            double half = kept(pool, sides.of(Way.PLAIN)) / 2;
            for (int round = 0; round <= runs * ROUNDS; round++) {
                for (Way way : Way.values()) {
                    double percentile = percentile(load(pool, sides.of(way), way, new Pace(half, TURN_NANOS)), 0.99);
                    if (round > 0) {
                        found.computeIfAbsent(way, w -> new ArrayList<>()).add(percentile);
                    }
                }
            }
            over = true;
            return table(found, half);
        }
    }

    /** The dark side of each way, with threads and connections of its own. */
    private final class Sides implements AutoCloseable {

        private final Map<Way, DarkRead<Address>> reads = new EnumMap<>(Way.class);
        private final List<AutoCloseable> open = new ArrayList<>();

        Sides() {
            for (Way way : Way.values()) {
                HikariDataSource dark = pool(2);
                DarkReads all = new DarkReads(
                        new Origin("0007_extract_address", "bench", () -> 1, () -> 1),
                        dark,
                        DarkReadSettings.standard());
                open.addFirst(dark);
                open.addFirst(all);
                reads.put(way, all.register("half load", Rules.STRICT));
            }
        }

        DarkRead<Address> of(Way way) {
            return Objects.requireNonNull(reads.get(way));
        }

        @Override
        public void close() throws Exception {
            for (AutoCloseable one : open) {
                one.close();
            }
        }
    }

    /**
     * How fast, and how long.
     *
     * @param rate reads per second of all callers, or 0 for as many as possible
     */
    private record Pace(double rate, long nanos) {
        long every() {
            return rate == 0 ? 0 : (long) (CALLERS / rate * 1e9);
        }
    }

    /** {@return the reads per second with which the callers keep up when reads come at fixed times} */
    private double kept(DataSource pool, DarkRead<Address> read) throws Exception {
        double rate = load(pool, read, Way.PLAIN, new Pace(0, MOST_NANOS)).length / (MOST_NANOS / 1e9);
        while (percentile(load(pool, read, Way.PLAIN, new Pace(rate, MOST_NANOS)), 0.99) > KEPT_UP_NANOS) {
            rate *= 0.8;
        }
        return rate;
    }

    private static String table(Map<Way, List<Double>> found, double rate) {
        List<Double> plain = Objects.requireNonNull(found.get(Way.PLAIN));
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "p99 of the caller at %,.0f reads/s, half of what %d callers keep up with%n%n"
                        + "| measured | p99 | against the plain read | goal |%n|---|---|---|---|%n",
                rate,
                CALLERS));
        found.forEach((way, percentiles) -> {
            List<Double> ratios = new ArrayList<>();
            for (int run = 0; run < percentiles.size(); run++) {
                ratios.add(percentiles.get(run) / plain.get(run));
            }
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %,.0f µs | **%.2f** | %s |%n",
                    way.words,
                    Ratios.median(percentiles) / 1000,
                    Ratios.median(ratios),
                    way == Way.PLAIN ? "–" : "≤ 1.15"));
        });
        return table.toString();
    }

    /** {@return how long each read took} */
    private long[] load(DataSource pool, DarkRead<Address> read, Way way, Pace pace) throws Exception {
        List<long[]> parts = new ArrayList<>();
        try (ExecutorService callers = Executors.newFixedThreadPool(CALLERS)) {
            List<Future<long[]>> results = new ArrayList<>();
            CyclicBarrier start = new CyclicBarrier(CALLERS);
            for (int caller = 0; caller < CALLERS; caller++) {
                Random random = new Random(caller);
                results.add(callers.submit(() -> call(pool, read, way, random, start, pace)));
            }
            for (Future<long[]> result : results) {
                parts.add(result.get());
            }
        }
        return parts.stream().flatMapToLong(Arrays::stream).toArray();
    }

    private long[] call(DataSource pool, DarkRead<Address> read, Way way, Random random, CyclicBarrier start, Pace pace)
            throws Exception {
        // sessions are opened and statements prepared before anything is counted
        for (int n = 0; n < WARM_UP; n++) {
            one(pool, read, way, random);
        }
        long every = pace.every();
        start.await(1, TimeUnit.MINUTES);
        long begin = System.nanoTime();
        long[] took = new long[1 << 20];
        int count = 0;
        while (count < took.length) {
            long due = every == 0 ? System.nanoTime() : begin + count * every;
            if (due - begin >= pace.nanos()) {
                break;
            }
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            one(pool, read, way, random);
            took[count++] = System.nanoTime() - due;
        }
        return Arrays.copyOf(took, count);
    }

    private void one(DataSource pool, DarkRead<Address> read, Way way, Random random) throws SQLException {
        ShapeReader<Address> plain = address(1 + random.nextLong(rows));
        if (way == Way.PLAIN) {
            try (var connection = pool.getConnection()) {
                plain.read(connection);
            }
        } else {
            read.oldShape(plain).newShape(dark(way, plain)).read(pool, false);
        }
    }

    private ShapeReader<Address> dark(Way way, ShapeReader<Address> plain) {
        return switch (way) {
            case PLAIN, DARK -> plain;
            case SLEEPING ->
                connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute("SELECT pg_sleep(30)");
                    }
                    return null;
                };
            case STUCK ->
                connection -> {
                    long until = System.nanoTime() + 30_000_000_000L;
                    while (!over && System.nanoTime() < until) {
                        LockSupport.parkNanos(50_000_000); // it is blocked, not busy
                        Thread.interrupted();
                    }
                    return null;
                };
            case DIFFERENT -> connection -> new Address(0, "Elm St", "Springwood", "07743");
        };
    }

    private static ShapeReader<Address> address(long id) {
        return connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT id, street, city, zip FROM orders WHERE id = ?")) {
                statement.setLong(1, id);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return new Address(row.getLong(1), row.getString(2), row.getString(3), row.getString(4));
                }
            }
        };
    }

    private HikariDataSource pool(int size) {
        return pool(database, size);
    }

    static HikariDataSource pool(DataSource database, int size) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(size);
        return new HikariDataSource(config);
    }

    static double percentile(long[] values, double share) {
        long[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.round(share * sorted.length))];
    }
}
