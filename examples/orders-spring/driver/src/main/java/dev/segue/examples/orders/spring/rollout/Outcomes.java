package dev.segue.examples.orders.spring.rollout;

import dev.segue.engine.Outcome;
import dev.segue.gate.GateReport;
import java.util.stream.Collectors;

/** What the engine answers, for people. */
final class Outcomes {

    private Outcomes() {}

    static boolean reached(Outcome outcome) {
        if (outcome instanceof Outcome.Disagreeing disagreeing) {
            throw new RolloutFailedException("the shapes disagree in "
                    + disagreeing.comparison().differing() + " of "
                    + disagreeing.comparison().rows() + " rows: one of the versions does not write both");
        }
        return outcome instanceof Outcome.Reached;
    }

    /** {@return what an outcome waits for} */
    static String closed(Outcome outcome) {
        return outcome instanceof Outcome.Waiting waiting
                ? waiting.gates().stream()
                        .filter(gate -> !gate.passable())
                        .map(Outcomes::closed)
                        .collect(Collectors.joining("; "))
                : outcome.toString();
    }

    private static String closed(GateReport gate) {
        return gate.requirement().gate().word() + ": " + gate.evidence();
    }
}
