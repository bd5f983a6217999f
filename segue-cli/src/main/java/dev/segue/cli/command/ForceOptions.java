package dev.segue.cli.command;

import dev.segue.cli.settings.InvalidSettingsException;
import dev.segue.declare.Suggestions;
import dev.segue.engine.Force;
import dev.segue.gate.Gate;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Gates that somebody passes although they are closed. */
final class ForceOptions {

    @Option(
            names = "--force",
            paramLabel = "GATE",
            description = "Passes this gate although it is closed; needs --reason. May be given several times.")
    List<String> gates = List.of();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            description = "Says why gates are forced; it is kept in the event log with your name.")
    @Nullable
    String reason;

    List<Force> forces() {
        if (gates.isEmpty() && reason != null) {
            throw new InvalidSettingsException("--reason explains a --force, and none is given", "add --force GATE");
        }
        return gates.stream().map(this::force).toList();
    }

    private Force force(String word) {
        List<String> known = Arrays.stream(Gate.values()).map(Gate::word).toList();
        Gate gate = Gate.of(word.replace('-', '_'))
                .orElseThrow(() -> new InvalidSettingsException(
                        "there is no gate \"" + word + "\"" + Suggestions.didYouMean(word, known),
                        "use one of " + Gate.words()));
        if (reason == null || reason.isBlank()) {
            throw new InvalidSettingsException(
                    "forcing the gate " + gate.word() + " needs a reason",
                    "add --reason \"why it is right to go on\"; it is kept in the event log with your name");
        }
        return new Force(gate, reason);
    }
}
