package dev.segue.cli.render;

import dev.segue.engine.Lifecycle;
import dev.segue.engine.Stage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody would type next.
 *
 * @param command what to type, or what to do where there is no command
 * @param effect what it does; empty where that is plain
 */
record NextStep(String command, String effect) {

    /** {@return the choices of somebody whose migration stands there, the usual one first} */
    static List<NextStep> of(String migration, Lifecycle state, int flagPercent) {
        return of(migration, state, flagPercent, null);
    }

    /** {@return the same where the application writes twice; {@code stage} is null where the database does} */
    static List<NextStep> of(String migration, Lifecycle state, int flagPercent, @Nullable Stage stage) {
        if (stage == Stage.OFF && state instanceof Lifecycle.Filling) {
            return List.of(
                    stage(migration, Stage.DUAL_WRITE, "once every instance can write both shapes"),
                    command("rollback", migration, "goes back"));
        }
        if (stage != null && state instanceof Lifecycle.BothLive) {
            return stage == Stage.COMPLETE
                    ? List.of(command("seal", migration, "puts the old shape out of reach"))
                    : List.of(
                            stage(migration, Stage.values()[stage.ordinal() + 1], effect(stage)),
                            command("rollback", migration, "goes back"));
        }
        return switch (state) {
            case Lifecycle.Expanding ignored -> goOnOrBack(migration);
            case Lifecycle.Filling ignored -> goOnOrBack(migration);
            case Lifecycle.Verifying ignored -> goOnOrBack(migration);
            case Lifecycle.BothLive ignored -> bothLive(migration, flagPercent);
            case Lifecycle.Sealing ignored ->
                List.of(command("seal", migration, "goes on"), command("rollback", migration, "goes back"));
            case Lifecycle.Sealed ignored ->
                List.of(
                        command("contract", migration, "drops the old shape for good"),
                        command("unseal", migration, "brings it back"));
            case Lifecycle.Unsealing ignored -> List.of(command("unseal", migration, "goes on"));
            case Lifecycle.Contracting ignored -> List.of(command("contract", migration, "goes on"));
            case Lifecycle.Contracted ignored ->
                List.of(new NextStep("take the flag and the code of the old shape out of the application", ""));
            case Lifecycle.RollingBack ignored -> List.of(command("rollback", migration, "goes on"));
            case Lifecycle.RolledBack ignored ->
                List.of(new NextStep("segue run migrations/" + migration + ".yaml", "starts it again"));
        };
    }

    private static NextStep stage(String migration, Stage next, String effect) {
        return new NextStep("segue stage " + migration + " " + next.word(), effect);
    }

    private static String effect(Stage stage) {
        return switch (stage) {
            case OFF -> "writes both shapes";
            case DUAL_WRITE -> "compares reads in the dark";
            case SHADOW -> "reads the new shape";
            case LIVE -> "ends the comparison";
            case RAMP_DOWN -> "stops writing the old shape; no way back";
            case COMPLETE -> "";
        };
    }

    private static List<NextStep> goOnOrBack(String migration) {
        return List.of(command("resume", migration, "goes on"), command("rollback", migration, "goes back"));
    }

    private static List<NextStep> bothLive(String migration, int flagPercent) {
        if (flagPercent == 100) {
            return List.of(command("seal", migration, "once no old code runs anymore"));
        }
        String value = flagPercent == 0 ? "25%" : "on";
        return List.of(
                new NextStep("segue flag " + migration + " " + value, "moves new code over"),
                command("rollback", migration, "goes back"));
    }

    private static NextStep command(String verb, String migration, String effect) {
        return new NextStep("segue " + verb + " " + migration, effect);
    }

    /** Writes choices one below the other; commands stay on their lines, so that they can be copied. */
    static void write(Page page, List<NextStep> steps, String first) {
        int widest =
                steps.stream().mapToInt(step -> step.command().length()).max().orElse(0);
        String begin = first;
        for (NextStep step : steps) {
            page.line(begin
                    + (step.effect().isEmpty() ? step.command() : Page.pad(step.command(), widest) + "   ")
                    + page.style().dim(step.effect()));
            begin = " ".repeat(first.length());
        }
    }
}
