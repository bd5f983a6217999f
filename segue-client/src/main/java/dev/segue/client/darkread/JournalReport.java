package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import javax.sql.DataSource;

/** Adds what was compared since the last report to the journal, for the gate {@code dark_reads_clean}. */
final class JournalReport {

    private record Reported(long comparisons, long mismatches) {}

    private final String migration;
    private final DataSource database;
    private final Map<String, Reported> reported = new HashMap<>();

    JournalReport(String migration, DataSource database) {
        this.migration = migration;
        this.database = database;
    }

    synchronized void send(Collection<DarkRead<?>> reads) throws SQLException {
        Map<String, Reported> now = new HashMap<>();
        for (DarkRead<?> read : reads) {
            long mismatches = read.count(Verdict.MISMATCH);
            now.put(
                    read.name(),
                    new Reported(mismatches + read.count(Verdict.MATCH) + read.count(Verdict.IGNORED), mismatches));
        }
        now.entrySet().removeIf(entry -> entry.getValue().equals(before(entry.getKey())));
        if (now.isEmpty()) {
            return;
        }
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO segue.dark_read (migration, name, comparisons, mismatches) VALUES (?, ?, ?, ?)")) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                for (Map.Entry<String, Reported> entry : now.entrySet()) {
                    Reported before = before(entry.getKey());
                    statement.setString(1, migration);
                    statement.setString(2, entry.getKey());
                    statement.setLong(3, entry.getValue().comparisons() - before.comparisons());
                    statement.setLong(4, entry.getValue().mismatches() - before.mismatches());
                    statement.addBatch();
                }
                statement.executeBatch();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
        reported.putAll(now);
    }

    private Reported before(String name) {
        return reported.getOrDefault(name, new Reported(0, 0));
    }
}
