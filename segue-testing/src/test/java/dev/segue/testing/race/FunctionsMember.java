package dev.segue.testing.race;

import dev.segue.client.Stage;
import dev.segue.client.duplicate.DuplicateWriteName;
import dev.segue.client.duplicate.DuplicateWrites;
import dev.segue.client.duplicate.Pinned;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/** A member by the journal's functions alone, as one in another language is. It knows no end of the stages. */
final class FunctionsMember implements RaceMember {

    private static final String LEASE = "1 second";
    private static final long HEARTBEAT_NANOS = 100_000_000;

    private final String url;
    private final String migration;
    private final long number;
    private final DuplicateWrites writes;

    private FunctionsMember(String url, String migration, String name) {
        this.url = url;
        this.migration = migration;
        this.number = registered(name);
        this.writes = new DuplicateWrites(migration, () -> number);
    }

    static FunctionsMember of(String url, String migration, String name) {
        FunctionsMember member = new FunctionsMember(url, migration, name);
        Thread heart = new Thread(member::beat, "heartbeat");
        heart.setDaemon(true);
        heart.start();
        return member;
    }

    private long registered(String name) {
        while (true) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT id, segue.use(id, ?, 'BOTH') FROM segue.register('orders', ?, 'v1', ?::interval) AS id")) {
                statement.setString(1, migration);
                statement.setString(2, name);
                statement.setString(3, LEASE);
                try (ResultSet row = statement.executeQuery()) {
                    row.next();
                    return row.getLong(1);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(HEARTBEAT_NANOS); // cut
            }
        }
    }

    private void beat() {
        long epoch = 0;
        while (true) {
            try (Connection connection = DriverManager.getConnection(url);
                    PreparedStatement statement = connection.prepareStatement(
                            "SELECT epoch FROM segue.heartbeat(?, ?::interval, jsonb_build_object(?, jsonb_build_object('epoch', ?)))")) {
                while (true) {
                    statement.setLong(1, number);
                    statement.setString(2, LEASE);
                    statement.setString(3, migration);
                    statement.setLong(4, epoch);
                    try (ResultSet row = statement.executeQuery()) {
                        row.next();
                        epoch = row.getLong(1); // pinned work goes by it already
                    }
                    LockSupport.parkNanos(HEARTBEAT_NANOS);
                }
            } catch (SQLException e) {
                LockSupport.parkNanos(HEARTBEAT_NANOS); // cut; the next one gets a new connection
            }
        }
    }

    @Override
    public DuplicateWriteName duplicateWrite(String name) {
        return writes.named(name);
    }

    @Override
    public Reading reading(Connection connection) throws SQLException {
        Pinned pinned = writes.pin(connection);
        return new Reading() {
            @Override
            public Stage stage() {
                return pinned.stage();
            }

            @Override
            public void close() {}
        };
    }

    /** Its lease ends by itself. */
    @Override
    public void close() {}
}
