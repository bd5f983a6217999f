package dev.segue.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The search_path of Segue's own sessions. */
final class SearchPath {

    /** What Segue's sessions run with: the author's expressions may use functions of {@code public}. */
    static final String OWN = "pg_catalog, public";

    private SearchPath() {}

    /** Something that is read from the database. */
    interface Reading<T> {
        T read() throws SQLException;
    }

    /** {@return what {@code reading} gives while no schema but pg_catalog is searched, so that names come qualified} */
    static <T> T withNone(Connection connection, Reading<T> reading) throws SQLException {
        set(connection, "pg_catalog");
        T read;
        try {
            read = reading.read();
        } catch (SQLException | RuntimeException e) {
            back(connection, e);
            throw e;
        }
        set(connection, OWN);
        return read;
    }

    /** A transaction that failed takes its setting back, and any statement in it would hide why it failed. */
    private static void back(Connection connection, Exception failure) {
        try {
            if (!connection.isClosed() && connection.getAutoCommit()) {
                set(connection, OWN);
            }
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    static void set(Connection connection, String path) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("SELECT pg_catalog.set_config('search_path', ?, false)")) {
            statement.setString(1, path);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
            }
        }
    }
}
