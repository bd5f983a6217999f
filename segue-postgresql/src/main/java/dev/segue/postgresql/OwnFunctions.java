package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import java.util.Collection;

/** Functions in Segue's schema. */
final class OwnFunctions {

    private OwnFunctions() {}

    /** {@return what drops the functions of these names, whichever were made and whatever their arguments} */
    static Statement drop(Collection<String> names) {
        return Statement.free("""
                DO $segue$
                DECLARE f pg_catalog.regprocedure;
                BEGIN
                    FOR f IN SELECT p.oid FROM pg_catalog.pg_proc p
                             WHERE p.pronamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = 'segue')
                               AND p.proname IN (%s) LOOP
                        EXECUTE 'DROP FUNCTION ' || f;
                    END LOOP;
                END
                $segue$""".formatted(Sql.list(names, Sql::literal)), "Segue's own functions");
    }
}
