package dev.segue.bench;

import java.util.List;
import java.util.Locale;

/** Times of single calls; less is better. The first run of each only warmed up. */
final class Nanos {

    private final StringBuilder table = new StringBuilder("| measured | median | goal |\n|---|---|---|\n");

    void add(String what, List<Double> runs, String goal) {
        table.append(String.format(
                Locale.ROOT, "| %s | **%,.0f ns** | %s |%n", what, Ratios.median(runs.subList(1, runs.size())), goal));
    }

    String table() {
        return table.toString();
    }
}
