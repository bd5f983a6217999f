package dev.segue.testing.locks;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Asks a session what its transaction holds and has done to tables; takes no lock on them, and reads no row of theirs. */
final class ToldBySessions {

    private static final String QUESTION = """
            WITH held AS MATERIALIZED (
                SELECT relation, string_agg(DISTINCT mode, ',') AS modes
                FROM pg_locks
                WHERE pid = coalesce(nullif(?, 0), pg_backend_pid()) AND granted AND locktype = 'relation'
                  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                GROUP BY relation)
            SELECT t.oid, pg_relation_filenode(t.oid::oid),
                   (SELECT max(greatest(pg_stat_get_xact_tuples_returned(r.oid), pg_stat_get_xact_tuples_fetched(r.oid)))
                    FROM (SELECT t.oid::oid UNION ALL SELECT indexrelid FROM pg_index WHERE indrelid = t.oid::oid) AS r (oid)),
                   h.modes
            FROM unnest(?::bigint[]) AS t (oid) LEFT JOIN held AS h ON h.relation = t.oid::oid
            """;

    private ToldBySessions() {}

    /**
     * What is known of one table.
     *
     * @param file the number of its file, or 0
     * @param read rows read of it so far
     * @param held the strongest lock on it, or null
     */
    record Table(long file, long read, LockMode held) {}

    /** {@return what the connection's own session says of the tables} */
    static Map<Long, Table> ask(Connection connection, Set<Long> tables) throws SQLException {
        return ask(connection, 0, tables);
    }

    /** {@return what another session holds of the tables} */
    static Map<Long, Table> ask(Connection connection, int session, Set<Long> tables) throws SQLException {
        Map<Long, Table> told = new HashMap<>();
        Array oids = connection.createArrayOf("bigint", tables.toArray(Long[]::new));
        try (PreparedStatement statement = connection.prepareStatement(QUESTION)) {
            statement.setInt(1, session);
            statement.setArray(2, oids);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    told.put(row.getLong(1), new Table(row.getLong(2), row.getLong(3), strongest(row.getString(4))));
                }
            }
        }
        return told;
    }

    private static LockMode strongest(String modes) {
        LockMode strongest = null;
        for (String mode : modes == null ? new String[0] : modes.split(",", -1)) {
            LockMode one = LockMode.of(mode);
            strongest = strongest == null || one.compareTo(strongest) > 0 ? one : strongest;
        }
        return strongest;
    }
}
