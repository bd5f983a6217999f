package dev.segue.postgresql;

import dev.segue.dialect.Statement;

/** Puts together functions of Segue's own. */
final class Plpgsql {

    /** The isolation level of the transaction, as the server names it. */
    static final String ISOLATION = "pg_catalog.current_setting('transaction_isolation')";

    /** For functions that must not wait: shorter than any deadlock_timeout, and nobody notices. */
    private static final String NEVER_WAITING = " SET lock_timeout = '5ms'";

    private Plpgsql() {}

    static Statement trigger(String name, String declarations, String body, String why) {
        return function(name, "", "trigger", declarations, body, why);
    }

    /** {@return a function that gives up (lock_not_available) where it would have to wait for a lock} */
    static Statement neverWaiting(
            String name, String arguments, String returns, String declarations, String body, String why) {
        return create(name, arguments, returns, NEVER_WAITING, declarations, body, why);
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
