package dev.segue.client;

import java.time.Duration;
import java.util.Objects;

/**
 * How the client goes about its work.
 *
 * @param pollInterval how often the flags are read; a change reaches every instance within this time
 * @param queryTimeout how long one reading may take
 */
public record ClientSettings(Duration pollInterval, Duration queryTimeout) {

    /** {@return a reading every 500 ms, of at most 5 s} */
    public static ClientSettings standard() {
        return new ClientSettings(Duration.ofMillis(500), Duration.ofSeconds(5));
    }

    public ClientSettings {
        Objects.requireNonNull(pollInterval, "pollInterval");
        Objects.requireNonNull(queryTimeout, "queryTimeout");
        if (pollInterval.toMillis() < 10) {
            throw new IllegalArgumentException("flags are read every 10 ms at most, not every " + pollInterval);
        }
        if (queryTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("a reading gets 1 s at least, not " + queryTimeout);
        }
    }

    /** {@return these settings with another interval} */
    public ClientSettings withPollInterval(Duration interval) {
        return new ClientSettings(interval, queryTimeout);
    }
}
