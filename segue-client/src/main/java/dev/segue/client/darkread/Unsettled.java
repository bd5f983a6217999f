package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/**
 * Values that are on their way from one shape to the other: where a session held the other shape's row at a commit, both
 * shapes differ for a while, and a note says so. That is no mismatch. Immutable.
 */
record Unsettled(String migration) {

    private static final int SETTLE_SECONDS = 1;

    /** {@return whether there is such a value, as the connection's snapshot shows it; the last thing to be asked there} */
    boolean in(Connection snapshot) throws SQLException {
        try (PreparedStatement statement = snapshot.prepareStatement("SELECT segue.unsettled(?)")) {
            statement.setString(1, migration);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    /** Helps them along; waits for nobody who holds a row. */
    void settle(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(SETTLE_SECONDS);
            statement.execute("SELECT segue.settle(20)");
            if (!connection.getAutoCommit()) {
                connection.commit();
            }
        }
    }
}
