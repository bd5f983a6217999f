package dev.segue.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured: times of runs, and the ratios of pairs of times of the same run. */
final class Ratios {

    /** The first time divided by the second, run by run; times in seconds. */
    private record Line(String what, List<Double> times, String against, List<Double> limits) {

        double ratio() {
            List<Double> ratios = new ArrayList<>();
            for (int run = 0; run < times.size(); run++) {
                ratios.add(times.get(run) / limits.get(run));
            }
            return median(ratios);
        }
    }

    private final List<Line> lines = new ArrayList<>();

    void add(String what, List<Double> times, String against, List<Double> limits) {
        if (times.size() != limits.size() || times.isEmpty()) {
            throw new IllegalArgumentException(what + ": " + times.size() + " and " + limits.size() + " runs");
        }
        lines.add(new Line(what, List.copyOf(times), against, List.copyOf(limits)));
    }

    /** {@return a Markdown table} */
    String table() {
        StringBuilder table = new StringBuilder("| measured | against | median times | ratio |\n|---|---|---|---|\n");
        for (Line line : lines) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.2f s ÷ %.2f s | **%.2f** |%n",
                    line.what(),
                    line.against(),
                    median(line.times()),
                    median(line.limits()),
                    line.ratio()));
        }
        return table.toString();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
