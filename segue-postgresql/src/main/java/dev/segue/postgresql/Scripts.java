package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import java.util.List;

/** Scripts of a migration's author. A lock of the attempt keeps the undoing from overtaking what it undoes. */
final class Scripts {

    private static final String UNKNOWN = "whatever it takes: Segue does not know what it does";

    private Scripts() {}

    static List<Statement> once(String migration, int attempt, String sql) {
        return List.of(
                mine(migration, attempt),
                path("public", "names without a schema mean public, as everywhere in the file"),
                new Statement(sql, UNKNOWN, "written by you"),
                path(SearchPath.OWN, "Segue's own again"));
    }

    static List<Statement> undo(String migration, int attempt, int step, String sql) {
        String undone = """
                DO $segue$
                BEGIN
                    IF EXISTS (SELECT FROM segue.step WHERE migration = %s AND attempt = %d AND step = %d) THEN
                        EXECUTE %s;
                    END IF;
                END
                $segue$""".formatted(Sql.literal(migration), attempt, step, Sql.literal(sql));
        return List.of(
                mine(migration, attempt),
                path("public", "names without a schema mean public, as everywhere in the file"),
                new Statement(undone, UNKNOWN, "written by you; where up was done"),
                path(SearchPath.OWN, "Segue's own again"));
    }

    private static Statement path(String path, String why) {
        return Statement.free("SET LOCAL search_path = " + path, why);
    }

    private static Statement mine(String migration, int attempt) {
        return Statement.free(
                "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, %d))"
                        .formatted(Sql.literal("segue script " + migration), attempt),
                "one after the other");
    }
}
