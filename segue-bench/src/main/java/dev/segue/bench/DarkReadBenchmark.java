package dev.segue.bench;

import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.ClientSettings;
import dev.segue.client.Flag;
import dev.segue.client.Segue;
import dev.segue.client.darkread.DarkRead;
import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Origin;
import dev.segue.client.darkread.Rules;
import dev.segue.client.darkread.ShapeReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Measures what a flag and a dark read cost the thread that asks, on the machine where it runs. */
public final class DarkReadBenchmark {

    private static final String DATABASE = "segue_bench_dark_reads";
    private static final int CALLS = 5_000_000;
    private static final int SAMPLED_CALLS = 5_000;

    record Order(long id, String customer, String street, String city, String zip, List<Line> lines) {}

    record Line(int number, String article, long cents) {}

    private static final Order ORDER = new Order(
            1, "Eve", "Elm St", "Springwood", "07743", List.of(new Line(1, "nut", 10), new Line(2, "bolt", 20)));

    private static final ShapeReader<Order> CONSTANT = connection -> ORDER;

    private final DataSource database;
    private final int runs;
    private final Nanos nanos = new Nanos();
    private long sink;

    private DarkReadBenchmark(DataSource database, int runs) {
        this.database = database;
        this.runs = runs;
    }

    /** Options: {@code --rows N}, {@code --runs N}, {@code --url JDBC_URL}. Prints tables. */
    public static void main(String... arguments) throws Exception {
        BenchmarkOptions options = BenchmarkOptions.parse(List.of(arguments));
        try (BenchmarkServer server = BenchmarkServer.of(options.url())) {
            Databases databases = new Databases(server.url());
            databases.copy("template1", DATABASE);
            databases.execute(
                    DATABASE,
                    "CREATE TABLE orders (id bigint PRIMARY KEY, street text, city text, zip text)",
                    "INSERT INTO orders SELECT n, 'Street ' || n, 'City', '07743' FROM generate_series(1, "
                            + options.rows() + ") n",
                    "VACUUM (ANALYZE) orders",
                    "CHECKPOINT");
            try (HikariDataSource pool = HalfLoad.pool(databases.of(DATABASE), 4)) {
                DarkReadBenchmark benchmark = new DarkReadBenchmark(pool, options.runs());
                benchmark.flag();
                benchmark.unsampled();
                benchmark.sampled();
                System.out.println(benchmark.nanos.table());
                System.err.println("(sum of what was read: " + benchmark.sink + ")");
            }
            System.out.println(new HalfLoad(databases.of(DATABASE), options.rows(), options.runs()).measure());
            databases.drop(DATABASE);
        }
    }

    private interface Call {
        long with(int number) throws SQLException;
    }

    /** {@return nanoseconds per call} */
    private double each(int calls, Call call) throws SQLException {
        long start = System.nanoTime();
        for (int n = 0; n < calls; n++) {
            sink += call.with(n);
        }
        return (System.nanoTime() - start) / (double) calls;
    }

    private void flag() throws SQLException {
        String[] keys = new String[1000];
        for (int n = 0; n < keys.length; n++) {
            keys[n] = "customer-" + n;
        }
        try (Segue segue = Segue.open(database, ClientSettings.of("bench", "1"))) {
            Flag flag = segue.flag("0007_extract_address");
            List<Double> found = new ArrayList<>();
            for (int run = 0; run <= runs; run++) {
                found.add(each(CALLS, n -> flag.isOn(keys[n % keys.length]) ? 1 : 0));
            }
            nanos.add("flag, per request", found, "≤ 50 ns");
        }
    }

    private void unsampled() throws SQLException {
        try (DarkReads reads =
                        reads(DarkReadSettings.standard().withPerTenThousand(1).withPerSecond(0));
                Connection connection = database.getConnection()) {
            DarkRead<Order> read = reads.register("unsampled", Rules.STRICT);
            List<Double> over = new ArrayList<>();
            for (int run = 0; run <= runs; run++) {
                double plain = each(CALLS, n -> orElseNone(CONSTANT.read(connection)));
                double dark = each(
                        CALLS,
                        n -> orElseNone(
                                read.oldShape(CONSTANT).newShape(CONSTANT).read(connection, n % 2 == 0)));
                over.add(dark - plain);
            }
            nanos.add("dark read, 1 of 10,000 sampled, over the plain read", over, "≤ 100 ns");
        }
    }

    /** Each call is timed by itself, and made when nothing waits any more. */
    private void sampled() throws SQLException {
        try (DarkReads reads = reads(
                        DarkReadSettings.standard().withPerTenThousand(10_000).withPerSecond(0));
                Connection connection = database.getConnection()) {
            DarkRead<Order> read = reads.register("sampled", Rules.STRICT);
            List<Double> medians = new ArrayList<>();
            List<Double> nearlyAll = new ArrayList<>();
            for (int run = 0; run <= runs; run++) {
                long[] took = new long[SAMPLED_CALLS];
                for (int n = 0; n < took.length; n++) {
                    long start = System.nanoTime();
                    sink += orElseNone(
                            read.oldShape(CONSTANT).newShape(CONSTANT).read(connection, false));
                    took[n] = System.nanoTime() - start;
                    while (reads.waiting() > 0) {
                        Thread.onSpinWait();
                    }
                }
                medians.add(HalfLoad.percentile(took, 0.5));
                nearlyAll.add(HalfLoad.percentile(took, 0.99));
            }
            nanos.add("dark read, sampled, on the caller's thread", medians, "≤ 20,000 ns");
            nanos.add("the same, 99th percentile", nearlyAll, "–");
            if (read.dropped() > 0) {
                throw new IllegalStateException(read.dropped() + " reads were dropped, which is cheaper");
            }
        }
    }

    private static long orElseNone(@org.jspecify.annotations.Nullable Order order) {
        return order == null ? 0 : order.id();
    }

    private DarkReads reads(DarkReadSettings settings) {
        return new DarkReads(new Origin("0007_extract_address", "bench", () -> 1, () -> 1), database, settings);
    }
}
