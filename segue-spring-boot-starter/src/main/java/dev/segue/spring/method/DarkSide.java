package dev.segue.spring.method;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Has Spring's and JPA's ways to the database use the connection of a dark read, on the thread of the dark read. */
record DarkSide(DataSource database, PersistenceContexts contexts) {

    @Nullable
    Object read(Connection connection, Callable<@Nullable Object> reading) throws SQLException {
        TransactionSynchronizationManager.bindResource(database, new DarkHolder(connection));
        try (PersistenceContexts.Binding bound = contexts.bind(connection)) {
            return reading.call();
        } catch (SQLException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            TransactionSynchronizationManager.unbindResource(database);
        }
    }

    /** Has a transaction manager join the transaction of the dark read, instead of beginning one and ending it. */
    private static final class DarkHolder extends ConnectionHolder {
        DarkHolder(Connection connection) {
            super(connection);
            setTransactionActive(true);
        }
    }
}
