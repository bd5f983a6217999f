package dev.segue.cli.render;

import dev.segue.engine.Comparison;
import dev.segue.engine.Fleet;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Progress;
import dev.segue.engine.Status;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import java.util.List;
import java.util.Map;

/** How one migration stands. */
public record StatusReport(Status status) implements Report {

    private static final int LABEL = 14;

    @Override
    public void text(Page page) {
        Style style = page.style();
        page.line(style.bold(status.name()) + "   " + status.state().word() + " since "
                + Wording.duration(status.ages().inState())
                + style.dim(", started " + Wording.duration(status.ages().sinceStart()) + " ago"));
        page.line("  " + PhaseLine.of(style, status.state()));
        if (status.paused()) {
            page.wrapped("  " + style.warning("paused"), LABEL, "segue resume " + status.name() + " goes on");
        }
        if (status.driver() != null) {
            page.wrapped("  driven by", LABEL, status.driver());
        }
        if (status.progress() != null) {
            page.wrapped("  progress", LABEL, ProgressText.sentence(status.progress()));
        }
        Fleet.Stopped stopped = status.fleet().stopped();
        if (stopped != null) {
            page.wrapped(
                    "  " + style.bad("STOPPED"),
                    LABEL,
                    "the system was stopped by " + stopped.way() + " at " + stopped.since() + " (" + stopped.actor()
                            + "); segue start " + status.name() + ", or by hand: " + stopped.howToStart());
        }
        Fleet.Stages stages = status.fleet().stages();
        if (stages != null) {
            page.wrapped(
                    "  stage",
                    LABEL,
                    stages.stage().word() + " (" + status.plan().header().flag() + ", epoch " + stages.epoch() + ")");
        } else if (shapesLive()) {
            page.wrapped(
                    "  flag",
                    LABEL,
                    status.flagPercent() + " % on new ("
                            + status.plan().header().flag() + ")");
        }
        FleetText.write(page, status.fleet(), LABEL);
        if (shapesLive()) {
            page.wrapped("  verified", LABEL, comparison());
            notes(page);
        }
        if (!status.gates().isEmpty()) {
            boolean open = status.gates().stream().allMatch(GateReport::passable);
            page.line("  " + nextPhase() + (open ? " may go ahead" : " waits for"));
            GateWords.write(page, status.gates(), "    ");
        }
        if (shapesLive()) {
            page.wrapped("  costs", LABEL, Costs.of(status.plan(), status.extraBytes()));
        }
        NextStep.write(page, next(), "  Next:       ");
    }

    private boolean shapesLive() {
        return switch (status.state()) {
            case Lifecycle.BothLive ignored -> true;
            case Lifecycle.Sealing ignored -> true;
            case Lifecycle.Sealed ignored -> true;
            case Lifecycle.Unsealing ignored -> true;
            case Lifecycle.Contracting ignored -> true;
            case Lifecycle.Expanding ignored -> false;
            case Lifecycle.Filling ignored -> false;
            case Lifecycle.Verifying ignored -> false;
            case Lifecycle.Contracted ignored -> false;
            case Lifecycle.RollingBack ignored -> false;
            case Lifecycle.RolledBack ignored -> false;
        };
    }

    private List<NextStep> next() {
        Fleet.Stages stages = status.fleet().stages();
        return NextStep.of(status.name(), status.state(), status.flagPercent(), stages == null ? null : stages.stage());
    }

    private String nextPhase() {
        if (status.state() instanceof Lifecycle.Expanding) {
            return "expand";
        }
        if (status.plan().header().inStages()
                && status.gates().stream().anyMatch(g -> g.requirement().gate() == Gate.OLD_CODE_RETIRED)) {
            return "backfill";
        }
        return status.state() instanceof Lifecycle.Sealed || status.state() instanceof Lifecycle.Contracting
                ? "contract"
                : "seal";
    }

    private String comparison() {
        Comparison last = status.comparison();
        if (last == null) {
            return "not yet";
        }
        return Wording.count(last.rows(), "row") + " compared, " + Wording.differ(last.differing());
    }

    private void notes(Page page) {
        Status.Notes notes = status.notes();
        if (notes.pending() > 0) {
            page.wrapped(
                    "  unsettled",
                    LABEL,
                    Wording.count(notes.pending(), "write")
                            + " on the way to the other shape; they settle by themselves");
        }
        if (notes.unmappable() > 0) {
            page.wrapped(
                    "  " + page.style().bad("unmappable"),
                    LABEL,
                    Wording.count(notes.unmappable(), "write") + " cannot be carried to the other shape; segue verify "
                            + status.name() + " names the rows");
        }
    }

    @Override
    public Map<String, Object> json() {
        Progress progress = status.progress();
        Comparison comparison = status.comparison();
        return new Json()
                .with("migration", status.name())
                .with("state", status.state().word())
                .with("paused", status.paused())
                .with("driver", status.driver())
                .with("startedAt", status.ages().startedAt())
                .with("stateSince", status.ages().stateSince())
                .with("flag", status.plan().header().flag())
                .with("flagPercent", status.flagPercent())
                .with("fleet", FleetText.json(status.fleet()))
                .with("progress", progress == null ? null : ProgressText.json(progress))
                .with(
                        "notes",
                        new Json()
                                .with("pending", status.notes().pending())
                                .with("unmappable", status.notes().unmappable())
                                .with("oldestSeconds", status.notes().oldest().toSeconds()))
                .with("comparison", comparison == null ? null : ComparisonReport.json(comparison))
                .with("extraBytes", status.extraBytes())
                .with("gates", status.gates(), GateWords::json)
                .with("next", next(), NextStep::command)
                .map();
    }
}
