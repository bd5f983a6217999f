package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Who is waited for, one line each, without the values of their statements. */
final class Blockers {

    private static final String COLUMNS = """
            SELECT DISTINCT a.pid, a.application_name, a.usename, a.state,
                   pg_catalog.date_trunc('second', pg_catalog.clock_timestamp() - a.xact_start) AS age,
                   pg_catalog.left(pg_catalog.regexp_replace(a.query, '''[^'']*''', '''…''', 'g'), 60) AS query
            """;

    private static final String LOCKED_FOR_A_WHILE = COLUMNS + """
            FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'relation' AND l.granted AND l.pid <> pg_catalog.pg_backend_pid()
              AND a.datname = pg_catalog.current_database()
              AND a.xact_start < pg_catalog.clock_timestamp() - INTERVAL '100 milliseconds'
            """;

    private Blockers() {}

    /** {@return the sessions that have held a lock on one of the tables for a while} */
    static List<String> of(Connection connection, List<TableName> tables) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCKED_FOR_A_WHILE + """
                  AND l.relation = ANY (ARRAY(SELECT pg_catalog.to_regclass(n)::pg_catalog.oid FROM pg_catalog.unnest(?::pg_catalog.text[]) n))
                ORDER BY age DESC LIMIT 5
                """)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "text", tables.stream().map(Sql::id).toArray()));
            return lines(statement);
        }
    }

    /**
     * {@return the sessions that may hold rows of a table; one that only reads holds none, and one that has a range of the
     * backfill is Segue's own}
     */
    static List<String> writersOf(Connection connection, TableName table) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LOCKED_FOR_A_WHILE + """
                  AND l.mode <> 'AccessShareLock' AND l.relation = pg_catalog.to_regclass(?)
                  AND NOT EXISTS (
                        SELECT FROM pg_catalog.pg_locks own
                        WHERE own.pid = l.pid AND own.relation = pg_catalog.to_regclass('segue.range'))
                ORDER BY age DESC LIMIT 5
                """)) {
            statement.setString(1, Sql.id(table));
            return lines(statement);
        }
    }

    /** {@return the sessions that hold a table of the database, none of the catalog's, against every other session} */
    static List<String> ofEverybody(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + """
                FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
                JOIN pg_catalog.pg_class c ON c.oid = l.relation
                WHERE l.locktype = 'relation' AND l.granted AND l.mode = 'AccessExclusiveLock' AND c.relkind IN ('r', 'p')
                  AND c.relnamespace <> 'pg_catalog'::pg_catalog.regnamespace AND l.pid <> pg_catalog.pg_backend_pid()
                  AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())
                ORDER BY age DESC LIMIT 5
                """)) {
            return lines(statement);
        }
    }

    static long session(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_catalog.pg_backend_pid()");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** {@return the sessions that a session waits for at this moment} */
    static List<String> of(Connection connection, long session) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS + """
                FROM pg_catalog.pg_stat_activity a
                WHERE a.pid = ANY (pg_catalog.pg_blocking_pids(CAST(? AS pg_catalog.int4)))
                ORDER BY age DESC LIMIT 5
                """)) {
            statement.setLong(1, session);
            return lines(statement);
        }
    }

    private static List<String> lines(PreparedStatement statement) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                found.add("pid %s (app \"%s\", user %s, %s, in transaction for %s): %s"
                        .formatted(
                                row.getString("pid"),
                                row.getString("application_name"),
                                row.getString("usename"),
                                row.getString("state"),
                                row.getString("age"),
                                row.getString("query")));
            }
        }
        return found;
    }
}
