package dev.segue.cli.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The settings there are. Each has one name per place where it can be given. */
public enum Key {
    URL,
    USER,
    PASSWORD_FILE,
    PASSWORD_ENV,
    OUTPUT,
    MIGRATIONS,
    ACTOR,
    WORKERS,
    ROWS_PER_RANGE,
    LOCK_TIMEOUT,
    DEADLINE,
    APPLICATION_SESSIONS,
    STOP_BY,
    STOP_WITHIN,
    STOP_ROLES,
    STOP_COMMAND,
    START_COMMAND,
    PGBOUNCER_URL,
    PGBOUNCER_DATABASE;

    /** {@return the name in {@code segue.yaml}: {@code lock_timeout}} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the option: {@code --lock-timeout}} */
    public String option() {
        return "--" + word().replace('_', '-');
    }

    /** {@return the environment variable: {@code SEGUE_LOCK_TIMEOUT}} */
    public String variable() {
        return "SEGUE_" + name();
    }

    /** {@return the setting of that name in {@code segue.yaml}} */
    static Optional<Key> of(String word) {
        return Arrays.stream(values()).filter(key -> key.word().equals(word)).findFirst();
    }

    /** {@return all names as {@code segue.yaml} has them} */
    static List<String> words() {
        return Arrays.stream(values()).map(Key::word).toList();
    }
}
