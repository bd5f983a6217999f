package dev.segue.postgresql;

import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Types and sequences as statements, and what uses a type. */
final class SchemaObjects {

    private static final String CATALOG_ONLY = "a change of the catalog only";

    /** What belongs to a column of the tables, and goes with it, is no user of its own. */
    private static final String USERS = """
            SELECT DISTINCT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid) AS object
            FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
                                       AND d.refobjid IN (t.oid, t.typarray) AND d.deptype <> 'i'
            LEFT JOIN pg_catalog.pg_attrdef f ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND f.oid = d.objid
            LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objid
            LEFT JOIN pg_catalog.pg_index i ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indexrelid = d.objid
            LEFT JOIN pg_catalog.pg_attribute a ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                                AND a.attrelid = d.objid AND a.attnum = d.objsubid AND a.attnum > 0
            LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
            LEFT JOIN pg_catalog.pg_class c ON c.oid = COALESCE(f.adrelid, k.conrelid, i.indrelid, a.attrelid, r.ev_class)
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = c.oid AND c.relispartition
            WHERE t.oid = pg_catalog.to_regtype(?)
              AND NOT (a.attnum IS NULL AND c.oid IS NOT NULL
                       AND COALESCE(h.inhparent, c.oid) = ANY (SELECT pg_catalog.to_regclass(u) FROM pg_catalog.unnest(?) u))
              AND NOT (a.atttypid IS NOT DISTINCT FROM t.oid
                       AND COALESCE(h.inhparent, c.oid) = ANY (SELECT pg_catalog.to_regclass(u) FROM pg_catalog.unnest(?) u))
              AND NOT COALESCE(pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), ?), false)
            ORDER BY object
            """;

    private SchemaObjects() {}

    static List<Statement> make(SchemaObject object) {
        List<Statement> all = new ArrayList<>();
        String name = Sql.id(object.name());
        all.add(statement(
                switch (object.kind()) {
                    case ENUM -> "CREATE TYPE %s AS ENUM %s".formatted(name, object.definition());
                    case DOMAIN -> "CREATE DOMAIN %s %s".formatted(name, object.definition());
                    case SEQUENCE -> "CREATE SEQUENCE %s %s".formatted(name, object.definition());
                }));
        if (object.comment() != null) {
            all.add(statement(
                    "COMMENT ON %s %s IS %s".formatted(words(object.kind()), name, Sql.literal(object.comment()))));
        }
        return all;
    }

    static Statement takeAway(SchemaObject object) {
        return statement("DROP %s IF EXISTS %s".formatted(words(object.kind()), Sql.id(object.name())));
    }

    static Statement rename(SchemaObject object, String to) {
        return statement("ALTER %s %s RENAME TO %s".formatted(words(object.kind()), Sql.id(object.name()), Sql.id(to)));
    }

    static Statement addValue(ObjectChange.AddValue added) {
        String place = added.neighbour() == null
                ? ""
                : (added.before() ? " BEFORE " : " AFTER ") + Sql.literal(added.neighbour());
        return statement("ALTER TYPE %s ADD VALUE IF NOT EXISTS %s%s"
                .formatted(Sql.id(added.type()), Sql.literal(added.value()), place));
    }

    private static Statement statement(String sql) {
        return new Statement(sql, Statement.NO_LOCK, CATALOG_ONLY);
    }

    private static String words(SchemaObject.Kind kind) {
        return switch (kind) {
            case ENUM -> "TYPE";
            case DOMAIN -> "DOMAIN";
            case SEQUENCE -> "SEQUENCE";
        };
    }

    static List<String> users(Connection connection, TableName type, Collection<TableName> tables) throws SQLException {
        String[] names = tables.stream().map(Sql::id).toArray(String[]::new);
        List<String> users = new ArrayList<>();
        try (var statement = connection.prepareStatement(USERS)) {
            statement.setString(1, Sql.id(type));
            statement.setArray(2, connection.createArrayOf("text", names));
            statement.setArray(3, connection.createArrayOf("text", names));
            statement.setString(4, Versions.PREFIX);
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    users.add(row.getString(1));
                }
            }
        }
        return users;
    }
}
