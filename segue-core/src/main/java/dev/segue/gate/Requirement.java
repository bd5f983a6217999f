package dev.segue.gate;

import java.time.Duration;
import java.util.Objects;

/**
 * A gate with what it asks for.
 *
 * @param gate which one
 * @param window for how long the condition must have held; zero where the moment counts
 * @param comparisons how many comparisons are asked for; zero where none are
 */
public record Requirement(Gate gate, Duration window, long comparisons) {
    public Requirement {
        Objects.requireNonNull(gate, "gate");
        Objects.requireNonNull(window, "window");
        if (window.isNegative() || comparisons < 0) {
            throw new IllegalArgumentException(gate + " asks for a negative amount");
        }
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
