package dev.segue.export;

import java.util.Locale;

/** For whom a script is written. */
public enum ScriptFormat {
    /** Whoever sends SQL: the transaction is part of it. */
    SQL,
    /** A versioned migration of Flyway, which brings the transaction. */
    FLYWAY,
    /** A changeset of Liquibase in formatted SQL, which brings the transaction. */
    LIQUIBASE;

    /** {@return its name as people write it} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
