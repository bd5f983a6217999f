package dev.segue.testing.locks;

import java.util.Arrays;
import java.util.Optional;

/** The modes of a lock on a table, the weakest first. */
enum LockMode {
    ACCESS_SHARE("AccessShareLock"),
    ROW_SHARE("RowShareLock"),
    ROW_EXCLUSIVE("RowExclusiveLock"),
    SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
    SHARE("ShareLock"),
    SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
    EXCLUSIVE("ExclusiveLock"),
    ACCESS_EXCLUSIVE("AccessExclusiveLock");

    private final String shown;

    LockMode(String shown) {
        this.shown = shown;
    }

    /** {@return the mode of that name in {@code pg_locks}} */
    static LockMode of(String shown) {
        return Arrays.stream(values())
                .filter(mode -> mode.shown.equals(shown))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the mode that SQL calls so} */
    static Optional<LockMode> named(String sql) {
        return Arrays.stream(values()).filter(mode -> mode.sql().equals(sql)).findFirst();
    }

    /** {@return whether nobody can write to a table while somebody else holds it} */
    boolean blocksWrites() {
        return compareTo(SHARE) >= 0;
    }

    /** {@return whether a statement that merely reads or writes rows takes no such lock} */
    boolean isOfStructure() {
        return compareTo(SHARE_UPDATE_EXCLUSIVE) >= 0;
    }

    /** {@return its name in SQL} */
    String sql() {
        return name().replace('_', ' ');
    }

    @Override
    public String toString() {
        return sql();
    }
}
