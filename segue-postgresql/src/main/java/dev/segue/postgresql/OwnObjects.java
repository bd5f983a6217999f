package dev.segue.postgresql;

import dev.segue.dialect.OwnObject;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What was made for migrations: in Segue's schema, and on the application's tables. */
final class OwnObjects {

    private static final Pattern MADE = Pattern.compile(
            "CREATE (?:OR REPLACE )?(?:TABLE|FUNCTION|SEQUENCE|VIEW|INDEX)(?: IF NOT EXISTS)? segue\\.(\\w+)");

    /** What belongs to a table or to a function's caller goes with it, and is not told by itself. */
    private static final String QUERY = """
            WITH tables AS (
                SELECT c.oid, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('segue', 'pg_catalog', 'information_schema')
                  AND n.nspname NOT LIKE 'pg\\_t%'
            )
            SELECT c.relname::pg_catalog.text AS base, k.word || ' segue.' || pg_catalog.quote_ident(c.relname) AS description,
                   'DROP ' || pg_catalog.upper(k.word) || ' segue.' || pg_catalog.quote_ident(c.relname) AS does
            FROM pg_catalog.pg_class c
            JOIN (VALUES ('r', 'table'), ('p', 'table'), ('S', 'sequence'), ('v', 'view')) AS k (kind, word) ON k.kind = c.relkind::pg_catalog.text
            WHERE c.relnamespace = pg_catalog.to_regnamespace('segue')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                              WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.deptype IN ('a', 'i'))
            UNION ALL
            SELECT f.proname::pg_catalog.text, 'function ' || f.oid::pg_catalog.regprocedure, 'DROP FUNCTION ' || f.oid::pg_catalog.regprocedure
            FROM pg_catalog.pg_proc f WHERE f.pronamespace = pg_catalog.to_regnamespace('segue')
            UNION ALL
            SELECT pg_catalog.substr(g.tgname::pg_catalog.text, 8), 'trigger ' || pg_catalog.quote_ident(g.tgname) || ' on ' || t.name,
                   'DROP TRIGGER ' || pg_catalog.quote_ident(g.tgname) || ' ON ' || t.name
            FROM tables t JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.oid
            WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND g.tgname ~ '^[!~]segue_'
            UNION ALL
            SELECT pg_catalog.substr(a.attname::pg_catalog.text, 7), 'column ' || t.name || '.' || pg_catalog.quote_ident(a.attname),
                   'ALTER TABLE ' || t.name || ' DROP COLUMN ' || pg_catalog.quote_ident(a.attname)
            FROM tables t JOIN pg_catalog.pg_attribute a ON a.attrelid = t.oid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND a.attname ~ '^segue_' AND a.attinhcount = 0
              AND pg_catalog.col_description(t.oid, a.attnum) LIKE 'set by Segue %'
            ORDER BY 2
            """;

    private OwnObjects() {}

    static List<OwnObject> of(Connection connection) throws SQLException {
        Set<String> journal = MADE.matcher(PostgresqlJournal.script())
                .results()
                .map((MatchResult m) -> m.group(1))
                .collect(Collectors.toSet());
        return Rows.list(
                        connection,
                        QUERY,
                        row -> new OwnObject(
                                CatalogReader.text(row, "base"),
                                CatalogReader.text(row, "description"),
                                CatalogReader.text(row, "does")))
                .stream()
                .filter(o -> !journal.contains(o.base()) || !o.drop().contains(" segue."))
                .toList();
    }
}
