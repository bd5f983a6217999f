package dev.segue.gate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A gate with what it asks for.
 *
 * @param gate which one
 * @param window for how long the condition must have held; zero where the moment counts
 * @param comparisons how many comparisons are asked for; zero where none are
 * @param probe what a gate of the user's own asks, or null
 * @param persons who may approve
 */
public record Requirement(
        Gate gate,
        Duration window,
        long comparisons,
        @Nullable Probe probe,
        List<String> persons) {

    /**
     * A question whose answer opens a gate of the user's own.
     *
     * @param name for people
     * @param sql a query for one boolean, and perhaps a text that says why; or null
     * @param url what answers with a status of 200 to 299 where the gate is open; or null
     */
    public record Probe(
            String name, @Nullable String sql, @Nullable String url) {}

    /** A gate that asks nobody. */
    public Requirement(Gate gate, Duration window, long comparisons) {
        this(gate, window, comparisons, null, List.of());
    }

    public Requirement {
        persons = persons == null ? List.of() : List.copyOf(persons);
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(window, "window");
        if (window.isNegative() || comparisons < 0) {
            throw new IllegalArgumentException(gate + " asks for a negative amount");
        }
    }

    /** {@return a gate of the user's own} */
    public static Requirement own(Probe probe) {
        return new Requirement(Gate.OWN, Duration.ZERO, 0, probe, List.of());
    }

    /** {@return a gate that one of these persons opens} */
    public static Requirement approval(List<String> persons) {
        return new Requirement(Gate.APPROVAL, Duration.ZERO, 0, null, persons);
    }

    /** {@return the gate's name for people: of the user's own gates, the one that they have} */
    public String title() {
        return probe == null ? gate.word().replace('_', ' ') : probe.name();
    }

    /** {@return the gate's name in the event log; of the user's own gates, the one that they have too} */
    public String word() {
        return probe == null ? gate.word() : gate.word() + " (" + probe.name() + ")";
    }

    /** {@return a gate whose condition must hold at this moment} */
    public static Requirement now(Gate gate) {
        return new Requirement(gate, Duration.ZERO, 0);
    }

    /** {@return a gate whose condition must have held that long} */
    public static Requirement during(Gate gate, Duration window) {
        return new Requirement(gate, window, 0);
    }
}
