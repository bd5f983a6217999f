package dev.segue.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The pages {@code docs/performance.md} and {@code docs/performance-columns.md}. */
final class PerformancePage {

    private PerformancePage() {}

    static String write(BenchmarkOptions options, String serverVersion, String table, String failures) {
        return """
                # Performance

                What `extract_table` costs, as ratios: Segue's rate divided by the rate of something else that was measured in the same run on the same server. 1 is as fast, 0.5 is half as fast. Ratios travel better from machine to machine than rates. Each is the median of %d runs. Operations on the columns of one table have [a page of their own](performance-columns.md).

                %s
                - *Backfill* goes from the end of expand to the end of backfill, with progress kept in the journal after every 2,000 rows and the table open for traffic. It also marks each row. *By hand* is one statement for the whole table that reuses the keys of the orders for the addresses, with the same index and foreign key in place; it holds every row until it ends.
                - *Clients*: half are old code, which updates orders in the order of their keys; half are new code, which updates addresses in the opposite order. An application that writes both shapes sends two statements for each row, always in one order. In all runs together: %s.
                - *Verification* compares every column of both shapes of every row; the count only joins them. Neither uses the server's parallel workers.

                """.formatted(options.runs(), table, failures) + whereAndHow(options, serverVersion, "orders", "bench");
    }

    static String ofColumns(BenchmarkOptions options, String serverVersion, String table) {
        return """
                # Performance of operations on the columns of one table

                Segue's rate divided by the rate of something else that was measured in the same run on the same server, as on the page [performance](performance.md). Each is the median of %d runs.

                %s
                - *Backfill* goes from the end of expand to the end of backfill, with the table open for traffic and progress kept in the journal. It also marks each row. The *bare UPDATE* is one statement for the whole table; it holds every row until it ends.
                - *Ten operations*: `split_column`, eight times `alter_column` with another type, and `add_column` with `up`, in one migration. They are one pass: each row is written once.
                - *Update of a mapped column*: single rows by key, each a transaction whose commit waits for the disk.

                """.formatted(options.runs(), table) + whereAndHow(options, serverVersion, "customers", "bench-columns");
    }

    private static String whereAndHow(BenchmarkOptions options, String serverVersion, String what, String profile) {
        return """
                ## Where and how

                %,d %s; PostgreSQL %s, %s; a machine with %d processors and %d GB of memory (%s), Java %s.

                    ./mvnw verify -P%s -Dsegue.quick -pl segue-bench -am -Dsegue.bench="--rows %d --runs %d"

                writes this page. `--url` measures a server that is there. Other load on the machine changes the figures.
                """.formatted(
                options.rows(),
                what,
                serverVersion,
                options.url() == null
                        ? "embedded, with `fsync` and `synchronous_commit` on, as servers come, except where the table says that commits do not wait"
                        : "a server that was there",
                Runtime.getRuntime().availableProcessors(),
                memory() / (1 << 30),
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + ", " + System.getProperty("os.arch", ""),
                Runtime.version().feature(),
                profile,
                options.rows(),
                options.runs());
    }

    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
