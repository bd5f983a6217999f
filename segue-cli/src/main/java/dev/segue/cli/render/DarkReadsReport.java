package dev.segue.cli.render;

import dev.segue.engine.DarkReadsFound;
import dev.segue.engine.Fleet;
import dev.segue.gate.Requirement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the dark reads of a migration found. */
public record DarkReadsReport(DarkReadsFound found) implements Report {

    @Override
    public void text(Page page) {
        Style style = page.style();
        Requirement goal = found.goal();
        page.line(style.bold(found.migration())
                + (goal == null
                        ? ""
                        : "   asks for " + Wording.count(goal.comparisons(), "comparison") + " of each read within "
                                + GateWords.window(goal.window())));
        if (found.reads().isEmpty()) {
            page.line("  No dark read is registered.");
            page.next("deploy code that registers its dark reads; see concepts, dark reads");
            return;
        }
        Grid grid = new Grid();
        grid.row("", "read", "compared", "differ", "rate below", "ignored", "inconclusive", "dropped", "version");
        for (Fleet.DarkRead read : found.reads()) {
            Fleet.Counts counts = read.counts();
            boolean clean =
                    goal == null ? counts.mismatches() == 0 : read.missing(goal).isEmpty();
            grid.row(
                    clean ? style.good("✔") : style.bad("✘"),
                    read.name(),
                    Wording.count(counts.comparisons()),
                    Wording.count(counts.mismatches()),
                    bound(counts),
                    Wording.count(counts.ignored()),
                    Wording.count(counts.inconclusive()),
                    Wording.count(counts.dropped()),
                    read.version());
        }
        grid.write(page, "  ");
        if (goal != null) {
            found.reads().stream()
                    .filter(r -> !r.missing(goal).isEmpty())
                    .forEach(r -> page.wrapped("  " + style.dim("→") + " ", 4, r.name() + ": " + r.missing(goal)));
        }
        samples(page);
    }

    /** {@return {@code 3.0e-5}, by the rule of three; nothing where it says nothing} */
    static String bound(Fleet.Counts counts) {
        return counts.bound() >= 1 ? "" : String.format(Locale.ROOT, "%.1e", counts.bound());
    }

    private void samples(Page page) {
        if (found.samples().isEmpty()) {
            return;
        }
        page.line("  Last differences by field, without values unless the application allowed them");
        Grid grid = new Grid();
        byField()
                .forEach((field, samples) -> grid.row(
                        field.read(),
                        field.path(),
                        samples.size() + (samples.size() == 1 ? " time" : " times"),
                        samples.getFirst().oldValue() + " → "
                                + samples.getFirst().newValue(),
                        samples.getFirst().verdict()));
        grid.write(page, "    ");
    }

    private record Field(String read, String path) {}

    private Map<Field, List<Fleet.Sample>> byField() {
        Map<Field, List<Fleet.Sample>> fields = new LinkedHashMap<>();
        found.samples()
                .forEach(s -> fields.computeIfAbsent(new Field(s.name(), s.path()), f -> new java.util.ArrayList<>())
                        .add(s));
        return fields;
    }

    @Override
    public Map<String, Object> json() {
        Requirement goal = found.goal();
        return new Json()
                .with("migration", found.migration())
                .with("goal", goal == null ? null : GateWords.json(goal))
                .with("reads", found.reads(), DarkReadsReport::json)
                .with(
                        "samples",
                        found.samples(),
                        sample -> new Json()
                                .with("name", sample.name())
                                .with("path", sample.path())
                                .with("old", sample.oldValue())
                                .with("new", sample.newValue())
                                .with("verdict", sample.verdict())
                                .with("at", sample.at()))
                .map();
    }

    static Json json(Fleet.DarkRead read) {
        Fleet.Counts counts = read.counts();
        return new Json()
                .with("name", read.name())
                .with("version", read.version())
                .with("comparator", read.comparator())
                .with("comparisons", counts.comparisons())
                .with("mismatches", counts.mismatches())
                .with("ignored", counts.ignored())
                .with("inconclusive", counts.inconclusive())
                .with("dropped", counts.dropped())
                .with("rateBelow", counts.bound() >= 1 ? null : counts.bound())
                .with("since", read.since());
    }
}
