package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a big bang does to sessions of the application, and how long its work takes. */
final class SessionControl {

    private static final String SAMPLE = "segue.sample_of_rows";

    private SessionControl() {}

    static Map<String, Integer> limits(Connection connection, List<String> roles) throws SQLException {
        Map<String, Integer> limits = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT r.rolname, r.rolconnlimit FROM pg_catalog.pg_roles r WHERE r.rolname = ANY (?) AND NOT r.rolsuper")) {
            statement.setArray(1, connection.createArrayOf("text", roles.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    limits.put(CatalogReader.text(row, "rolname"), row.getInt("rolconnlimit"));
                }
            }
        }
        return limits;
    }

    static String limit(String role, int limit) {
        return "ALTER ROLE " + Sql.id(role) + " CONNECTION LIMIT " + limit;
    }

    /** Ends sessions, and counts those that are left: a session that was told to end is still there for a moment. */
    static int end(Connection connection, List<String> roles, boolean all) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                SELECT pg_catalog.count(CASE WHEN ? OR a.state = 'idle' THEN pg_catalog.pg_terminate_backend(a.pid)::int END),
                       pg_catalog.count(*)::int AS sessions
                FROM pg_catalog.pg_stat_activity a
                WHERE a.datname = pg_catalog.current_database() AND a.usename = ANY (?) AND a.pid <> pg_catalog.pg_backend_pid()
                """)) {
            statement.setBoolean(1, all);
            statement.setArray(2, connection.createArrayOf("text", roles.toArray()));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt("sessions");
            }
        }
    }

    /** Writes the rows, and changes each: about what a row of a backfill costs. Nothing is left of it. */
    static Duration rewriting(Connection connection, TableName table, int rows) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            long begun = System.nanoTime();
            statement.execute("CREATE TABLE %s AS SELECT true AS segue_changed, s.* FROM %s s LIMIT %d"
                    .formatted(SAMPLE, Sql.id(table), rows));
            statement.execute("UPDATE " + SAMPLE + " SET segue_changed = false");
            return Duration.ofNanos(System.nanoTime() - begun);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }
}
