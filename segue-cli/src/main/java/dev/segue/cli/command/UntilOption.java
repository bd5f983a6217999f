package dev.segue.cli.command;

import dev.segue.cli.settings.InvalidSettingsException;
import dev.segue.declare.Suggestions;
import dev.segue.plan.Phase;
import java.util.List;
import picocli.CommandLine.Option;

/** The phase after which a command ends. */
final class UntilOption {

    private static final List<String> PHASES = List.of("expand", "backfill", "verify", "seal", "contract");

    @Option(
            names = "--until",
            paramLabel = "PHASE",
            description = "Ends after this phase: expand, backfill, verify, seal or contract; if left out, it goes on "
                    + "until a gate is closed.")
    String until = "contract";

    Phase phase() {
        return Phase.of(until)
                .filter(phase -> PHASES.contains(phase.word()))
                .orElseThrow(() -> new InvalidSettingsException(
                        "there is no phase \"" + until + "\" to end after" + Suggestions.didYouMean(until, PHASES),
                        "use one of " + String.join(", ", PHASES)));
    }
}
