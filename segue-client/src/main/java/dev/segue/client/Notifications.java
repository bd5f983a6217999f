package dev.segue.client;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a server sends of its own accord. The driver is looked for when it is needed, so that none has to be there. */
interface Notifications {

    /**
     * Waits for notifications, without a statement.
     *
     * @param to is given the channel and the payload of each
     */
    void await(int millis, BiConsumer<String, String> to) throws SQLException;

    /** {@return those of a connection; null if its driver has none that we know} */
    static @Nullable Notifications of(Connection connection) throws SQLException {
        try {
            return PostgresqlNotifications.of(connection);
        } catch (LinkageError e) {
            return null;
        }
    }

    /** {@return the number of the session that serves a connection now} */
    static int session(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(5);
            try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                return row.getInt(1);
            }
        }
    }
}
