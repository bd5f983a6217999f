package dev.segue.plan;

import dev.segue.gate.Requirement;
import java.util.List;

/** One stop of an itinerary. */
public sealed interface Stop {

    /** A phase is executed. */
    record Run(Phase phase) implements Stop {}

    /** The system is stopped: nobody uses the data until {@link Start}. */
    record Halt() implements Stop {}

    /** The system starts again. */
    record Start() implements Stop {}

    /** All of these gates must be open. */
    record Await(List<Requirement> gates) implements Stop {
        public Await {
            gates = List.copyOf(gates);
        }
    }
}
