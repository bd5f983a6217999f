package dev.segue.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Locale;

/** The page {@code docs/performance.md}. */
final class PerformancePage {

    private PerformancePage() {}

    static String write(BenchmarkOptions options, String serverVersion, String table, String failures) {
        return """
                # Performance

                What `extract_table` costs, as ratios: Segue's rate divided by the rate of something else that was measured in the same run on the same server. 1 is as fast, 0.5 is half as fast. Ratios travel better from machine to machine than rates. Each is the median of %1$d runs.

                %2$s
                - *Backfill* goes from the end of expand to the end of backfill, with progress kept in the journal after every 2,000 rows and the table open for traffic. It also marks each row. *By hand* is one statement for the whole table that reuses the keys of the orders for the addresses, with the same index and foreign key in place; it holds every row until it ends.
                - *Clients*: half are old code, which updates orders in the order of their keys; half are new code, which updates addresses in the opposite order. An application that writes both shapes sends two statements for each row, always in one order. In all runs together: %11$s.
                - *Verification* compares every column of both shapes of every row; the count only joins them. Neither uses the server's parallel workers.

                ## Where and how

                %3$,d orders; PostgreSQL %4$s, %5$s; a machine with %6$d processors and %7$d GB of memory (%8$s), Java %9$s.

                    ./mvnw verify -Pbench -Dsegue.quick -pl segue-bench -am -Dsegue.bench="--rows %10$d --runs %1$d"

                writes this page. `--url` measures a server that is there. Other load on the machine changes the figures.
                """.formatted(
                options.runs(),
                table,
                options.rows(),
                serverVersion,
                options.url() == null
                        ? "embedded, with `fsync` and `synchronous_commit` on, as servers come, except where the table says that commits do not wait"
                        : "a server that was there",
                Runtime.getRuntime().availableProcessors(),
                memory() / (1 << 30),
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT) + ", " + System.getProperty("os.arch", ""),
                Runtime.version().feature(),
                options.rows(),
                failures);
    }

    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }
}
