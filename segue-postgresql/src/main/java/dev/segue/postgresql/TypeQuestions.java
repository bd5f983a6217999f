package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.mapping.Evaluated;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** What the server knows of types and their values. */
final class TypeQuestions {

    private static final String FOREIGN_OWNER = """
            SELECT 'its owner is ' || pg_catalog.pg_get_userbyid(o.owner) || ', and Segue''s role ' || CURRENT_USER
                   || ' is no member of that: GRANT ' || pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(o.owner)) || ' TO ' || pg_catalog.quote_ident(CURRENT_USER)
            FROM (SELECT t.typowner AS owner FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype(?)
                  UNION ALL
                  SELECT c.relowner FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?) AND c.relkind = 'S') o
            WHERE NOT pg_catalog.pg_has_role(o.owner, 'USAGE')
            """;

    /** What belongs to a column of the type, in one of the tables, goes with that column. */
    private static final String USERS = """
            SELECT DISTINCT 'it is used by ' || pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
            FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
                                       AND d.refobjid IN (t.oid, t.typarray) AND d.deptype <> 'i'
            LEFT JOIN pg_catalog.pg_attrdef f ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND f.oid = d.objid
            LEFT JOIN pg_catalog.pg_constraint k ON d.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND k.oid = d.objid
            LEFT JOIN pg_catalog.pg_index i ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND i.indexrelid = d.objid
            LEFT JOIN pg_catalog.pg_attribute a ON a.attnum > 0 AND a.atttypid = t.oid
                AND (d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND a.attrelid = d.objid AND a.attnum = d.objsubid
                     OR a.attrelid = f.adrelid AND a.attnum = f.adnum
                     OR COALESCE(k.oid, i.indexrelid) IS NOT NULL
                        AND EXISTS (SELECT FROM pg_catalog.pg_depend x
                                    WHERE x.classid = d.classid AND x.objid = d.objid AND x.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                      AND x.refobjid = a.attrelid AND x.refobjsubid = a.attnum))
            LEFT JOIN pg_catalog.pg_rewrite r ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND r.oid = d.objid
            LEFT JOIN pg_catalog.pg_class c ON c.oid = COALESCE(a.attrelid, r.ev_class, CASE WHEN d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid END)
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE t.oid = pg_catalog.to_regtype(?)
              AND NOT COALESCE(a.attrelid IS NOT NULL
                               AND COALESCE(pg_catalog.pg_partition_root(a.attrelid)::pg_catalog.oid, a.attrelid)
                                   = ANY (SELECT pg_catalog.to_regclass(u)::pg_catalog.oid FROM pg_catalog.unnest(?) u), false)
              AND NOT COALESCE(pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), ?), false)
            ORDER BY 1
            """;

    /** A domain with rules is computed for every row, also where that is NULL (source: ATExecAddColumn). */
    private static final String REWRITING = """
            WITH RECURSIVE domains AS (
                SELECT t.oid, t.typbasetype, t.typnotnull FROM pg_catalog.pg_type t
                WHERE t.oid = pg_catalog.to_regtype(?) AND t.typtype = 'd'
                UNION ALL
                SELECT b.oid, b.typbasetype, b.typnotnull FROM domains s JOIN pg_catalog.pg_type b ON b.oid = s.typbasetype
                WHERE b.typtype = 'd')
            SELECT EXISTS (SELECT FROM domains s WHERE s.typnotnull
                           OR EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.contypid = s.oid))
            """;

    private TypeQuestions() {}

    static Optional<String> foreignOwner(Connection connection, TableName type) throws SQLException {
        return Rows.first(
                connection, FOREIGN_OWNER, row -> String.valueOf(row.getString(1)), Sql.id(type), Sql.id(type));
    }

    static List<String> users(Connection connection, TableName type, Collection<TableName> tables) throws SQLException {
        return Rows.list(
                connection,
                USERS,
                row -> String.valueOf(row.getString(1)),
                Sql.id(type),
                connection.createArrayOf("text", tables.stream().map(Sql::id).toArray(String[]::new)),
                Versions.PREFIX);
    }

    static boolean isRewriting(Connection connection, String type) throws SQLException {
        return inTransaction(
                connection,
                () -> Rows.first(connection, REWRITING, row -> row.getBoolean(1), type)
                        .orElse(false));
    }

    static boolean hashes(Connection connection, String type) throws SQLException {
        return evaluate(
                                connection,
                                "pg_catalog.hash_record_extended(ROW(CAST('{}' AS %s[]))::pg_catalog.record, 0)"
                                        .formatted(type))
                        .failure()
                == null;
    }

    static Evaluated evaluate(Connection connection, String expression) throws SQLException {
        return inTransaction(connection, () -> {
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                try (ResultSet row = statement.executeQuery("SELECT CAST((" + expression + ") AS text)")) {
                    row.next();
                    return new Evaluated(row.getString(1), null);
                }
            } catch (SQLException e) {
                if (String.valueOf(e.getSQLState()).startsWith("22")
                        || String.valueOf(e.getSQLState()).startsWith("42")) {
                    return new Evaluated(null, String.valueOf(e.getMessage()).replaceFirst("^ERROR: ", ""));
                }
                throw e;
            }
        });
    }

    /** A question that is asked of the server. */
    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** A type that the migration makes is there in transactions only. */
    private static <T> T inTransaction(Connection connection, Question<T> question) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try {
            return question.ask();
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }
}
