package dev.segue.testing.interleaving;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

    /**
     * How a statement ended.
     *
     * @param rows of its answer
     * @param state its SQLSTATE, or null if it ended well
     */
    record Ended(
            List<List<@Nullable String>> rows, @Nullable String state, String message) {

        /** {@return the first row, empty if there was none} */
        List<@Nullable String> row() {
            return rows.isEmpty() ? List.of() : rows.getFirst();
        }
    }

    private final Connection connection;
    private final ExecutorService thread;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();
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
    Ended ended(long micros) {
        Future<Ended> future = running;
        if (future == null) {
            throw new IllegalStateException("no statement is under way");
        }
        try {
            Ended ended = future.get(micros, TimeUnit.MICROSECONDS);
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

    /** {@return how a statement ended that waits for nobody} */
    Ended does(String sql) {
        return execute(sql);
    }

    private Ended execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            return new Ended(last(statement, statement.execute(sql)), null, "");
        } catch (SQLException e) {
            return new Ended(List.of(), String.valueOf(e.getSQLState()), String.valueOf(e.getMessage()));
        }
    }

    /** {@return the rows of the last of several statements that were sent together} */
    private static List<List<@Nullable String>> last(Statement statement, boolean answers) throws SQLException {
        List<List<@Nullable String>> last = List.of();
        boolean result = answers;
        while (result || statement.getUpdateCount() >= 0) {
            last = result ? all(statement.getResultSet()) : List.of();
            result = statement.getMoreResults();
        }
        return last;
    }

    /** {@return all rows of a query that is asked again and again} */
    List<List<@Nullable String>> asks(String sql, Object... parameters) {
        try {
            PreparedStatement statement = prepared.get(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                prepared.put(sql, statement);
            }
            for (int n = 0; n < parameters.length; n++) {
                statement.setObject(n + 1, parameters[n]);
            }
            return last(statement, statement.execute());
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static List<List<@Nullable String>> all(ResultSet row) throws SQLException {
        try (row) {
            List<List<@Nullable String>> all = new ArrayList<>();
            while (row.next()) {
                all.add(values(row));
            }
            return all;
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
