package dev.segue.cli.render;

import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Finding;
import dev.segue.gate.Requirement;
import dev.segue.migration.Strategy;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.plan.Step;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Everything that a migration will execute.
 *
 * @param plan what is planned
 * @param file the migration file as it was named
 * @param detail how much of it is shown
 */
public record PlanReport(Plan plan, String file, PlanDetail detail) implements Report {

    private static final int LABEL = 13;
    private static final String NO_WAY_BACK =
            "none once it is done; until then whatever fails leaves everything as it was, and the system running";
    private static final String STEP = " ".repeat(6);

    @Override
    public void text(Page page) {
        header(page);
        assessment(page);
        for (Phase phase : List.of(Phase.EXPAND, Phase.BACKFILL, Phase.VERIFY, Phase.SEAL, Phase.CONTRACT)) {
            phase(page, phase, page.style().bold(phase.word()));
        }
        waysBack(page);
        warnings(page);
        page.blank();
        page.line("Nothing was changed. Next: segue run " + file);
    }

    private void header(Page page) {
        List<String> mappings =
                plan.mappings().stream().map(PlannedMapping::description).toList();
        String name = plan.header().migration();
        page.wrapped(page.style().bold(name), Math.min(name.length() + 3, 26), String.join("; ", mappings));
        if (plan.header().description() != null) {
            page.wrapped("", 0, plan.header().description());
        }
        page.blank();
    }

    private void assessment(Page page) {
        Plan.Assessment assessment = plan.assessment();
        new StrategyText(assessment.strategy()).write(page);
        boolean bigBang = plan.goesBy(Strategy.BIG_BANG);
        page.wrapped("  way back", LABEL, bigBang ? NO_WAY_BACK : wayBack(assessment));
        page.wrapped(
                "  work",
                LABEL,
                "about " + Wording.count(assessment.rows(), "row") + " (" + Wording.bytes(assessment.bytes())
                        + ") to fill and to compare, in "
                        + (bigBang
                                ? "one transaction; how long the system is stopped is measured before it is"
                                : "short ranges"));
        page.wrapped(
                "  flag",
                LABEL,
                plan.header().flag()
                        + (plan.header().inStages()
                                ? ", by stages: the application writes both shapes, nothing is attached to its tables"
                                : ""));
        if (!plan.versions().isEmpty()) {
            page.wrapped("  new code", LABEL, "connects with search_path " + versions() + "; segue schema says how");
        }
    }

    private String versions() {
        return plan.versions().stream().map(VersionSchema::name).collect(Collectors.joining(", "));
    }

    private String wayBack(Plan.Assessment assessment) {
        return (plan.header().inStages()
                        ? "rollback until stage complete restores"
                        : "rollback until contract restores")
                + " the old structure exactly; "
                + (assessment.lossless()
                        ? "lossless, every value comes back as it was"
                        : "an equivalent value comes back, not always the same (see up and down)");
    }

    private void phase(Page page, Phase phase, String title) {
        List<Step> steps = plan.steps(phase);
        List<Requirement> gates = plan.gatesBefore(phase);
        if (steps.isEmpty() && gates.isEmpty()) {
            return;
        }
        page.blank();
        page.line(title);
        if (detail == PlanDetail.BRIEF && !gates.isEmpty()) {
            page.wrapped(
                    "       " + page.style().accent("waits until") + " ",
                    19,
                    gates.stream()
                            .map(gate -> GateWords.asks(gate, plan.header().inStages()))
                            .collect(Collectors.joining(" · ")));
            gates = List.of();
        }
        for (Requirement gate : gates) {
            page.wrapped(
                    STEP + page.style().accent("waits until") + " ",
                    18,
                    GateWords.asks(gate, plan.header().inStages()));
        }
        new StepText(plan, detail, page).write(steps);
    }

    private void waysBack(Page page) {
        if (plan.goesBy(Strategy.BIG_BANG)) {
            return;
        }
        if (detail == PlanDetail.SQL) {
            phase(page, Phase.UNSEAL, page.style().bold("unseal") + " (the way back from seal)");
            phase(page, Phase.ROLLBACK, page.style().bold("rollback") + " (the way back to the beginning)");
            return;
        }
        page.blank();
        page.line(page.style().bold("ways back"));
        page.wrapped(
                STEP,
                STEP.length(),
                "unseal, %s · rollback, %s; segue plan --sql shows them"
                        .formatted(steps(Phase.UNSEAL), steps(Phase.ROLLBACK)));
    }

    private String steps(Phase phase) {
        return Wording.count(plan.steps(phase).size(), "step");
    }

    private void warnings(Page page) {
        if (!plan.assessment().warnings().isEmpty()) {
            page.blank();
        }
        for (Finding warning : plan.assessment().warnings()) {
            page.wrapped(page.style().warning("warning") + "  ", 9, warning.message());
            if (warning.hint() != null) {
                page.wrapped("", 9, warning.hint());
            }
        }
    }

    @Override
    public Map<String, Object> json() {
        return PlanJson.of(plan).with("next", "segue run " + file).map();
    }
}
