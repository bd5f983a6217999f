package dev.segue.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How the system is stopped for a big bang.
 *
 * @param way null where nobody said
 * @param within how long stopping may take, and starting too
 */
public record StopSettings(@Nullable StopWay way, Duration within) {

    /** Nobody said how; half a minute. */
    public static final StopSettings UNKNOWN = new StopSettings(null, Duration.ofSeconds(30));

    public StopSettings {
        if (within.toMillis() < 1) {
            throw new IllegalArgumentException("stopping needs time, not " + within);
        }
    }
}
