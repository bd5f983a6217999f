package dev.segue.testing.locks;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.postgresql.PGConnection;

/**
 * Writers in all tables hold up a statement that cannot run in a transaction until it has been seen which locks its
 * session holds; then they are gone. Used once.
 */
final class HeldUp implements AutoCloseable {

    private final DataSource source;
    private final Connection writer;
    private final CompletableFuture<Map<Long, LockMode>> looking;
    private volatile boolean ended;

    /** @param session the connection that is about to send the statement */
    HeldUp(DataSource source, Connection session, Set<Long> tables) throws SQLException {
        this.source = source;
        int pid = session.unwrap(PGConnection.class).getBackendPID();
        writer = source.getConnection();
        writer.setAutoCommit(false);
        try (Statement statement = writer.createStatement()) {
            statement.execute("LOCK TABLE " + names(tables) + " IN ROW EXCLUSIVE MODE");
        }
        looking = CompletableFuture.supplyAsync(() -> {
            try (writer) {
                return look(pid, tables);
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException("the held up session cannot be seen", e);
            }
        });
    }

    private String names(Set<Long> tables) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT string_agg('ONLY ' || oid::regclass::text, ', ') FROM pg_class WHERE oid IN ("
                                + tables.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")")) {
            row.next();
            return row.getString(1);
        }
    }

    private Map<Long, LockMode> look(int pid, Set<Long> tables) throws SQLException, InterruptedException {
        try (Connection connection = source.getConnection();
                PreparedStatement waiting =
                        connection.prepareStatement("SELECT cardinality(pg_blocking_pids(?)) > 0")) {
            waiting.setInt(1, pid);
            while (!ended) {
                try (ResultSet row = waiting.executeQuery()) {
                    row.next();
                    if (row.getBoolean(1)) {
                        return held(ToldBySessions.ask(connection, pid, tables));
                    }
                }
                Thread.sleep(5);
            }
        }
        return Map.of();
    }

    private static Map<Long, LockMode> held(Map<Long, ToldBySessions.Table> told) {
        Map<Long, LockMode> held = new HashMap<>();
        told.forEach((number, table) -> {
            if (table.held() != null) {
                held.put(number, table.held());
            }
        });
        return held;
    }

    /** {@return the locks that its session held while it waited; none if it has ended without waiting for a writer} */
    Map<Long, LockMode> seen() {
        ended = true;
        return looking.join();
    }

    @Override
    public void close() {
        seen();
    }
}
