package dev.segue.testing.interleaving;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A connection with a thread of its own, so that a statement may wait while others go on. Used by one thread. */
final class Actor implements AutoCloseable {

    private static final List<@Nullable String> NO_ROW = List.of();

    /**
     * How a statement ended.
     *
     * @param row its first row, empty if there was none
     * @param state its SQLSTATE, or null if it ended well
     */
    record Ended(List<@Nullable String> row, @Nullable String state, String message) {}

    private final Connection connection;
    private final ExecutorService thread;
    private final int pid;
    private @Nullable Future<Ended> running;

    Actor(String name, Connection connection) throws SQLException {
        this.connection = connection;
        this.pid = connection.unwrap(PGConnection.class).getBackendPID();
        this.thread = Executors.newSingleThreadExecutor(r -> {
            Thread made = new Thread(r, name);
            made.setDaemon(true);
            return made;
        });
    }

    int pid() {
        return pid;
    }

    void start(String sql) {
        running = thread.submit(() -> execute(sql));
    }

    /** {@return how the statement under way ended, or null if it has not within that time} */
    @Nullable
    Ended ended(long millis) {
        Future<Ended> future = running;
        if (future == null) {
            throw new IllegalStateException("no statement is under way");
        }
        try {
            Ended ended = future.get(millis, TimeUnit.MILLISECONDS);
            running = null;
            return ended;
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** {@return how a statement ended that does not wait} */
    Ended does(String sql) {
        return execute(sql);
    }

    private Ended execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            if (!statement.execute(sql)) {
                return new Ended(NO_ROW, null, "");
            }
            try (ResultSet row = statement.getResultSet()) {
                return new Ended(row.next() ? values(row) : NO_ROW, null, "");
            }
        } catch (SQLException e) {
            return new Ended(NO_ROW, String.valueOf(e.getSQLState()), String.valueOf(e.getMessage()));
        }
    }

    /** {@return all rows of a query, columns separated by |} */
    List<String> rows(String sql) {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (row.next()) {
                all.add(String.join(
                        "|", values(row).stream().map(String::valueOf).toList()));
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static List<@Nullable String> values(ResultSet row) throws SQLException {
        List<@Nullable String> values = new ArrayList<>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            values.add(row.getString(column));
        }
        return values;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
