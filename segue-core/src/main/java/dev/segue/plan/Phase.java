package dev.segue.plan;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The phases of a migration in their order, then the two ways back. */
public enum Phase {
    EXPAND,
    BACKFILL,
    VERIFY,
    SEAL,
    CONTRACT,
    UNSEAL,
    ROLLBACK;

    /** {@return the phase's name as people write it} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the phase of that name} */
    public static Optional<Phase> of(String word) {
        return Arrays.stream(values()).filter(p -> p.word().equals(word)).findFirst();
    }
}
