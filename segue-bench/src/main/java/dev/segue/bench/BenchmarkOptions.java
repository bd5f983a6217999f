package dev.segue.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param rows orders in the table
 * @param runs how often; the medians count
 * @param url a server that is there, as a role that may make databases; null for an embedded one
 * @param output the file that receives the page, or null
 */
record BenchmarkOptions(
        long rows, int runs, @Nullable String url, @Nullable String output) {

    static BenchmarkOptions parse(List<String> arguments) {
        BenchmarkOptions options = new BenchmarkOptions(200_000, 5, null, null);
        for (int n = 0; n < arguments.size(); n += 2) {
            if (n + 1 == arguments.size()) {
                throw usage(arguments.get(n));
            }
            String value = arguments.get(n + 1);
            options = switch (arguments.get(n)) {
                case "--rows" -> new BenchmarkOptions(Long.parseLong(value), options.runs, options.url, options.output);
                case "--runs" ->
                    new BenchmarkOptions(options.rows, Integer.parseInt(value), options.url, options.output);
                case "--url" -> new BenchmarkOptions(options.rows, options.runs, value, options.output);
                case "--output" -> new BenchmarkOptions(options.rows, options.runs, options.url, value);
                default -> throw usage(arguments.get(n));
            };
        }
        if (options.rows < 1000 || options.runs < 1) {
            throw new IllegalArgumentException("at least 1000 rows and one run are needed");
        }
        return options;
    }

    private static IllegalArgumentException usage(String option) {
        return new IllegalArgumentException(
                option + " was not understood; use --rows N, --runs N, --url JDBC_URL, --output FILE");
    }
}
