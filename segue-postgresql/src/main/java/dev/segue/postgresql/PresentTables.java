package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Which tables are there, and how large they are. */
final class PresentTables {

    private PresentTables() {}

    static List<TableName> of(Connection connection, List<TableName> tables) throws SQLException {
        List<TableName> found = new ArrayList<>();
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.to_regclass(?) IS NOT NULL")) {
            for (TableName table : tables) {
                statement.setString(1, Sql.id(table));
                try (ResultSet row = statement.executeQuery()) {
                    if (row.next() && row.getBoolean(1)) {
                        found.add(table);
                    }
                }
            }
        }
        return found;
    }

    /** {@return how many bytes they take with their indexes and partitions} */
    static long bytes(Connection connection, List<TableName> tables) throws SQLException {
        long bytes = 0;
        for (TableName table : tables) {
            bytes += Rows.first(connection, """
                            SELECT COALESCE(pg_catalog.sum(pg_catalog.pg_total_relation_size(p.relid)),
                                            pg_catalog.pg_total_relation_size(pg_catalog.to_regclass(?)), 0)
                            FROM pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p
                            """, row -> row.getLong(1), Sql.id(table), Sql.id(table))
                    .orElse(0L);
        }
        return bytes;
    }
}
