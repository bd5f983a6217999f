package dev.segue.operation;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why something cannot be asked of a table.
 *
 * @param message the object and the cause
 * @param hint what to do instead, or null
 */
public record Refusal(String message, @Nullable String hint) {
    public Refusal {
        Objects.requireNonNull(message, "message");
    }

    /** Refuses what stands at that path of an operation. */
    void of(Resolution resolution, String path) {
        resolution.refuse(path, message, hint);
    }
}
