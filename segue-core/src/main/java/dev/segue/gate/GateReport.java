package dev.segue.gate;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a gate stands.
 *
 * @param requirement the gate, and what it asks for
 * @param verdict what the evidence says
 * @param evidence the numbers behind it, in words
 * @param opens what would open it: a command, or what to wait for; empty where it is open
 * @param forced who forced it and why, or null
 */
public record GateReport(
        Requirement requirement,
        Verdict verdict,
        String evidence,
        String opens,
        @Nullable String forced) {
    public GateReport {
        Objects.requireNonNull(requirement, "requirement");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(opens, "opens");
    }

    /** {@return whether the migration may pass} */
    public boolean passable() {
        return verdict == Verdict.OPEN || forced != null;
    }
}
