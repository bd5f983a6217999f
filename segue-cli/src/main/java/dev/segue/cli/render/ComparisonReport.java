package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.engine.Comparison;
import java.util.Map;

/** The result of comparing both shapes of a migration. */
public record ComparisonReport(String migration, Comparison comparison) implements Report {

    private static final int SHOWN = 20;

    @Override
    public void text(Page page) {
        Style style = page.style();
        page.line(style.bold(migration) + "   "
                + (comparison.clean() ? style.good("✔ both shapes agree") : style.bad("✘ the shapes disagree")));
        page.line("  " + Wording.count(comparison.rows(), "row") + " compared, "
                + Wording.differ(comparison.differing()));
        if (comparison.pending() > 0) {
            page.wrapped(
                    "  ",
                    2,
                    "in " + Wording.count(comparison.pending(), "row")
                            + " a write is on its way to the other shape; they settle by themselves");
        }
        if (comparison.clean()) {
            return;
        }
        Grid grid = new Grid().row("key", "old shape (hash)", "new shape (hash)");
        comparison.samples().stream()
                .limit(SHOWN)
                .forEach(sample -> grid.row(String.join(", ", sample.key()), sample.oldHash(), sample.newHash()));
        grid.write(page, "  ");
        if (comparison.differing() > SHOWN) {
            page.line("  and "
                    + Wording.count(comparison.differing()
                            - Math.min(SHOWN, comparison.samples().size())) + " more");
        }
        page.next("look at these rows in both shapes and write the right value through either one, then segue verify "
                + migration);
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration)
                .with("comparison", json(comparison))
                .map();
    }

    static Json json(Comparison comparison) {
        return new Json()
                .with("finishedAt", comparison.finishedAt())
                .with("rows", comparison.rows())
                .with("differing", comparison.differing())
                .with("pending", comparison.pending())
                .with(
                        "samples",
                        comparison.samples(),
                        sample -> new Json()
                                .with("key", sample.key())
                                .with("oldHash", sample.oldHash())
                                .with("newHash", sample.newHash()));
    }

    @Override
    public int exitCode() {
        return comparison.clean() ? ExitCode.DONE : ExitCode.DISAGREE;
    }
}
