package dev.segue.export;

import org.jspecify.annotations.Nullable;

/**
 * What a script's reader may choose.
 *
 * @param version the version of a Flyway migration; null for the number with which the migration's name begins
 * @param author the author of a Liquibase changeset
 * @param rights whether new tables get their owner and their rights, for which the roles have to be there
 */
public record ScriptOptions(@Nullable String version, String author, boolean rights) {

    /** The migration's own number, rights included. */
    public static final ScriptOptions STANDARD = new ScriptOptions(null, "segue", true);
}
