package dev.segue.postgresql;

import dev.segue.dialect.Statement;

/** Puts together functions of Segue's own. */
final class Plpgsql {

    /** The isolation level of the transaction, as the server names it. */
    static final String ISOLATION = "pg_catalog.current_setting('transaction_isolation')";

    /**
     * From here on the function waits for a lock for a moment only, shorter than any deadlock_timeout. To be said inside of
     * a block that catches {@code lock_not_available}, never for the whole function: before its first statement the server
     * may have to read its catalog anew, and may wait for a lock on that, for example while autovacuum truncates it.
     */
    static final String HURRY = "waits := pg_catalog.set_config('lock_timeout', '5ms', true);";

    /**
     * The last statement of such a block where the function goes on behind it; after an error that the block caught, the
     * function waits for locks again by itself.
     */
    static final String NO_HURRY = "waits := pg_catalog.set_config('lock_timeout', '0', true);";

    /** Takes back at the end of the function what it sets. */
    private static final String HURRYING = " SET lock_timeout = 0";

    private Plpgsql() {}

    static Statement trigger(String name, String declarations, String body, String why) {
        return function(name, "", "trigger", declarations, body, why);
    }

    /** {@return a function that may say {@link #HURRY}} */
    static Statement hurrying(
            String name, String arguments, String returns, String declarations, String body, String why) {
        return create(name, arguments, returns, HURRYING, "waits pg_catalog.text;\n" + declarations, body, why);
    }

    /**
     * {@return a function that runs with the rights of Segue's role}
     *
     * @param name qualified and quoted
     */
    static Statement function(
            String name, String arguments, String returns, String declarations, String body, String why) {
        return create(name, arguments, returns, "", declarations, body, why);
    }

    private static Statement create(
            String name,
            String arguments,
            String returns,
            String settings,
            String declarations,
            String body,
            String why) {
        // every column is qualified, so a plain name is a variable, whatever the application calls its columns
        String whole = "#variable_conflict use_variable\n"
                + (declarations.isEmpty() ? "" : "DECLARE\n" + declarations.indent(4)) + "BEGIN\n" + body.indent(4)
                + "END\n";
        return Statement.free(
                "CREATE OR REPLACE FUNCTION %s(%s) RETURNS %s LANGUAGE plpgsql SECURITY DEFINER%s AS %s"
                        .formatted(name, arguments, returns, settings, Sql.body(whole)),
                why);
    }
}
