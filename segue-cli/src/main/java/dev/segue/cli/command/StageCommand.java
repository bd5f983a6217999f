package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.render.StageReport;
import dev.segue.cli.settings.InvalidSettingsException;
import dev.segue.cli.settings.Key;
import dev.segue.cli.settings.Options;
import dev.segue.declare.Suggestions;
import dev.segue.engine.Stage;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue stage} */
@Command(
        name = "stage",
        description = {
            "Moves the stage of a migration whose application writes twice.",
            "Stages go off, dual_write, shadow, live, ramp_down, complete; one at a time, and back until complete. A move "
                    + "that is not safe yet is refused, with what stands in its way (exit code 3)."
        })
final class StageCommand extends Action {

    @Parameters(index = "0", paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Parameters(
            index = "1",
            paramLabel = "STAGE",
            description = "Is off, dual_write, shadow, live, ramp_down or complete.")
    String stage = "";

    @Option(
            names = "--lock-timeout",
            paramLabel = "TIME",
            description =
                    "Waits this long for transactions of the stage before, then steps back and tries again; 200ms "
                            + "if left out.")
    @Nullable
    String lockTimeout;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "Tries this long, like 90s or 1h; 10m if left out.")
    @Nullable
    String deadline;

    @Override
    Options options(Options options) {
        return options.with(Key.LOCK_TIMEOUT, lockTimeout).with(Key.DEADLINE, deadline);
    }

    @Override
    Report perform(Invocation invocation) {
        Stage wanted = Stage.of(stage).orElseThrow(() -> unknown(stage));
        String migration = invocation.migration(name);
        return new StageReport(migration, wanted, invocation.engine().stage(migration, wanted));
    }

    private static InvalidSettingsException unknown(String word) {
        List<String> known = Arrays.stream(Stage.values()).map(Stage::word).toList();
        return new InvalidSettingsException(
                "there is no stage \"" + word + "\"" + Suggestions.didYouMean(word, known),
                "use one of " + Stage.words());
    }
}
