package dev.segue.client.duplicate;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Sees to it that a transaction is not committed any more, whoever catches what. The server refuses, not this client: so
 * it holds through every wrapper of a connection, and only a rollback leads out, of all or to a savepoint set before.
 */
final class Doom {

    private static final String FAILED_TRANSACTION = "25P02";

    private Doom() {}

    /**
     * Dooms the connection's transaction.
     *
     * @param failure why; is given what goes wrong here
     */
    static void of(Connection connection, String migration, String name, Throwable failure) {
        try (PreparedStatement dooming = connection.prepareStatement("SELECT segue.doom(?, ?)")) {
            dooming.setString(1, migration);
            dooming.setString(
                    2, migration + ": the duplicate write " + name + " failed, so its transaction cannot be committed");
            dooming.execute();
        } catch (SQLException | RuntimeException e) {
            if (!(e instanceof SQLException refused && FAILED_TRANSACTION.equals(refused.getSQLState()))) {
                failure.addSuppressed(e);
                end(connection, failure);
            }
        }
    }

    /** What could not be doomed is ended, unless it has failed by that already. */
    private static void end(Connection connection, Throwable failure) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            connection.rollback();
            connection.close();
        } catch (SQLException | RuntimeException e) {
            if (!(e instanceof SQLException refused && FAILED_TRANSACTION.equals(refused.getSQLState()))) {
                failure.addSuppressed(e);
                abort(connection, failure);
            }
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
