package dev.segue.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What was measured: rates of runs, and the ratios of pairs of rates of the same run. More is better. */
final class Ratios {

    /** The first rate divided by the second, run by run. */
    private record Line(
            String what, List<Double> rates, String against, List<Double> limits, String unit, String goal) {

        double ratio() {
            List<Double> ratios = new ArrayList<>();
            for (int run = 0; run < rates.size(); run++) {
                ratios.add(rates.get(run) / limits.get(run));
            }
            return median(ratios);
        }
    }

    private final List<Line> lines = new ArrayList<>();

    /**
     * Adds a line.
     *
     * @param unit what the rates count, per second
     * @param goal the ratio that is wanted, or a dash
     */
    void add(String what, List<Double> rates, String against, List<Double> limits, String unit, String goal) {
        if (rates.size() != limits.size() || rates.isEmpty()) {
            throw new IllegalArgumentException(what + ": " + rates.size() + " and " + limits.size() + " runs");
        }
        lines.add(new Line(what, List.copyOf(rates), against, List.copyOf(limits), unit, goal));
    }

    /** {@return a Markdown table} */
    String table() {
        StringBuilder table =
                new StringBuilder("| measured | against | median rates | ratio | goal |\n|---|---|---|---|---|\n");
        for (Line line : lines) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %,.0f ÷ %,.0f %s/s | **%.2f** | %s |%n",
                    line.what(),
                    line.against(),
                    median(line.rates()),
                    median(line.limits()),
                    line.unit(),
                    line.ratio(),
                    line.goal()));
        }
        return table.toString();
    }

    static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
