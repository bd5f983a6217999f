package dev.segue.engine;

import dev.segue.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Opens the engine's own connections. */
final class Sessions {

    private final Dialect dialect;
    private final DataSource dataSource;

    Sessions(Dialect dialect, DataSource dataSource) {
        this.dialect = dialect;
        this.dataSource = dataSource;
    }

    /** Something that is done with a connection. */
    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    /** {@return a connection in autocommit mode, prepared; the caller closes it} */
    Connection open() throws SQLException {
        Connection connection = dataSource.getConnection();
        try {
            connection.setAutoCommit(true);
            dialect.prepare(connection);
            return connection;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException closing) {
                e.addSuppressed(closing);
            }
            throw e;
        }
    }

    /** {@return what the work gives, on a connection of its own} */
    <T> T reading(Work<T> work) {
        try (Connection connection = open()) {
            return work.with(connection);
        } catch (SQLException e) {
            throw failure("the database could not be asked", e);
        }
    }

    /** {@return what the work gives, in one transaction on a connection of its own} */
    <T> T writing(Work<T> work) {
        try (Connection connection = open()) {
            return inTransaction(connection, work);
        } catch (SQLException e) {
            throw failure("the journal could not be written", e);
        }
    }

    static <T> T inTransaction(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.with(connection);
            connection.commit();
            connection.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException e) {
            try {
                connection.rollback();
                connection.setAutoCommit(true);
            } catch (SQLException rollback) {
                e.addSuppressed(rollback);
            }
            throw e;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (java.sql.Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.execute(sql);
        }
    }

    static SegueException failure(String what, SQLException e) {
        return SegueException.failed(
                what + ": " + message(e), "check the connection and the role's privileges, then run it again", e);
    }

    /** {@return the server's message with its SQLSTATE} */
    static String message(SQLException e) {
        String text =
                String.valueOf(e.getMessage()).replaceFirst("^ERROR: ", "").strip();
        return text + (e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")");
    }
}
