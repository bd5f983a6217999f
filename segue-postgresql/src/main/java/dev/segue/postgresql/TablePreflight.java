package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Finding;
import dev.segue.dialect.Preflight;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import dev.segue.mapping.SameRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Looks at the table whose columns move or are replaced, and says what speaks against it or should be known. */
final class TablePreflight {

    private static final Set<String> COUNTERS =
            Set.of("smallint", "integer", "bigint", "real", "double precision", "money");

    private final Connection connection;
    private final TableName table;
    private final List<MappedColumn.Side> key;
    private final List<MappedColumn.Side> leaving;
    private final TableName written;
    private final List<Finding> findings = new ArrayList<>();

    TablePreflight(Connection connection, Lookup lookup) {
        this(
                connection,
                lookup.child().table(),
                lookup.child().key(),
                lookup.columns().stream().map(MappedColumn::source).toList(),
                lookup.parent().table());
    }

    TablePreflight(Connection connection, SameRow mapping) {
        this(
                connection,
                mapping.row().table(),
                sides(mapping.row().key()),
                sides(mapping.groups().stream()
                        .flatMap(g -> g.oldColumns().stream())
                        .filter(c -> c.shape() == SameRow.Shape.OLD)
                        .distinct()
                        .toList()),
                mapping.row().table());
    }

    /**
     * @param leaving the columns that the new shape has no more
     * @param written the table that new code writes instead
     */
    private TablePreflight(
            Connection connection,
            TableName table,
            List<MappedColumn.Side> key,
            List<MappedColumn.Side> leaving,
            TableName written) {
        this.connection = connection;
        this.table = table;
        this.key = key;
        this.leaving = leaving;
        this.written = written;
    }

    private static List<MappedColumn.Side> sides(List<SameRow.Stored> columns) {
        return columns.stream()
                .map(c -> new MappedColumn.Side(c.open(), c.type()))
                .toList();
    }

    private Array leavingNames() throws SQLException {
        return connection.createArrayOf(
                "text", leaving.stream().map(MappedColumn.Side::name).toArray());
    }

    Preflight look() throws SQLException {
        long[] size = kindAndSize();
        privileges();
        keyTypes();
        dependents();
        statisticsObjects();
        partitions();
        triggers();
        findings.addAll(new ReplicationPreflight(connection, table).look());
        statements();
        for (MappedColumn.Side column : leaving) {
            String type = column.type();
            if (COUNTERS.contains(type) || type.startsWith("numeric")) {
                findings.add(Finding.warn(
                        "%s.%s is a number: if both shapes change it at once by what they read (x = x + 1), the later write wins"
                                .formatted(table, column.name()),
                        "let only one shape count while both live; see concepts, last writer wins"));
            }
        }
        findings.add(Finding.warn(
                "new columns on %s change what SELECT * and INSERT … SELECT * see; a prepared SELECT * fails once"
                        .formatted(table),
                "name the columns; see how-to \"select star\""));
        return new Preflight(findings, size[0], size[1]);
    }

    private long[] kindAndSize() throws SQLException {
        String sql = """
                SELECT c.relkind::pg_catalog.text, c.relispartition, c.relrowsecurity, c.relforcerowsecurity,
                       CASE c.relkind WHEN 'p'
                            THEN COALESCE((SELECT pg_catalog.sum(l.reltuples) FROM pg_catalog.pg_partition_tree(c.oid) p
                                           JOIN pg_catalog.pg_class l ON l.oid = p.relid WHERE l.relkind = 'r' AND l.reltuples >= 0), -1)
                            ELSE c.reltuples END AS reltuples,
                       COALESCE((SELECT pg_catalog.sum(pg_catalog.pg_relation_size(p.relid)) FROM pg_catalog.pg_partition_tree(c.oid) p),
                                pg_catalog.pg_relation_size(c.oid)) AS bytes,
                       pg_catalog.pg_partition_root(c.oid)::pg_catalog.text AS root,
                       (SELECT pg_catalog.string_agg(i.inhrelid::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhrelid)
                        FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AS heirs,
                       (SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhparent)
                        FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AS ancestors,
                       (SELECT pg_catalog.string_agg(p.relid::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY p.relid)
                        FROM pg_catalog.pg_partition_tree(c.oid) p JOIN pg_catalog.pg_class l ON l.oid = p.relid
                        WHERE l.relkind = 'f') AS foreign_partitions,
                       (SELECT r.rolsuper OR r.rolbypassrls FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER) AS bypass
                FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    throw new SQLException("table " + table + " is gone");
                }
                kind(row);
                if (row.getBoolean("relrowsecurity") && !row.getBoolean("bypass")) {
                    findings.add(Finding.refuse(
                            table + " has row-level security, and Segue's role would silently not see every row",
                            "run Segue as a role with BYPASSRLS, and give the new table its policies"));
                } else if (row.getBoolean("relrowsecurity") && !written.equals(table)) {
                    findings.add(Finding.warn(
                            table + " has row-level security; its policies are not carried over to " + written,
                            "add policies to the new table before new code uses it"));
                }
                long bytes = row.getLong("bytes");
                double tuples = row.getDouble("reltuples");
                return new long[] {tuples >= 0 ? (long) tuples : bytes / 100, bytes};
            }
        }
    }

    private void kind(ResultSet row) throws SQLException {
        boolean partitioned = "p".equals(row.getString("relkind"));
        String heirs = row.getString("heirs");
        String ancestors = row.getString("ancestors");
        if (row.getBoolean("relispartition")) {
            findings.add(Finding.refuse(
                    table + " is a partition of " + row.getString("root")
                            + ", whose partitions all have the same columns",
                    "move the columns of the whole: from: " + row.getString("root")));
        } else if (!partitioned && heirs != null) {
            findings.add(
                    Finding.refuse(
                            "%s is inherited by %s: a query of %s also reads their rows, which no key of %s identifies, and no foreign key covers"
                                    .formatted(table, heirs, table, table),
                            "ALTER TABLE … NO INHERIT, and move the columns of each table by a migration of its own; or make it a partitioned table first"));
        } else if (!partitioned && ancestors != null) {
            findings.add(Finding.refuse(
                    "%s inherits from %s: columns that are inherited cannot be dropped here"
                            .formatted(table, ancestors),
                    "ALTER TABLE %s NO INHERIT %s first".formatted(Sql.id(table), ancestors)));
        }
        if (row.getString("foreign_partitions") != null) {
            findings.add(Finding.refuse(
                    "%s has partitions that are foreign tables (%s), which can have no triggers of this kind and no foreign keys"
                            .formatted(table, row.getString("foreign_partitions")),
                    "detach them first"));
        }
    }

    private void privileges() throws SQLException {
        String sql = """
                SELECT pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owns, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
                       CURRENT_USER AS me, pg_catalog.current_database() AS database,
                       pg_catalog.has_schema_privilege(?, 'CREATE') AS may_create,
                       pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
                       OR EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = 'segue'
                                  AND pg_catalog.has_schema_privilege(n.oid, 'CREATE')) AS may_keep_journal
                FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, written.schema());
            statement.setString(2, Sql.id(table));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return;
                }
                String owner = text(row, "owner");
                String me = text(row, "me");
                String schema = written.schema();
                require(
                        row.getBoolean("owns"),
                        "Segue's role %s does not own %s (its owner is %s)".formatted(me, table, owner),
                        "GRANT %s TO %s".formatted(Sql.id(owner), Sql.id(me)));
                require(
                        row.getBoolean("may_create"),
                        "Segue's role %s may not create tables in schema %s".formatted(me, schema),
                        "GRANT USAGE, CREATE ON SCHEMA %s TO %s".formatted(Sql.id(schema), Sql.id(me)));
                require(
                        row.getBoolean("may_keep_journal"),
                        "Segue's role %s may not create its schema segue".formatted(me),
                        "CREATE SCHEMA segue AUTHORIZATION %1$s; or GRANT CREATE ON DATABASE %2$s TO %1$s"
                                .formatted(Sql.id(me), Sql.id(text(row, "database"))));
            }
        }
    }

    private static String text(ResultSet row, String column) throws SQLException {
        return String.valueOf(row.getString(column));
    }

    private void require(boolean holds, String message, String hint) {
        if (!holds) {
            findings.add(Finding.refuse(message, hint));
        }
    }

    private void keyTypes() throws SQLException {
        for (MappedColumn.Side part : key) {
            String sql = """
                    SELECT t.typtype <> 'b' OR n.nspname = 'pg_catalog' AS plain
                    FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
                    JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
                    WHERE a.attrelid = pg_catalog.to_regclass(?) AND a.attname = ?
                    """;
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, Sql.id(table));
                statement.setString(2, part.name());
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next() && !row.getBoolean(1)) {
                        findings.add(Finding.refuse(
                                "the key column %s.%s has the type %s of an extension, whose order Segue does not know"
                                        .formatted(table, part.name(), part.type()),
                                "use a key of a type of the server's own"));
                    }
                }
            }
        }
    }

    private void dependents() throws SQLException {
        String sql = """
                SELECT DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, 0) AS object, a.attname
                FROM pg_catalog.pg_depend d
                JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  AND d.refobjid IN (SELECT pg_catalog.to_regclass(?)::pg_catalog.oid
                                     UNION SELECT p.relid FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p)
                  AND a.attname = ANY (?)
                  AND d.classid IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
                                    'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_trigger'::pg_catalog.regclass,
                                    'pg_catalog.pg_publication_rel'::pg_catalog.regclass)
                  AND NOT (d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                           AND EXISTS (SELECT FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
                                       WHERE r.oid = d.objid AND v.relkind IN ('v', 'm')))
                  AND NOT (d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
                           AND EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.oid = d.objid AND g.tgname ~ '^[!~]segue_'))
                  AND NOT (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                           AND EXISTS (SELECT FROM pg_catalog.pg_attrdef f WHERE f.oid = d.objid AND f.adrelid = a.attrelid AND f.adnum = a.attnum))
                UNION
                SELECT pg_catalog.pg_describe_object('pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 0), a.attname
                FROM pg_catalog.pg_constraint k
                JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)
                WHERE k.contype = 'f' AND k.confrelid = pg_catalog.to_regclass(?) AND a.attname = ANY (?)
                ORDER BY 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Array columns = leavingNames();
            statement.setString(1, Sql.id(table));
            statement.setString(2, Sql.id(table));
            statement.setArray(3, columns);
            statement.setString(4, Sql.id(table));
            statement.setArray(5, columns);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    findings.add(Finding.refuse(
                            "%s uses %s.%s, which contract drops".formatted(row.getString(1), table, row.getString(2)),
                            "drop it or let it read another column first"));
                }
            }
        }
        for (String one : Dependents.of(
                connection, table, leaving.stream().map(MappedColumn.Side::name).toList())) {
            findings.add(Finding.warn(
                    one + ": it goes on reading the old shape, and seal waits for it",
                    "once both shapes live, let it use the new one (CREATE OR REPLACE …), or drop it"));
        }
    }

    /** The server drops them with their columns, without a word. */
    private void statisticsObjects() throws SQLException {
        String sql = """
                SELECT DISTINCT pg_catalog.pg_get_statisticsobjdef(s.oid) AS definition, s.stxname
                FROM pg_catalog.pg_statistic_ext s
                JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND d.objid = s.oid
                                           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = s.stxrelid
                JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                WHERE s.stxrelid = pg_catalog.to_regclass(?) AND a.attname = ANY (?)
                ORDER BY s.stxname
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            statement.setArray(2, leavingNames());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    findings.add(Finding.warn(
                            "the statistics object %s on %s goes with contract"
                                    .formatted(row.getString("stxname"), table),
                            "make its counterpart when the new columns are filled; it is: "
                                    + row.getString("definition")));
                }
            }
        }
    }

    /** What a single partition has besides what the whole has is not carried over. */
    private void partitions() throws SQLException {
        String sql = """
                SELECT DISTINCT o.what, l.oid::pg_catalog.regclass::pg_catalog.text AS partition
                FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p JOIN pg_catalog.pg_class l ON l.oid = p.relid
                JOIN pg_catalog.pg_attribute a ON a.attrelid = l.oid AND a.attname = ANY (?)
                CROSS JOIN LATERAL (
                    SELECT 'index ' || i.indexrelid::pg_catalog.regclass::pg_catalog.text AS what
                    FROM pg_catalog.pg_index i
                    WHERE i.indrelid = l.oid AND a.attnum = ANY (i.indkey::pg_catalog.int2[])
                      AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
                    UNION ALL
                    SELECT 'constraint ' || k.conname FROM pg_catalog.pg_constraint k
                    WHERE k.conrelid = l.oid AND a.attnum = ANY (k.conkey) AND k.coninhcount = 0
                      AND k.contype IN ('c', 'f')) o
                WHERE p.level > 0 ORDER BY 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            statement.setArray(2, leavingNames());
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    findings.add(Finding.warn(
                            "the %s of the partition %s is not carried over; it goes with contract"
                                    .formatted(row.getString("what"), row.getString("partition")),
                            "make its counterpart on the new table yourself, before seal"));
                }
            }
        }
    }

    private void triggers() throws SQLException {
        String sql = """
                SELECT t.tgname, pg_catalog.pg_get_triggerdef(t.oid) AS definition, t.tgtype & 2 <> 0 AS before
                FROM pg_catalog.pg_trigger t
                WHERE (t.tgrelid = pg_catalog.to_regclass(?)
                       OR t.tgparentid = 0 AND pg_catalog.pg_partition_root(t.tgrelid) = pg_catalog.to_regclass(?)) AND NOT t.tgisinternal AND t.tgname !~ '^[!~]segue_'
                ORDER BY t.tgname
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            statement.setString(2, Sql.id(table));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    String name = String.valueOf(row.getString("tgname"));
                    if (row.getBoolean("before") && (name.compareTo("!segue_") < 0 || name.compareTo("~segue_") > 0)) {
                        findings.add(Finding.refuse(
                                "the trigger %s on %s sorts before or after Segue's and could change what those decided"
                                        .formatted(name, table),
                                "rename it: a name that begins with a letter"));
                    }
                    String definition = String.valueOf(row.getString("definition"));
                    if (definition.contains(" UPDATE OF ")) {
                        findings.add(Finding.warn(
                                "the trigger %s on %s fires for named columns (UPDATE OF): it does not fire for what new code writes through %s"
                                        .formatted(name, table, written),
                                "let it fire for every update, with a WHEN condition"));
                    }
                }
            }
        }
    }

    /** Statements that select everything from the table, where pg_stat_statements is there to be asked. */
    private void statements() throws SQLException {
        try (PreparedStatement exists = connection.prepareStatement(
                        "SELECT pg_catalog.quote_ident(n.nspname) FROM pg_catalog.pg_extension e JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'");
                ResultSet row = exists.executeQuery()) {
            if (!row.next()) {
                return;
            }
            String sql = "SELECT pg_catalog.count(*) FROM " + row.getString(1)
                    + ".pg_stat_statements s WHERE s.query ~* ('select\\s+([a-z_]+\\.)?\\*.*\\m' || ? || '\\M')";
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setString(1, table.name().replaceAll("\\W", "."));
                try (ResultSet count = statement.executeQuery()) {
                    count.next();
                    if (count.getLong(1) > 0) {
                        findings.add(Finding.warn(
                                "%s has code that selects * (pg_stat_statements, %d statements)"
                                        .formatted(table, count.getLong(1)),
                                "name the columns; see how-to \"select star\""));
                    }
                }
            }
        } catch (SQLException e) {
            findings.add(Finding.warn(
                    "pg_stat_statements could not be asked for statements that select * (SQLSTATE " + e.getSQLState()
                            + ")",
                    null));
        }
    }
}
