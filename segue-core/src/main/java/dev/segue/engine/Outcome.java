package dev.segue.engine;

import dev.segue.gate.GateReport;
import java.util.List;

/** How a command of the engine ended, when it did not fail. */
public sealed interface Outcome {

    /** {@return where the migration stands now} */
    Lifecycle state();

    /** What was asked for is done. */
    record Reached(Lifecycle state) implements Outcome {}

    /** Gates are closed; run again when they are open. */
    record Waiting(Lifecycle state, List<GateReport> gates) implements Outcome {
        public Waiting {
            gates = List.copyOf(gates);
        }
    }

    /** The shapes disagree; nothing further was done. */
    record Disagreeing(Lifecycle state, Comparison comparison) implements Outcome {}

    /** Somebody paused the migration. */
    record Paused(Lifecycle state) implements Outcome {}
}
