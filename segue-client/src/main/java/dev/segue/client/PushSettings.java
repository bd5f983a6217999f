package dev.segue.client;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Whether the journal pushes changes, over a connection that is held while the client is open.
 *
 * @param on whether it may
 * @param source where that connection comes from; null is the application's own source, of which one is held then
 */
public record PushSettings(boolean on, @Nullable DataSource source) {

    /** {@return over a connection of the application's own source} */
    public static PushSettings standard() {
        return new PushSettings(true, null);
    }

    /** {@return over a connection of another source, such as one that goes around a pooler} */
    public static PushSettings from(DataSource source) {
        return new PushSettings(true, source);
    }

    /** {@return not at all: the journal is asked every {@link Timing#poll()}} */
    public static PushSettings off() {
        return new PushSettings(false, null);
    }
}
