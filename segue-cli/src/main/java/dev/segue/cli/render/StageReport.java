package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import java.util.List;
import java.util.Map;

/** What became of a wish to move a stage. */
public record StageReport(String migration, Stage wanted, StageMove move) implements Report {

    @Override
    public void text(Page page) {
        Style style = page.style();
        page.line(style.bold(migration) + "   stage " + move.stage().word() + ", epoch " + move.epoch());
        if (move.moved()) {
            page.line("  instances follow with their next heartbeat");
            NextStep.write(page, next(), "Next: ");
            return;
        }
        page.line("  " + style.warning("stage " + wanted.word() + " waits for"));
        for (StageMove.Against against : move.against()) {
            page.wrapped("    " + style.bad("✘") + " ", 6, against.reason());
            page.wrapped("", 6, style.dim("→") + " " + against.opens());
        }
        NextStep.write(page, next(), "Next: ");
    }

    private List<NextStep> next() {
        return List.of(new NextStep(
                move.moved()
                        ? "segue status " + migration
                        : "segue stage " + migration + " " + wanted.word() + ", once nothing stands in its way",
                ""));
    }

    @Override
    public Map<String, Object> json() {
        return new Json()
                .with("migration", migration)
                .with("wanted", wanted.word())
                .with("stage", move.stage().word())
                .with("epoch", move.epoch())
                .with("moved", move.moved())
                .with(
                        "against",
                        move.against(),
                        against -> new Json().with("reason", against.reason()).with("opens", against.opens()))
                .map();
    }

    @Override
    public int exitCode() {
        return move.moved() ? ExitCode.DONE : ExitCode.WAITING;
    }
}
