package dev.segue.engine;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where the flag of a migration stands whose application writes twice. Instances of neighbouring stages may run at once:
 * each writes what the other reads.
 */
public enum Stage {
    /** Reads and writes the old shape alone. */
    OFF,
    /** Reads old, writes both. */
    DUAL_WRITE,
    /** Reads old and compares with new, writes both. */
    SHADOW,
    /** Reads new and compares with old, writes both. */
    LIVE,
    /** Reads new, writes both. */
    RAMP_DOWN,
    /** Reads and writes the new shape alone; there is no way back. */
    COMPLETE;

    /** {@return the stage as people write it: {@code dual_write}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the stage of that name, in either case, with {@code _} or {@code -}} */
    public static Optional<Stage> of(String word) {
        String name = word.toUpperCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(values()).filter(s -> s.name().equals(name)).findFirst();
    }

    /** {@return all words, for messages} */
    public static String words() {
        return Arrays.stream(values()).map(Stage::word).collect(Collectors.joining(", "));
    }
}
