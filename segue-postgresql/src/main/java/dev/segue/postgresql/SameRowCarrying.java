package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What hangs on single columns of the old shape, given to the columns that take their place. It is read when it is given,
 * and goes with the columns.
 *
 * <ul>
 *   <li>Rights that roles have on the columns alone: of several columns, those that a role has on each.
 *   <li>Settings of a column that another one takes the place of: its statistics target, options, storage and compression.
 * </ul>
 */
final class SameRowCarrying {

    private SameRowCarrying() {}

    static List<Statement> carried(SameRowText text) {
        List<Statement> all = new ArrayList<>();
        for (Derived made : text.mapping().forward()) {
            List<Stored> gone = made.arguments().stream()
                    .filter(a -> a.shape() == SameRow.Shape.OLD)
                    .distinct()
                    .toList();
            if (!gone.isEmpty()) {
                all.add(rights(text, made.column(), gone));
            }
            if (gone.size() == 1) {
                all.add(settings(text, made.column(), gone.getFirst()));
            }
        }
        return all;
    }

    private static Statement rights(SameRowText text, Stored made, List<Stored> gone) {
        return Statement.free(
                Sql.fill(
                        """
                        DO $segue$
                        DECLARE r record;
                        BEGIN
                            FOR r IN SELECT x.privilege_type AS privilege,
                                            CASE x.grantee WHEN 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END AS grantee,
                                            CASE WHEN pg_catalog.bool_and(x.is_grantable) THEN ' WITH GRANT OPTION' ELSE '' END AS option
                                     FROM pg_catalog.pg_attribute a CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x
                                     WHERE a.attrelid = pg_catalog.to_regclass({table}) AND a.attname = ANY ({gone})
                                     GROUP BY x.grantee, x.privilege_type HAVING pg_catalog.count(DISTINCT a.attnum) = {count} LOOP
                                EXECUTE pg_catalog.format('GRANT %s (%I) ON %s TO %s%s', r.privilege, {made}, {table}, r.grantee, r.option);
                            END LOOP;
                        END
                        $segue$""",
                        Map.of(
                                "table",
                                Sql.literal(text.table()),
                                "gone",
                                "ARRAY[" + Sql.list(gone, c -> Sql.literal(c.open())) + "]::pg_catalog.text[]",
                                "count",
                                Integer.toString(gone.size()),
                                "made",
                                Sql.literal(made.open()))),
                "whoever has rights on a column has them on the one in its place");
    }

    /** Only what was set: a server of its own defaults is left to them, and no lock is taken. */
    private static Statement settings(SameRowText text, Stored made, Stored gone) {
        return new Statement(
                Sql.fill(
                        """
                        DO $segue$
                        DECLARE o record; n record; change pg_catalog.text := 'ALTER TABLE ' || {table} || ' ALTER COLUMN ' || pg_catalog.quote_ident({made});
                        BEGIN
                            SELECT a.*, t.typstorage INTO o FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                            WHERE a.attrelid = pg_catalog.to_regclass({table}) AND a.attname = {gone};
                            SELECT a.* INTO n FROM pg_catalog.pg_attribute a
                            WHERE a.attrelid = pg_catalog.to_regclass({table}) AND a.attname = {made};
                            IF COALESCE(o.attstattarget, -1) >= 0 THEN
                                EXECUTE change || ' SET STATISTICS ' || o.attstattarget;
                            END IF;
                            IF o.attoptions IS NOT NULL THEN
                                EXECUTE change || ' SET (' || pg_catalog.array_to_string(o.attoptions, ', ') || ')';
                            END IF;
                            IF o.attstorage <> o.typstorage AND n.attlen = -1 THEN
                                EXECUTE change || ' SET STORAGE ' || CASE o.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END;
                            END IF;
                            IF o.attcompression <> '' AND n.attlen = -1 THEN
                                EXECUTE change || ' SET COMPRESSION ' || CASE o.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END;
                            END IF;
                        END
                        $segue$""",
                        Map.of(
                                "table",
                                Sql.literal(text.table()),
                                "gone",
                                Sql.literal(gone.open()),
                                "made",
                                Sql.literal(made.open()))),
                "ACCESS EXCLUSIVE on " + text.mapping().row().table()
                        + " where storage or compression were set, instant",
                "what was set of a column is set of the one in its place");
    }
}
