package dev.segue.postgresql;

import dev.segue.dialect.ScriptFrame;
import dev.segue.dialect.Statement;
import java.util.List;

/** Scripts of a migration's author. A lock of the attempt keeps the undoing from overtaking what it undoes. */
final class Scripts {

    private static final String UNKNOWN = "whatever it takes: Segue does not know what it does";

    /** The settings that change what an expression means, as Segue's own sessions have them. */
    private static final List<String> SETTINGS = List.of(
            "SET LOCAL search_path = " + SearchPath.OWN,
            "SET LOCAL TimeZone = 'UTC'",
            "SET LOCAL DateStyle = 'ISO, YMD'",
            "SET LOCAL IntervalStyle = 'postgres'");

    private Scripts() {}

    static ScriptFrame frame(String migration) {
        String name = Sql.literal(migration);
        return new ScriptFrame(
                """
                DO $segue$
                BEGIN
                    IF pg_catalog.to_regclass('segue.migration') IS NOT NULL THEN
                        IF EXISTS (SELECT FROM segue.migration WHERE name = %1$s AND state <> 'ROLLED_BACK') THEN
                            RAISE EXCEPTION 'Segue itself migrates this database, and has %% here: this script would do it twice', %1$s
                                USING ERRCODE = '55000', HINT = 'have your tool note the script as applied, without executing it';
                        END IF;
                    END IF;
                END
                $segue$""".formatted(name),
                ("SELECT CASE WHEN pg_catalog.to_regclass('segue.migration') IS NULL THEN 0 ELSE"
                                + " (pg_catalog.xpath('//n/text()', pg_catalog.query_to_xml(%s, false, false, '')))[1]::text::int END")
                        .formatted(Sql.literal(
                                "SELECT count(*) AS n FROM segue.migration WHERE state = 'CONTRACTED' AND name = "
                                        + name)),
                "BEGIN",
                kept("'segue.' || s.name", "pg_catalog.current_setting(s.name)"),
                SETTINGS,
                kept("s.name", "pg_catalog.current_setting('segue.' || s.name)"),
                "COMMIT");
    }

    private static String kept(String name, String value) {
        return """
                DO $segue$
                BEGIN
                    PERFORM pg_catalog.set_config(%s, %s, true)
                    FROM (VALUES ('search_path'), ('timezone'), ('datestyle'), ('intervalstyle')) AS s (name);
                END
                $segue$""".formatted(name, value);
    }

    static List<Statement> plain(String sql) {
        return List.of(
                path("public", "names without a schema mean public, as everywhere in the file"),
                new Statement(sql, UNKNOWN, "written by you"),
                path(SearchPath.OWN, "Segue's own again"));
    }

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
