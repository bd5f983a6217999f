package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** The outbox as a relay sees it: each call is a transaction and holds a connection no longer than that. */
record OutboxTable(DataSource database, Outbox outbox) {

    private static final int LONGEST_PROBLEM = 500;

    /** A call of the database. */
    private interface Call<T extends @Nullable Object> {
        T in(Connection connection) throws SQLException;
    }

    /** Takes the oldest delivery of each key that nobody else has, in the order of their numbers. */
    List<Delivery> take(Duration lease, int most) throws SQLException {
        return inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "SELECT id, key, payload, attempts FROM segue.outbox_take(?, ?, make_interval(secs => ?), ?)")) {
                statement.setString(1, outbox.migration());
                statement.setString(2, outbox.name());
                statement.setDouble(3, seconds(lease));
                statement.setInt(4, most);
                List<Delivery> taken = new ArrayList<>();
                try (ResultSet row = statement.executeQuery()) {
                    while (row.next()) {
                        taken.add(new Delivery(
                                row.getLong("id"),
                                row.getString("key"),
                                row.getString("payload"),
                                row.getInt("attempts")));
                    }
                }
                taken.sort(Comparator.comparingLong(Delivery::id));
                return taken;
            }
        });
    }

    void delivered(Delivery delivery) throws SQLException {
        inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement("SELECT segue.outbox_delivered(?)")) {
                statement.setLong(1, delivery.id());
                return statement.execute();
            }
        });
    }

    /** Gives a delivery back, to be taken again after a while. */
    void failed(Delivery delivery, @Nullable String problem, Duration again) throws SQLException {
        inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("SELECT segue.outbox_failed(?, ?, make_interval(secs => ?))")) {
                statement.setLong(1, delivery.id());
                statement.setString(
                        2, problem == null ? null : problem.substring(0, Math.min(problem.length(), LONGEST_PROBLEM)));
                statement.setDouble(3, seconds(again));
                return statement.execute();
            }
        });
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private <T extends @Nullable Object> T inTransaction(Call<T> call) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            T result = call.in(connection);
            if (!autoCommit) {
                connection.commit();
            }
            return result;
        }
    }
}
