package dev.segue.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Notifications as PostgreSQL's own driver has them; the only class that knows it, loaded only where it is there. */
final class PostgresqlNotifications implements Notifications {

    private final PGConnection connection;

    private PostgresqlNotifications(PGConnection connection) {
        this.connection = connection;
    }

    static @Nullable PostgresqlNotifications of(Connection connection) throws SQLException {
        return connection.isWrapperFor(PGConnection.class)
                ? new PostgresqlNotifications(connection.unwrap(PGConnection.class))
                : null;
    }

    @Override
    public void await(int millis, BiConsumer<String, String> to) throws SQLException {
        PGNotification[] arrived = connection.getNotifications(millis);
        if (arrived != null) {
            for (PGNotification notification : arrived) {
                to.accept(notification.getName(), notification.getParameter());
            }
        }
    }
}
