package dev.segue.testing.version;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A session of the application's. Used by one thread. */
final class Client implements AutoCloseable {

    private final Connection connection;

    Client(Connection connection) {
        this.connection = connection;
    }

    /** Runs statements; each must end without an error. */
    Client does(String... statements) {
        for (String statement : statements) {
            asks(statement);
        }
        return this;
    }

    /** Runs a statement; {@return the rows of it, columns separated by |, rows by line ends} */
    String asks(String sql) {
        try {
            return rows(sql);
        } catch (SQLException e) {
            throw new AssertionError(sql + "\nfailed: " + e.getMessage(), e);
        }
    }

    /** Runs a statement that must fail; {@return its error} */
    SQLException fails(String sql) {
        String rows;
        try {
            rows = rows(sql);
        } catch (SQLException e) {
            return e;
        }
        throw new AssertionError("should fail, and does not: " + sql + "\n" + rows);
    }

    private String rows(String sql) throws SQLException {
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

    Connection connection() {
        return connection;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
