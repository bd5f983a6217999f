package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Sees to it that a transaction is not committed any more, whoever catches what. The server itself refuses: its state is
 * "failed" from here on, out of which leads only a rollback, of all or to a savepoint that was set before.
 */
final class Doom {

    private static final String FAILED_TRANSACTION = "25P02";

    private static final String FAIL = """
            DO $segue$ BEGIN
                RAISE EXCEPTION 'a duplicate write failed: this transaction cannot be committed any more';
            END $segue$""";

    private Doom() {}

    /**
     * Dooms the connection's transaction.
     *
     * @param failure why; is given what goes wrong here
     */
    static void of(Connection connection, Throwable failure) {
        try {
            // A driver may take a failed statement back by itself (autosave), so the state is asked for, not assumed.
            if (fails(connection, FAIL) && fails(connection, "SELECT 1")) {
                return;
            }
            connection.rollback();
            connection.close();
            failure.addSuppressed(
                    new IllegalStateException(
                            "the failed transaction was rolled back and its connection closed: this driver takes failed statements back"));
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
            abort(connection, failure);
        }
    }

    /** {@return whether the transaction has failed, as far as this statement tells} */
    private static boolean fails(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return false;
        } catch (SQLException e) {
            if (sql.equals(FAIL) || FAILED_TRANSACTION.equals(e.getSQLState())) {
                return true;
            }
            throw e;
        }
    }

    private static void abort(Connection connection, Throwable failure) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
