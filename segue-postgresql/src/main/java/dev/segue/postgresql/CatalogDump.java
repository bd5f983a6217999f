package dev.segue.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The structure of schemas as sorted lines of text. Object identifiers and the numbers of columns do not appear (a column
 * that was added and dropped leaves no trace); the order of columns does.
 */
final class CatalogDump {

    private static final String QUERY = """
            WITH relations AS (
                SELECT c.*, n.nspname, pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) AS name
                FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ANY (?)
            )
            SELECT 'schema ' || pg_catalog.quote_ident(n.nspname) || ' owner ' || pg_catalog.pg_get_userbyid(n.nspowner)
                   || ' acl ' || COALESCE(n.nspacl::pg_catalog.text, '-')
            FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY (?)
            UNION ALL
            SELECT 'relation ' || c.name || ' kind ' || c.relkind::pg_catalog.text || ' persistence ' || c.relpersistence::pg_catalog.text
                   || ' owner ' || pg_catalog.pg_get_userbyid(c.relowner) || ' acl ' || COALESCE((SELECT pg_catalog.string_agg(x::pg_catalog.text, ',' ORDER BY x::pg_catalog.text) FROM pg_catalog.unnest(c.relacl) x), '-')
                   || ' options ' || COALESCE(c.reloptions::pg_catalog.text, '-') || ' replica ' || c.relreplident::pg_catalog.text
                   || ' rls ' || c.relrowsecurity || c.relforcerowsecurity || ' tablespace ' || c.reltablespace
                   || ' partition ' || COALESCE(pg_catalog.pg_get_expr(c.relpartbound, c.oid), '-')
                   || ' comment ' || COALESCE(pg_catalog.obj_description(c.oid, 'pg_class'), '-')
            FROM relations c WHERE c.relkind <> 't'
            UNION ALL
            SELECT 'column ' || c.name || ' ' || pg_catalog.lpad((pg_catalog.row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum))::pg_catalog.text, 4, '0')
                   || ' ' || pg_catalog.quote_ident(a.attname) || ' ' || pg_catalog.format_type(a.atttypid, a.atttypmod)
                   || ' collation ' || a.attcollation::pg_catalog.regcollation || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
                   || ' default ' || COALESCE(pg_catalog.pg_get_expr(d.adbin, d.adrelid), '-')
                   || ' identity ' || a.attidentity::pg_catalog.text || ' generated ' || a.attgenerated::pg_catalog.text || ' storage ' || a.attstorage::pg_catalog.text
                   || ' compression ' || a.attcompression::pg_catalog.text || ' statistics ' || COALESCE(a.attstattarget, -1)
                   || ' options ' || COALESCE(a.attoptions::pg_catalog.text, '-') || ' acl ' || COALESCE(a.attacl::pg_catalog.text, '-')
                   || ' comment ' || COALESCE(pg_catalog.col_description(c.oid, a.attnum), '-')
            FROM relations c JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'c')
            UNION ALL
            SELECT 'constraint ' || c.name || ' ' || pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid)
                   || ' validated ' || k.convalidated || ' comment ' || COALESCE(pg_catalog.obj_description(k.oid, 'pg_constraint'), '-')
            FROM relations c JOIN pg_catalog.pg_constraint k ON k.conrelid = c.oid WHERE k.contype <> 't'
            UNION ALL
            SELECT 'index ' || c.name || ' ' || pg_catalog.pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid
                   || ' clustered ' || i.indisclustered || ' replica ' || i.indisreplident
            FROM relations c JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
            UNION ALL
            SELECT 'trigger ' || c.name || ' ' || pg_catalog.pg_get_triggerdef(t.oid) || ' enabled ' || t.tgenabled::pg_catalog.text
                   || ' comment ' || COALESCE(pg_catalog.obj_description(t.oid, 'pg_trigger'), '-')
            FROM relations c JOIN pg_catalog.pg_trigger t ON t.tgrelid = c.oid WHERE NOT t.tgisinternal
            UNION ALL
            SELECT 'rule ' || c.name || ' ' || pg_catalog.pg_get_ruledef(r.oid)
            FROM relations c JOIN pg_catalog.pg_rewrite r ON r.ev_class = c.oid
            UNION ALL
            SELECT 'policy ' || c.name || ' ' || pg_catalog.quote_ident(p.polname) || ' ' || p.polcmd::pg_catalog.text || p.polpermissive || p.polroles::pg_catalog.regrole[]::pg_catalog.text
                   || ' using ' || COALESCE(pg_catalog.pg_get_expr(p.polqual, p.polrelid), '-')
                   || ' check ' || COALESCE(pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid), '-')
            FROM relations c JOIN pg_catalog.pg_policy p ON p.polrelid = c.oid
            UNION ALL
            SELECT 'sequence ' || c.name || ' ' || s.seqtypid::pg_catalog.regtype || ' ' || s.seqstart || ' ' || s.seqincrement || ' '
                   || s.seqmin || ' ' || s.seqmax || ' ' || s.seqcache || ' ' || s.seqcycle || ' owned by '
                   || COALESCE((SELECT d.refobjid::pg_catalog.regclass || '.' || a.attname FROM pg_catalog.pg_depend d
                                JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                                WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                                  AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0), '-')
            FROM relations c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
            UNION ALL
            SELECT 'inherits ' || c.name || ' from ' || i.inhparent::pg_catalog.regclass || ' ' || i.inhseqno
            FROM relations c JOIN pg_catalog.pg_inherits i ON i.inhrelid = c.oid
            UNION ALL
            SELECT 'statistics ' || pg_catalog.pg_get_statisticsobjdef(e.oid)
            FROM relations c JOIN pg_catalog.pg_statistic_ext e ON e.stxrelid = c.oid
            UNION ALL
            SELECT 'publication ' || p.pubname || ' ' || c.name
            FROM relations c JOIN pg_catalog.pg_publication_rel r ON r.prrelid = c.oid JOIN pg_catalog.pg_publication p ON p.oid = r.prpubid
            UNION ALL
            SELECT 'function ' || f.oid::pg_catalog.regprocedure || ' ' || pg_catalog.md5(pg_catalog.pg_get_functiondef(f.oid)) || ' acl ' || COALESCE(f.proacl::pg_catalog.text, '-')
            FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace n ON n.oid = f.pronamespace
            WHERE n.nspname = ANY (?) AND f.prokind IN ('f', 'p')
            UNION ALL
            SELECT 'type ' || t.oid::pg_catalog.regtype || ' ' || t.typtype::pg_catalog.text || ' '
                   || COALESCE((SELECT pg_catalog.string_agg(e.enumlabel, ',' ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '-')
                   || ' ' || COALESCE(pg_catalog.format_type(NULLIF(t.typbasetype, 0), t.typtypmod), '-')
                   || CASE WHEN t.typnotnull THEN ' not null' ELSE '' END || ' default ' || COALESCE(t.typdefault, '-')
                   || COALESCE((SELECT pg_catalog.string_agg(' check ' || pg_catalog.quote_ident(k.conname) || ' ' || pg_catalog.pg_get_constraintdef(k.oid), '' ORDER BY k.conname)
                                FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '')
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname = ANY (?) AND t.typtype IN ('e', 'd', 'r')
            """;

    private CatalogDump() {}

    static String of(Connection connection, Collection<String> schemas) throws SQLException {
        List<String> own = Versions.without(connection, schemas);
        return SearchPath.withNone(connection, () -> {
            TreeSet<String> lines = new TreeSet<>();
            try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
                for (int n = 1; n <= 4; n++) {
                    statement.setArray(n, connection.createArrayOf("text", own.toArray()));
                }
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        lines.add(row.getString(1));
                    }
                }
            }
            return String.join("\n", lines) + "\n";
        });
    }
}
