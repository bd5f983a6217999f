package dev.segue.postgresql;

import dev.segue.catalog.ObjectChange.AddCheck;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import java.util.List;
import java.util.Map;

/**
 * A check that a domain gets beside the traffic. VALIDATE CONSTRAINT of a domain reads all its tables under SHARE, which
 * holds off whoever writes them; so it stays NOT VALID where the domain has values, and these are looked at by a query.
 */
final class DomainChecks {

    /** The columns of the domain itself; a partition has rows, the whole has none. */
    private static final String COLUMNS = """
            SELECT n.nspname, c.relname, a.attname FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind = 'r'
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.atttypid = pg_catalog.to_regtype({domain}) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY n.nspname, c.relname, a.attnum""";

    private DomainChecks() {}

    static List<Statement> add(AddCheck check) {
        return List.of(
                drop(check),
                new Statement(
                        "ALTER DOMAIN %s ADD CONSTRAINT %s CHECK (%s) NOT VALID"
                                .formatted(Sql.id(check.domain()), Sql.id(check.name()), check.condition()),
                        Statement.NO_LOCK,
                        "binds new values only: nothing is scanned"));
    }

    static Statement drop(AddCheck check) {
        return new Statement(
                "ALTER DOMAIN %s DROP CONSTRAINT IF EXISTS %s".formatted(Sql.id(check.domain()), Sql.id(check.name())),
                Statement.NO_LOCK,
                "a change of the catalog only");
    }

    static Statement validate(AddCheck check) {
        return new Statement(
                "ALTER DOMAIN %s VALIDATE CONSTRAINT %s".formatted(Sql.id(check.domain()), Sql.id(check.name())),
                "SHARE on every table with a column of it while it scans",
                "only while nobody writes");
    }

    static Statement holds(AddCheck check) {
        return looked(check, "");
    }

    static Statement proven(AddCheck check) {
        return looked(
                check,
                "    IF nobody THEN\n        EXECUTE %s;\n    END IF;\n"
                        .formatted(Sql.literal(validate(check).sql())));
    }

    private static Statement looked(AddCheck check, String afterwards) {
        String condition =
                "SELECT EXISTS (SELECT FROM (SELECT CAST(t.%3$I AS {type}) AS value FROM ONLY %1$I.%2$I t) AS segue_domain WHERE NOT ("
                        + check.condition().replace("%", "%%") + "))";
        return new Statement(
                Sql.fill(
                        """
                        DO $segue$
                        DECLARE
                            r record;
                            against pg_catalog.bool;
                            nobody pg_catalog.bool := true;
                        BEGIN
                            FOR r IN {columns} LOOP
                                nobody := false;
                                EXECUTE pg_catalog.format({condition}, r.nspname, r.relname, r.attname) INTO against;
                                IF against THEN
                                    RAISE EXCEPTION USING ERRCODE = 'check_violation',
                                        MESSAGE = pg_catalog.format('values of %I.%I.%I are against the check %s of the domain %s', r.nspname, r.relname, r.attname, {name}, {domain}),
                                        HINT = 'Give them another value, then run this again, or roll back.';
                                END IF;
                            END LOOP;
                        {afterwards}END
                        $segue$""",
                        Map.of(
                                "columns", filled(check, COLUMNS),
                                "condition", Sql.literal(condition.replace("{type}", check.type())),
                                "name", Sql.literal(check.name()),
                                "domain", Sql.literal(Sql.id(check.domain())),
                                "afterwards", afterwards)),
                "ACCESS SHARE on " + tables(check) + "; blocks no reads or writes",
                "the values that are there");
    }

    /** Whoever holds a lock to write began before the check was there, or obeys it already. */
    static Statement awaitWriters(AddCheck check) {
        return new Statement(
                Sql.fill("""
                        DO $segue$
                        DECLARE
                            r record;
                        BEGIN
                            FOR r IN {columns} LOOP
                                EXECUTE pg_catalog.format('LOCK TABLE ONLY %I.%I IN SHARE MODE', r.nspname, r.relname);
                            END LOOP;
                        END
                        $segue$""", Map.of("columns", filled(check, COLUMNS))),
                "SHARE on " + tables(check) + ", instant",
                "whoever writes from now on obeys the check");
    }

    private static String filled(AddCheck check, String query) {
        return Sql.fill(query, Map.of("domain", Sql.literal(Sql.id(check.domain()))));
    }

    private static String tables(AddCheck check) {
        return check.tables().isEmpty()
                ? "no table"
                : String.join(
                        ", ", check.tables().stream().map(TableName::toString).toList());
    }
}
