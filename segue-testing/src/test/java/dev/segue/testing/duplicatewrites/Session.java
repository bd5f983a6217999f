package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.postgresql.PGConnection;

/**
 * A named connection, whose statements are released one after the other. A statement that is expected to wait is
 * {@linkplain #starts started}; all others must end by themselves. Used by one thread.
 */
final class Session implements AutoCloseable {

    private static final long SOON = 10;

    private final String name;
    private final Connection connection;
    private final Observer observer;
    private final int pid;
    private final ExecutorService thread;

    /** Answers questions about the sessions of the database, from outside. */
    interface Observer {
        String ask(String sql);
    }

    Session(String name, Connection connection, Observer observer) throws SQLException {
        this.name = name;
        this.connection = connection;
        this.observer = observer;
        this.pid = connection.unwrap(PGConnection.class).getBackendPID();
        this.thread = Executors.newSingleThreadExecutor(r -> {
            Thread made = new Thread(r, name);
            made.setDaemon(true);
            return made;
        });
    }

    /** Runs statements; each must end without an error. */
    Session does(String... statements) {
        for (String statement : statements) {
            starts(statement).ends();
        }
        return this;
    }

    Session begins() {
        return does("BEGIN");
    }

    Session commits() {
        return does("COMMIT");
    }

    /** Runs a query or a statement with RETURNING; {@return all its rows, columns separated by |, rows by line ends} */
    String asks(String sql) {
        return starts(sql).ends();
    }

    /** Runs a statement that must fail; {@return its SQLSTATE} */
    String fails(String sql) {
        return starts(sql).fails();
    }

    /** Runs a statement and lets the test go on meanwhile. */
    Running starts(String sql) {
        return new Running(sql, thread.submit(() -> execute(sql)));
    }

    private String execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            StringBuilder rows = new StringBuilder();
            boolean result = statement.execute(sql);
            while (result || statement.getUpdateCount() >= 0) {
                if (result) {
                    append(rows, statement.getResultSet());
                }
                result = statement.getMoreResults();
            }
            return rows.toString();
        }
    }

    private static void append(StringBuilder rows, ResultSet row) throws SQLException {
        while (row.next()) {
            rows.append(rows.isEmpty() ? "" : "\n");
            for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                rows.append(column == 1 ? "" : "|").append(row.getString(column));
            }
        }
    }

    PGConnection copying() throws SQLException {
        return connection.unwrap(PGConnection.class);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public String toString() {
        return name;
    }

    /** A statement under way. */
    final class Running {

        private final String sql;
        private final Future<String> future;

        private Running(String sql, Future<String> future) {
            this.sql = sql;
            this.future = future;
        }

        /** Asserts that the statement waits for a lock. */
        Running isBlocked() {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SOON);
            while (!future.isDone() && System.nanoTime() < deadline) {
                if ("t".equals(observer.ask("SELECT cardinality(pg_blocking_pids(" + pid + ")) > 0"))) {
                    return this;
                }
            }
            throw new AssertionError(name + ": should wait for a lock, and does not: " + sql);
        }

        /** Waits for the end of the statement, which must not be an error; {@return its rows} */
        String ends() {
            try {
                return future.get(SOON, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(
                        name + ": " + sql + "\nfailed: " + e.getCause().getMessage(), e.getCause());
            } catch (TimeoutException e) {
                throw new AssertionError(
                        name + ": does not end: " + sql + "\nwaits for: "
                                + observer.ask(
                                        "SELECT pid, query FROM pg_stat_activity WHERE pid = ANY (pg_blocking_pids("
                                                + pid + "))"),
                        e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }

        /** Waits for the error in which the statement must end; {@return its SQLSTATE} */
        String fails() {
            try {
                future.get(SOON, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                assertThat(e.getCause()).isInstanceOf(SQLException.class);
                return ((SQLException) e.getCause()).getSQLState();
            } catch (TimeoutException e) {
                throw new AssertionError(name + ": does not end: " + sql, e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
            throw new AssertionError(name + ": should fail, and does not: " + sql);
        }
    }
}
