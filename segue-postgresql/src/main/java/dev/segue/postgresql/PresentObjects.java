package dev.segue.postgresql;

import dev.segue.catalog.Domain;
import dev.segue.catalog.Sequence;
import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Domains and sequences as they are. */
final class PresentObjects {

    private static final String DOMAIN = """
            SELECT pg_catalog.format_type(t.typbasetype, t.typtypmod) AS type, t.typdefault, NOT t.typnotnull AS nullable,
                   ARRAY(SELECT k.conname::pg_catalog.text FROM pg_catalog.pg_constraint k
                         WHERE k.contypid = t.oid AND k.contype = 'c' ORDER BY k.conname) AS checks
            FROM pg_catalog.pg_type t WHERE t.oid = pg_catalog.to_regtype(?) AND t.typtype = 'd'
            """;

    private static final String TABLES = """
            SELECT DISTINCT n.nspname, c.relname FROM pg_catalog.pg_attribute a
            JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p')
            JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.atttypid = pg_catalog.to_regtype(?) AND a.attnum > 0 AND NOT a.attisdropped
            ORDER BY n.nspname, c.relname
            """;

    /** Arrays count where a column or another type has them. */
    private static final String NESTED = """
            SELECT pg_catalog.pg_describe_object(d.classid, d.objid, d.objsubid)
            FROM pg_catalog.pg_type t
            JOIN pg_catalog.pg_depend d ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype <> 'i'
                AND (d.refobjid = t.typarray OR d.refobjid = t.oid)
            LEFT JOIN pg_catalog.pg_class c ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid = d.objid
            LEFT JOIN pg_catalog.pg_type o ON d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND o.oid = d.objid
            WHERE t.oid = pg_catalog.to_regtype(?)
              AND (o.oid IS NOT NULL OR c.relkind = 'c' OR c.relkind IN ('r', 'p', 'f', 'm') AND d.objsubid > 0
                   AND (c.relkind IN ('f', 'm') OR d.refobjid = t.typarray))
            ORDER BY 1
            """;

    private static final String SEQUENCE = """
            SELECT s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle,
                   COALESCE(pg_catalog.pg_sequence_last_value(c.oid), s.seqstart) AS last,
                   CASE s.seqtypid WHEN 'pg_catalog.int2'::pg_catalog.regtype THEN -32768
                                   WHEN 'pg_catalog.int4'::pg_catalog.regtype THEN -2147483648
                                   ELSE -9223372036854775808 END AS smallest,
                   CASE s.seqtypid WHEN 'pg_catalog.int2'::pg_catalog.regtype THEN 32767
                                   WHEN 'pg_catalog.int4'::pg_catalog.regtype THEN 2147483647
                                   ELSE 9223372036854775807 END AS greatest,
                   pg_catalog.pg_get_userbyid(c.relowner) AS role, n.nspname, o.relname, a.attname, d.deptype = 'i' AS identity
            FROM pg_catalog.pg_sequence s
            JOIN pg_catalog.pg_class c ON c.oid = s.seqrelid
            LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
                AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
            LEFT JOIN pg_catalog.pg_class o ON o.oid = d.refobjid
            LEFT JOIN pg_catalog.pg_namespace n ON n.oid = o.relnamespace
            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE c.oid = pg_catalog.to_regclass(?)
            """;

    private PresentObjects() {}

    static Optional<Domain> domain(Connection connection, TableName name) throws SQLException {
        List<TableName> tables =
                Rows.list(connection, TABLES, row -> new TableName(row.getString(1), row.getString(2)), Sql.id(name));
        List<String> nested = Rows.list(connection, NESTED, row -> row.getString(1), Sql.id(name));
        return Rows.first(
                connection,
                DOMAIN,
                row -> new Domain(
                        name,
                        row.getString("type"),
                        new Domain.Rules(row.getString("typdefault"), row.getBoolean("nullable"), List.of((String[])
                                row.getArray("checks").getArray())),
                        new Domain.Uses(tables, nested)),
                Sql.id(name));
    }

    static Optional<Sequence> sequence(Connection connection, TableName name) throws SQLException {
        return Rows.first(connection, SEQUENCE, row -> sequence(name, row), Sql.id(name));
    }

    private static Sequence sequence(TableName name, ResultSet row) throws SQLException {
        String column = row.getString("attname");
        return new Sequence(
                name,
                new Sequence.Numbers(
                        row.getLong("seqstart"),
                        row.getLong("seqincrement"),
                        row.getLong("seqmin"),
                        row.getLong("seqmax"),
                        row.getLong("seqcache"),
                        row.getBoolean("seqcycle")),
                new Sequence.Position(row.getLong("last"), row.getLong("smallest"), row.getLong("greatest")),
                row.getString("role"),
                column == null
                        ? null
                        : new Sequence.Owner(
                                new TableName(row.getString("nspname"), row.getString("relname")),
                                column,
                                row.getBoolean("identity")));
    }
}
