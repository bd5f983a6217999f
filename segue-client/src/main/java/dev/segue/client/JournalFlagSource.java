package dev.segue.client;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Reads the flags from Segue's journal in the application's own database. */
final class JournalFlagSource implements FlagSource {

    private static final String UNDEFINED_TABLE = "42P01";

    private final DataSource database;
    private final int timeoutSeconds;
    private boolean journalSeen;

    JournalFlagSource(DataSource database, Duration timeout) {
        this.database = database;
        this.timeoutSeconds = Math.toIntExact(timeout.toSeconds());
    }

    @Override
    public Map<String, Integer> read() throws SQLException {
        try (Connection connection = database.getConnection()) {
            Map<String, Integer> percents = read(connection);
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            journalSeen = true;
            return percents;
        } catch (SQLException e) {
            // Before the first migration there is no journal; a journal that disappears later is a fault.
            if (UNDEFINED_TABLE.equals(e.getSQLState()) && !journalSeen) {
                return Map.of();
            }
            throw e;
        }
    }

    private Map<String, Integer> read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(timeoutSeconds);
            Map<String, Integer> percents = new HashMap<>();
            try (ResultSet rows = statement.executeQuery("SELECT migration, percent FROM segue.flag")) {
                while (rows.next()) {
                    percents.put(rows.getString(1), rows.getInt(2));
                }
            }
            return percents;
        }
    }
}
