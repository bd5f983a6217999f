package dev.segue.plan;

import java.util.List;
import java.util.Objects;

/**
 * A migration that has begun and is not over.
 *
 * @param migration its name
 * @param state where it stands, for people
 * @param claim what it needs for itself
 */
public record UnderWay(String migration, String state, Claim claim) {
    public UnderWay {
        Objects.requireNonNull(migration, "migration");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(claim, "claim");
    }

    /**
     * {@return why another migration cannot begin meanwhile}
     *
     * @param shared what both need
     */
    public String changes(List<String> shared) {
        return "%s changes %s too, and is %s".formatted(migration, String.join(", ", shared), state);
    }

    /** {@return what to do about it} */
    public String next() {
        return "segue status " + migration + " says how it ends; contract it or roll it back, then run this again";
    }
}
