package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Views, materialized views, functions in standard SQL and publications of some columns that use a table. The server ties
 * them to columns by number: they follow a rename without a word, and forbid a drop. Those of a version schema are Segue's
 * own, and no matter here.
 */
final class Dependents {

    /** Of the tables and their partitions; a dependency on no column in particular is one on the table. */
    private static final String QUERY = """
            SELECT DISTINCT t.root, a.attname,
                   CASE WHEN p.oid IS NOT NULL THEN 'publication ' || p.pubname
                        WHEN v.oid IS NULL THEN pg_catalog.pg_describe_object(d.classid, d.objid, 0)
                        ELSE CASE v.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || n.nspname || '.' || v.relname
                   END AS object
            FROM %s t
            JOIN pg_catalog.pg_depend d ON d.refobjid = t.member
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.attnum > 0
            LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
            LEFT JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm') AND v.oid <> t.member
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
            LEFT JOIN pg_catalog.pg_publication_rel l ON a.attnum IS NOT NULL
                AND d.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass AND l.oid = d.objid
            LEFT JOIN pg_catalog.pg_publication p ON p.oid = l.prpubid
            WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND (v.oid IS NOT NULL OR p.oid IS NOT NULL OR d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
              AND NOT COALESCE(pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), ?), false)
            ORDER BY object, a.attname
            """.formatted(Relations.TREE);

    private Dependents() {}

    /**
     * What uses a table.
     *
     * @param object what it is, with its kind
     * @param column of the table; null where it uses no one in particular
     */
    record Use(String object, @Nullable String column) {}

    /** {@return whether it is a publication, which names columns in its list or in its row filter} */
    static boolean isPublication(String object) {
        return object.startsWith("publication ");
    }

    /** {@return for each of the relations what uses it} */
    static Map<Long, List<Use>> of(Relations relations) throws SQLException {
        return relations.grouped(
                QUERY,
                row -> new Use(CatalogReader.text(row, "object"), row.getString("attname")),
                relations.array(),
                Versions.PREFIX);
    }

    /** {@return what uses any of the columns, one line each; of the table itself if no column is named} */
    static List<String> of(Connection connection, TableName table, List<String> columns) throws SQLException {
        Relations relations = Relations.named(connection, table);
        List<Use> uses = of(relations).values().stream().flatMap(List::stream).toList();
        return lines(table, columns.isEmpty() ? uses : of(uses, columns));
    }

    /** {@return those uses that are of the columns} */
    static List<Use> of(List<Use> uses, List<String> columns) {
        return uses.stream()
                .filter(use -> use.column() != null && columns.contains(use.column()))
                .toList();
    }

    /** {@return one line for each object, with what it uses} */
    static List<String> lines(TableName table, List<Use> uses) {
        Map<String, TreeSet<String>> byObject = new LinkedHashMap<>();
        for (Use use : uses) {
            byObject.computeIfAbsent(use.object(), o -> new TreeSet<>())
                    .add(table + (use.column() == null ? "" : "." + use.column()));
        }
        return byObject.entrySet().stream()
                .map(entry -> entry.getKey() + " uses " + String.join(", ", entry.getValue()))
                .toList();
    }
}
