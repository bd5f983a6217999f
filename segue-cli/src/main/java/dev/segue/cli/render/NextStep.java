package dev.segue.cli.render;

import dev.segue.engine.Lifecycle;
import java.util.List;

/**
 * What somebody would type next.
 *
 * @param command what to type, or what to do where there is no command
 * @param effect what it does; empty where that is plain
 */
record NextStep(String command, String effect) {

    /** {@return the choices of somebody whose migration stands there, the usual one first} */
    static List<NextStep> of(String migration, Lifecycle state, int flagPercent) {
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
