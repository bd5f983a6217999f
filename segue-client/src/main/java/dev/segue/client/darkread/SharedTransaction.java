package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;

/** A dark read within the caller's transaction, on the caller's thread. It leaves the transaction as it was. */
record SharedTransaction(Connection connection, Readers readers, Duration budget, Unsettled unsettled) {

    /**
     * What came of it.
     *
     * @param proven whether it can be believed: a mismatch counts at once only where all reads saw one snapshot and nothing
     *     that this transaction wrote
     */
    record Found(Outcome outcome, boolean proven) {}

    Found compare() throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            // both settings end with the savepoint
            statement.execute("SET LOCAL statement_timeout = " + Math.max(1, budget.toMillis())
                    + "; SET LOCAL transaction_read_only = on");
            Outcome found = readers.compare(connection, false);
            if (found.verdict() != Verdict.MISMATCH) {
                return new Found(found, true);
            }
            if (!oneSnapshot(statement)) {
                return new Found(found, false);
            }
            Outcome confirmed = readers.confirm(connection);
            return new Found(confirmed, confirmed.verdict() != Verdict.MISMATCH || settled());
        } finally {
            connection.rollback(before);
            connection.releaseSavepoint(before);
        }
    }

    private boolean oneSnapshot(Statement statement) throws SQLException {
        if (connection.getTransactionIsolation() < Connection.TRANSACTION_REPEATABLE_READ) {
            return false;
        }
        try (ResultSet row = statement.executeQuery("SELECT pg_catalog.pg_current_xact_id_if_assigned() IS NULL")) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** {@return whether it is known that nothing is on its way from one shape to the other} */
    private boolean settled() {
        try {
            return !unsettled.in(connection);
        } catch (SQLException e) {
            return false;
        }
    }
}
