package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rights that roles have on columns of the old shape alone, given on the columns that take their place: of several, those
 * that a role has on each. They are read when they are given, and go with the columns.
 */
final class SameRowRights {

    private SameRowRights() {}

    static List<Statement> carried(SameRowText text) {
        List<Statement> all = new ArrayList<>();
        for (Derived made : text.mapping().forward()) {
            List<Stored> gone = made.arguments().stream()
                    .filter(a -> a.shape() == SameRow.Shape.OLD)
                    .distinct()
                    .toList();
            if (!gone.isEmpty()) {
                all.add(carried(text, made.column(), gone));
            }
        }
        return all;
    }

    private static Statement carried(SameRowText text, Stored made, List<Stored> gone) {
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
}
