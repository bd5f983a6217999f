package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Views, materialized views and functions in standard SQL that use a table. The server ties them to columns by number:
 * they follow a rename without a word, and forbid a drop. Those of a version schema are Segue's own, and no matter here.
 */
final class Dependents {

    /** Of the table and its partitions; a dependency on no column in particular is one on the table. */
    private static final String QUERY = """
            SELECT u.object, pg_catalog.string_agg(DISTINCT u.used, ', ' ORDER BY u.used) AS used
            FROM (
                SELECT CASE WHEN v.oid IS NULL THEN pg_catalog.pg_describe_object(d.classid, d.objid, 0)
                            ELSE CASE v.relkind WHEN 'm' THEN 'materialized view ' ELSE 'view ' END || n.nspname || '.' || v.relname
                       END AS object,
                       ? || COALESCE('.' || a.attname, '') AS used
                FROM pg_catalog.pg_depend d
                LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid AND a.attnum > 0
                LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
                LEFT JOIN pg_catalog.pg_class v ON v.oid = r.ev_class AND v.relkind IN ('v', 'm')
                LEFT JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
                WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND (d.refobjid = pg_catalog.to_regclass(?)
                       OR d.refobjid IN (SELECT p.relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p))
                  AND (v.oid IS NOT NULL OR d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass)
                  AND (? OR a.attname = ANY (?))
                  AND NOT COALESCE(pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), ?), false)
            ) u
            GROUP BY u.object ORDER BY u.object
            """;

    private Dependents() {}

    /** {@return what uses any of the columns, one line each; of the table itself if no column is named} */
    static List<String> of(Connection connection, TableName table, List<String> columns) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setString(1, table.toString());
            statement.setString(2, Sql.id(table));
            statement.setString(3, Sql.id(table));
            statement.setBoolean(4, columns.isEmpty());
            statement.setArray(5, connection.createArrayOf("text", columns.toArray()));
            statement.setString(6, Versions.PREFIX);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    found.add(row.getString("object") + " uses " + row.getString("used"));
                }
            }
        }
        return found;
    }
}
