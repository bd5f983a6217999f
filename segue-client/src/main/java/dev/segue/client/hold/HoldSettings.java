package dev.segue.client.hold;

import java.time.Duration;
import java.util.Objects;

/**
 * How much traffic is held, and for how long.
 *
 * @param mostWaiting how many requests may wait at once; more are refused at once
 * @param longest how long one may wait
 */
public record HoldSettings(int mostWaiting, Duration longest) {

    /** {@return up to 1,000 requests, for half a minute} */
    public static HoldSettings standard() {
        return new HoldSettings(1_000, Duration.ofSeconds(30));
    }

    public HoldSettings {
        Objects.requireNonNull(longest, "longest");
        if (mostWaiting < 0 || longest.isNegative()) {
            throw new IllegalArgumentException("a hold cannot wait for less than nothing");
        }
    }
}
