package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Relations that are asked about together: one query for all of them, however many they are. Of one thread. */
final class Relations {

    /** Each relation with itself and with its partitions; takes the relations as a parameter. */
    static final String TREE = """
            (SELECT o.oid AS root, m.member FROM pg_catalog.unnest(?) AS o(oid)
             CROSS JOIN LATERAL (SELECT o.oid
                                 UNION
                                 SELECT p.relid::pg_catalog.oid FROM pg_catalog.pg_partition_tree(o.oid) p) AS m(member))""";

    private final Connection connection;
    private final List<Long> oids;

    private Relations(Connection connection, Collection<Long> oids) {
        this.connection = connection;
        this.oids = List.copyOf(oids);
    }

    /** {@return that one relation, or none if it is not there} */
    static Relations named(Connection connection, TableName table) throws SQLException {
        return new Relations(
                connection,
                Rows.list(
                        connection,
                        "SELECT c.oid FROM pg_catalog.pg_class c WHERE c.oid = pg_catalog.to_regclass(?)",
                        row -> row.getLong(1),
                        Sql.id(table)));
    }

    /** {@return the tables of every kind and the views of the schemas, and the temporary tables of all sessions} */
    static Relations of(Connection connection, Collection<String> schemas) throws SQLException {
        return new Relations(
                connection,
                Rows.list(connection, """
                        SELECT c.oid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                        WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND (n.nspname = ANY (?) OR c.relpersistence = 't')
                        """, row -> row.getLong(1), connection.createArrayOf("text", schemas.toArray())));
    }

    Connection connection() {
        return connection;
    }

    /** {@return the relations as a parameter} */
    Array array() throws SQLException {
        return connection.createArrayOf("oid", oids.toArray());
    }

    /** {@return what the query gives, by its column {@code root}} */
    <T> Map<Long, List<T>> grouped(String sql, Rows.Reader<T> reader, Object... values) throws SQLException {
        Map<Long, List<T>> found = new HashMap<>();
        Rows.list(
                connection,
                sql,
                row -> found.computeIfAbsent(row.getLong("root"), o -> new ArrayList<>())
                        .add(reader.read(row)),
                values);
        return found;
    }
}
