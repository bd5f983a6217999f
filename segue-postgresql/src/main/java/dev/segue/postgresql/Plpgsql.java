package dev.segue.postgresql;

import dev.segue.dialect.Statement;

/** Puts together functions of Segue's own. */
final class Plpgsql {

    /** The isolation level of the transaction, as the server names it. */
    static final String ISOLATION = "pg_catalog.current_setting('transaction_isolation')";

    private Plpgsql() {}

    static Statement trigger(String name, String declarations, String body, String why) {
        return function(name, "", "trigger", declarations, body, why);
    }

    /**
     * {@return a function that runs with the rights of Segue's role}
     *
     * @param name qualified and quoted
     */
    static Statement function(
            String name, String arguments, String returns, String declarations, String body, String why) {
        String whole = (declarations.isEmpty() ? "" : "DECLARE\n" + declarations.indent(4)) + "BEGIN\n" + body.indent(4)
                + "END\n";
        return Statement.free(
                "CREATE OR REPLACE FUNCTION %s(%s) RETURNS %s LANGUAGE plpgsql SECURITY DEFINER AS %s"
                        .formatted(name, arguments, returns, Sql.body(whole)),
                why);
    }
}
