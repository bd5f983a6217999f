package dev.segue.engine;

import dev.segue.dialect.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.stream.Collectors;
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

    /**
     * Checks that a connection keeps its session of the server. A pooler in transaction mode does not: it lends the session
     * to whoever begins a transaction next, and the lease, a lock of the session, would be lost with it.
     *
     * @throws SegueException if a second connection was given the first one's session, or the first one another
     */
    void requireOwn() {
        try (Connection first = open();
                Connection second = open()) {
            long before = dialect.session(first);
            long other = inTransaction(second, dialect::session);
            boolean lent = before == other;
            if (!lent) {
                lent = inTransaction(second, held -> {
                    dialect.session(held);
                    return dialect.session(first) != before;
                });
            }
            if (lent) {
                throw pooled();
            }
        } catch (SQLException e) {
            throw failure("the database could not be asked", e);
        }
    }

    static SegueException pooled() {
        return SegueException.usage(
                "Segue's connections do not keep their sessions: a pooler in transaction mode is between it and the server,"
                        + " and would lose the lock that says who drives a migration",
                "connect Segue to the server itself, or through a pool in session mode; the application may use any pooler");
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

    /** {@return that the database could not be looked at, with who holds a table against everybody} */
    SegueException unread(String what, SQLException e) {
        return switch (dialect.classify(e)) {
            case BUSY -> held(what, e);
            case UNSETTLED, DATA, CONNECTION, OTHER -> failure(what, e);
        };
    }

    private SegueException held(String what, SQLException e) {
        String holders = reading(dialect::holders).stream()
                .map(holder -> "\n  held by " + holder)
                .collect(Collectors.joining());
        return SegueException.failed(
                what + ": a table that it has to look at is held against everybody: " + message(e) + holders,
                "wait for that session, or end it, then run it again; nothing was changed",
                e);
    }

    SegueException failure(String what, SQLException e) {
        String remedy = dialect.remedy(e).orElse("check the connection and the role's privileges");
        return SegueException.failed(what + ": " + message(e), remedy + ", then run it again", e);
    }

    /** {@return whether an error passes by itself: somebody held a lock, or there was no connection} */
    boolean isWorthAnotherTry(SQLException e) {
        return switch (dialect.classify(e)) {
            case BUSY, CONNECTION -> true;
            case UNSETTLED, DATA, OTHER -> false;
        };
    }

    /** {@return what to do about an error of a migration that is under way, in words that end with the next command} */
    String next(SQLException e, String otherwise, String command) {
        return dialect.remedy(e).map(remedy -> remedy + ", then " + command).orElse(otherwise);
    }

    /** {@return the server's message with its SQLSTATE, details and hints on lines of their own} */
    static String message(SQLException e) {
        String text = String.valueOf(e.getMessage())
                .replaceFirst("^(ERROR|FATAL): ", "")
                .strip();
        int end = text.indexOf('\n') < 0 ? text.length() : text.indexOf('\n');
        String state = e.getSQLState() == null ? "" : " (SQLSTATE " + e.getSQLState() + ")";
        return text.substring(0, end) + state + text.substring(end);
    }
}
