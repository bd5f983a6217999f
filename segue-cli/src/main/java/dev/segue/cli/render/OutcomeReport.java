package dev.segue.cli.render;

import dev.segue.cli.ExitCode;
import dev.segue.engine.Engine;
import dev.segue.engine.Fleet;
import dev.segue.engine.Outcome;
import dev.segue.engine.Stage;
import dev.segue.engine.Status;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a command that moves a migration ended.
 *
 * @param flagPercent where the flag stands now
 * @param stage the same where the application writes twice, else null
 */
public record OutcomeReport(
        String migration,
        Outcome outcome,
        int flagPercent,
        @Nullable Stage stage) implements Report {

    /** {@return the report of an outcome, with the flag as it stands} */
    public static OutcomeReport of(Engine engine, String migration, Outcome outcome) {
        Status status = engine.status(migration);
        Fleet.Stages stages = status.fleet().stages();
        return new OutcomeReport(migration, outcome, status.flagPercent(), stages == null ? null : stages.stage());
    }

    @Override
    public void text(Page page) {
        Style style = page.style();
        page.line(style.bold(migration) + "   " + outcome.state().word());
        page.line("  " + PhaseLine.of(style, outcome.state()));
        switch (outcome) {
            case Outcome.Reached reached ->
                NextStep.write(page, NextStep.of(migration, reached.state(), flagPercent, stage), "Next: ");
            case Outcome.Waiting waiting -> {
                page.line("  " + style.warning("waits for"));
                GateWords.write(page, waiting.gates(), "    ");
                NextStep.write(
                        page,
                        List.of(
                                new NextStep("the same command again, once the gates are open", ""),
                                new NextStep("segue status " + migration + " --watch", "shows how they stand")),
                        "Next: ");
            }
            case Outcome.Disagreeing disagreeing ->
                new ComparisonReport(migration, disagreeing.comparison()).text(page);
            case Outcome.Paused ignored -> {
                page.line("  " + style.warning("paused") + "; what was done stays, nothing is half done");
                page.next("segue resume " + migration);
            }
        }
    }

    @Override
    public Map<String, Object> json() {
        Json json = new Json()
                .with("migration", migration)
                .with("state", outcome.state().word())
                .with("flagPercent", flagPercent);
        switch (outcome) {
            case Outcome.Reached reached ->
                json.with("outcome", "reached")
                        .with("next", NextStep.of(migration, reached.state(), flagPercent, stage), NextStep::command);
            case Outcome.Waiting waiting ->
                json.with("outcome", "waiting").with("gates", waiting.gates(), GateWords::json);
            case Outcome.Disagreeing disagreeing ->
                json.with("outcome", "disagreeing").with("comparison", ComparisonReport.json(disagreeing.comparison()));
            case Outcome.Paused ignored ->
                json.with("outcome", "paused").with("next", List.of("segue resume " + migration));
        }
        return json.map();
    }

    @Override
    public int exitCode() {
        return switch (outcome) {
            case Outcome.Reached ignored -> ExitCode.DONE;
            case Outcome.Waiting ignored -> ExitCode.WAITING;
            case Outcome.Disagreeing ignored -> ExitCode.DISAGREE;
            case Outcome.Paused ignored -> ExitCode.WAITING;
        };
    }
}
