package dev.segue.postgresql;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Grant;
import dev.segue.catalog.Index;
import dev.segue.catalog.Keeper;
import dev.segue.catalog.Partitions;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Observation;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the tables of whole schemas in a handful of queries, however many tables there are. Texts of the server
 * (definitions, defaults, types) are read with an empty search_path, so that they are qualified.
 */
final class CatalogReader {

    private static final String TABLES = """
            SELECT c.oid, n.nspname, c.relname, c.relkind, c.relreplident,
                   (SELECT ic.relname FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
                    WHERE i.indrelid = c.oid AND i.indisreplident AND c.relreplident = 'i') AS replica_index,
                   pg_catalog.obj_description(c.oid, 'pg_class') AS comment, pg_catalog.pg_get_userbyid(c.relowner) AS owner
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY (?)
            """;

    private static final String ENUMS = """
            SELECT n.nspname, t.typname,
                   ARRAY(SELECT e.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum e
                         WHERE e.enumtypid = t.oid ORDER BY e.enumsortorder) AS labels
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE n.nspname = ANY (?) AND t.typtype = 'e'
            """;

    private static final String COLUMNS = """
            SELECT a.attrelid, a.attnum, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod) AS type,
                   a.attnotnull, a.attidentity, a.attgenerated, pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression,
                   CASE WHEN a.attcollation <> t.typcollation
                        THEN (SELECT pg_catalog.quote_ident(cn.nspname) || '.' || pg_catalog.quote_ident(l.collname)
                              FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace cn ON cn.oid = l.collnamespace
                              WHERE l.oid = a.attcollation) END AS collation,
                   pg_catalog.col_description(a.attrelid, a.attnum) AS comment
            FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY a.attrelid, a.attnum
            """;

    private static final String CONSTRAINTS = """
            SELECT k.oid, k.conrelid, k.conname, k.contype, k.convalidated, pg_catalog.pg_get_constraintdef(k.oid) AS definition,
                   ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS u(num, place)
                         JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.num ORDER BY u.place) AS columns,
                   fn.nspname AS target_schema, f.relname AS target_name,
                   ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS u(num, place)
                         JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.num ORDER BY u.place) AS target_columns,
                   CASE WHEN k.contype IN ('p', 'u') THEN pg_catalog.pg_get_indexdef(k.conindid) END AS index,
                   pg_catalog.obj_description(k.oid, 'pg_constraint') AS comment
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
            LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
            WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p') AND k.contype NOT IN ('t', 'n')
            ORDER BY k.conrelid, k.conname
            """;

    private static final String INDEXES = """
            SELECT i.indexrelid, i.indrelid, ic.relname, i.indisunique, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
                   ARRAY(SELECT a.attname::pg_catalog.text FROM pg_catalog.pg_depend d
                         JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid
                         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
                           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = i.indrelid
                           AND d.refobjsubid > 0
                         GROUP BY a.attname, a.attnum ORDER BY a.attnum) AS columns,
                   pg_catalog.obj_description(i.indexrelid, 'pg_class') AS comment
            FROM pg_catalog.pg_index i
            JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
            JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p')
              AND NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
            ORDER BY i.indrelid, ic.relname
            """;

    private static final String GRANTS = """
            SELECT c.oid, NULL::pg_catalog.text AS column_name, COALESCE(r.rolname, '') AS grantee, x.privilege_type, x.is_grantable
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL pg_catalog.aclexplode(c.relacl) x
            LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
            WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner
            UNION ALL
            SELECT c.oid, a.attname, COALESCE(r.rolname, ''), x.privilege_type, x.is_grantable
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND NOT a.attisdropped
            CROSS JOIN LATERAL pg_catalog.aclexplode(a.attacl) x
            LEFT JOIN pg_catalog.pg_roles r ON r.oid = x.grantee
            WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p') AND x.grantee <> c.relowner
            """;

    /** A partition's triggers see the rows of the whole. Of a trigger's type, bit 0 says FOR EACH ROW, bit 1 BEFORE, bit 4 UPDATE (pg_trigger.h). */
    private static final String REWRITING = """
            SELECT DISTINCT COALESCE(pg_catalog.pg_partition_root(t.tgrelid)::pg_catalog.oid, t.tgrelid) AS tgrelid, t.tgname
            FROM pg_catalog.pg_trigger t
            JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = ANY (?) AND c.relkind IN ('r', 'p') AND NOT t.tgisinternal AND t.tgtype & 19 = 19
              AND t.tgname !~ '^[!~]segue_'
            ORDER BY 1, t.tgname
            """;

    private static final String LEAVES = """
            SELECT c.oid, ln.nspname, l.relname
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            CROSS JOIN LATERAL pg_catalog.pg_partition_tree(c.oid) p
            JOIN pg_catalog.pg_class l ON l.oid = p.relid
            JOIN pg_catalog.pg_namespace ln ON ln.oid = l.relnamespace
            WHERE n.nspname = ANY (?) AND c.relkind = 'p' AND l.relkind <> 'p'
            ORDER BY c.oid, ln.nspname, l.relname
            """;

    private static final Pattern REFERRED = Pattern.compile(
            "FOREIGN KEY \\((?:[^\"()]|\"(?:[^\"]|\"\")*\")*\\) REFERENCES (?:[^\"()]|\"(?:[^\"]|\"\")*\")*\\((?:[^\"()]|\"(?:[^\"]|\"\")*\")*\\)");

    private final Connection connection;
    private final Array schemas;
    private final Map<Long, TableName> names = new HashMap<>();
    private final Map<Long, List<Column>> columns = new HashMap<>();
    private final Map<Long, List<Constraint>> constraints = new HashMap<>();
    private final Map<Long, List<Index>> indexes = new HashMap<>();
    private final Map<Long, List<Grant>> grants = new HashMap<>();
    private final Map<Long, List<String>> rewriting = new HashMap<>();
    private final Map<Long, List<Keeper>> keepers = new HashMap<>();
    private final Map<Long, List<TableName>> leaves = new HashMap<>();

    private CatalogReader(Connection connection, Collection<String> schemas) throws SQLException {
        this.connection = connection;
        this.schemas = connection.createArrayOf("text", schemas.toArray());
    }

    static Observation read(Connection connection, Collection<String> schemas) throws SQLException {
        List<String> own = Versions.without(connection, schemas);
        return SearchPath.withNone(connection, () -> new CatalogReader(connection, own).observe());
    }

    private Observation observe() throws SQLException {
        Map<Long, Table.Attachments> attachments = new HashMap<>();
        Map<TableName, String> others = new HashMap<>();
        each(TABLES, 1, row -> {
            TableName name = new TableName(text(row, "nspname"), text(row, "relname"));
            String kind = kind(text(row, "relkind"));
            if (kind.equals("table")) {
                names.put(row.getLong("oid"), name);
                attachments.put(
                        row.getLong("oid"),
                        new Table.Attachments(
                                row.getString("comment"),
                                row.getString("owner"),
                                List.of(),
                                List.of(),
                                text(row, "relkind").equals("p") ? new Partitions(List.of()) : null,
                                replicaIdentity(text(row, "relreplident"), row.getString("replica_index"))));
            } else {
                others.put(name, kind);
            }
        });
        each(COLUMNS, 1, row -> add(columns, row.getLong("attrelid"), column(row)));
        each(CONSTRAINTS, 1, row -> add(constraints, row.getLong("conrelid"), constraint(row)));
        each(INDEXES, 1, row -> add(indexes, row.getLong("indrelid"), index(row)));
        each(
                GRANTS,
                2,
                row -> add(
                        grants,
                        row.getLong("oid"),
                        new Grant(
                                text(row, "grantee"),
                                text(row, "privilege_type"),
                                row.getString("column_name"),
                                row.getBoolean("is_grantable"))));
        each(REWRITING, 1, row -> add(rewriting, row.getLong("tgrelid"), text(row, "tgname")));
        each(
                KeptColumns.QUERY,
                1,
                row -> add(
                        keepers,
                        row.getLong("tgrelid"),
                        new Keeper(
                                text(row, "tgname"),
                                text(row, "proname"),
                                text(row, "kept"),
                                texts(row, "sources"),
                                text(row, "value"))));
        each(
                LEAVES,
                1,
                row -> add(leaves, row.getLong("oid"), new TableName(text(row, "nspname"), text(row, "relname"))));
        List<Table> tables = new ArrayList<>();
        names.forEach((oid, name) -> {
            Table.Attachments plain = attachments.getOrDefault(oid, Table.Attachments.NONE);
            tables.add(new Table(
                    "t" + oid,
                    name,
                    columns.getOrDefault(oid, List.of()),
                    constraints.getOrDefault(oid, List.of()),
                    indexes.getOrDefault(oid, List.of()),
                    new Table.Attachments(
                            plain.comment(),
                            plain.owner(),
                            grants.getOrDefault(oid, List.of()),
                            rewriting.getOrDefault(oid, List.of()),
                            plain.partitions() == null ? null : new Partitions(leaves.getOrDefault(oid, List.of())),
                            plain.replicaIdentity(),
                            keepers.getOrDefault(oid, List.of()),
                            List.of())));
        });
        Map<TableName, List<String>> enums = new HashMap<>();
        each(
                ENUMS,
                1,
                row -> enums.put(new TableName(text(row, "nspname"), text(row, "typname")), texts(row, "labels")));
        return new Observation(Catalog.of(tables), others, enums);
    }

    private static ReplicaIdentity replicaIdentity(String word, @Nullable String index) {
        return switch (word) {
            case "f" -> new ReplicaIdentity(ReplicaIdentity.Kind.FULL, null);
            case "n" -> new ReplicaIdentity(ReplicaIdentity.Kind.NOTHING, null);
            // an index that was dropped leaves nothing to tell rows apart by
            case "i" ->
                index == null
                        ? new ReplicaIdentity(ReplicaIdentity.Kind.NOTHING, null)
                        : new ReplicaIdentity(ReplicaIdentity.Kind.INDEX, index);
            default -> ReplicaIdentity.DEFAULT;
        };
    }

    private static String kind(String relkind) {
        return switch (relkind) {
            case "r", "p" -> "table";
            case "v" -> "view";
            case "m" -> "materialized view";
            case "i", "I" -> "index";
            case "S" -> "sequence";
            case "f" -> "foreign table";
            case "c" -> "composite type";
            case "t" -> "toast table";
            default -> "relation of kind " + relkind;
        };
    }

    private static Column column(ResultSet row) throws SQLException {
        String expression = row.getString("expression");
        Column.Generation generation = switch (text(row, "attidentity") + text(row, "attgenerated")) {
            case "a" -> Column.Generation.IDENTITY_ALWAYS;
            case "d" -> Column.Generation.IDENTITY_BY_DEFAULT;
            case "s" -> Column.Generation.STORED;
            case "v" -> Column.Generation.VIRTUAL;
            default -> expression == null ? Column.Generation.NONE : Column.Generation.DEFAULT;
        };
        return new Column(
                "t" + row.getLong("attrelid") + "c" + row.getInt("attnum"),
                text(row, "attname"),
                text(row, "type"),
                !row.getBoolean("attnotnull"),
                new Column.Origin(generation, expression),
                new Column.Notes(row.getString("collation"), row.getString("comment")));
    }

    private static Constraint constraint(ResultSet row) throws SQLException {
        String identity = "k" + row.getLong("oid");
        String name = text(row, "conname");
        List<String> columns = texts(row, "columns");
        String definition = text(row, "definition");
        String comment = row.getString("comment");
        boolean validated = row.getBoolean("convalidated");
        return switch (text(row, "contype")) {
            case "p" ->
                new Constraint.PrimaryKey(identity, name, columns, definition, fromUsing(text(row, "index")), comment);
            case "u" ->
                new Constraint.Unique(identity, name, columns, definition, fromUsing(text(row, "index")), comment);
            case "c" -> new Constraint.Check(identity, name, columns, withoutNotValid(definition), validated, comment);
            case "f" ->
                new Constraint.ForeignKey(
                        identity,
                        name,
                        columns,
                        new TableName(text(row, "target_schema"), text(row, "target_name")),
                        texts(row, "target_columns"),
                        validated,
                        rules(withoutNotValid(definition)),
                        comment);
            default -> new Constraint.Other(identity, name, columns, definition, comment);
        };
    }

    /** {@return what follows the columns that a foreign key refers to} */
    static String rules(String definition) {
        // the server writes the columns and the table referred to first; a quoted name may hold anything
        Matcher matcher = REFERRED.matcher(definition);
        return matcher.lookingAt() ? definition.substring(matcher.end()).strip() : "";
    }

    static String withoutNotValid(String definition) {
        return definition.endsWith(" NOT VALID")
                ? definition.substring(0, definition.length() - " NOT VALID".length())
                : definition;
    }

    private static Index index(ResultSet row) throws SQLException {
        return new Index(
                "i" + row.getLong("indexrelid"),
                text(row, "relname"),
                texts(row, "columns"),
                row.getBoolean("indisunique"),
                fromUsing(text(row, "definition")),
                row.getString("comment"));
    }

    /** {@return the index definition from USING on; everything before it is names} */
    static String fromUsing(String definition) {
        int using = definition.indexOf(" USING ");
        return definition.substring(using + 1);
    }

    static String text(ResultSet row, String column) throws SQLException {
        String value = row.getString(column);
        if (value == null) {
            throw new SQLException("the server's catalog gave no " + column);
        }
        return value;
    }

    static List<String> texts(ResultSet row, String column) throws SQLException {
        Array array = row.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static <T> void add(Map<Long, List<T>> lists, long oid, T item) {
        lists.computeIfAbsent(oid, o -> new ArrayList<>()).add(item);
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }

    private void each(String sql, int parameters, RowReader reader) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int n = 1; n <= parameters; n++) {
                statement.setArray(n, schemas);
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    reader.read(row);
                }
            }
        }
    }
}
