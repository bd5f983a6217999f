package dev.segue.spring.method;

import dev.segue.spring.SegueConfigurationException;
import dev.segue.spring.StageRefusedException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.BeanWrapperImpl;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.ResourceTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The transactions of Spring that a stage can be pinned with: those of JDBC and of JPA, on the database that is migrated. */
record StageTransactions(DataSource database, ListableBeanFactory beans) {

    /** What is done within a transaction. */
    interface Step {
        @Nullable
        Object on(Connection connection) throws SQLException;
    }

    /**
     * Does something on the connection of the transaction that runs.
     *
     * @param name of the duplicate write, for messages
     * @throws StageRefusedException if there is none that a stage can be pinned with
     * @throws DataAccessException what the database says
     */
    @Nullable
    Object within(String name, Step step) throws Throwable {
        require(name);
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            return step.on(connection);
        } catch (ApplicationFailure e) {
            throw e.failure();
        } catch (SQLException e) {
            DataAccessException translated = new SQLExceptionSubclassTranslator().translate(name, null, e);
            throw translated == null ? new UncategorizedSQLException(name, null, e) : translated;
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }

    private void require(String name) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new StageRefusedException(name
                    + ": a stage holds for a transaction, and none runs here; nothing was written. Use @Transactional with"
                    + " REQUIRED (the default), REQUIRES_NEW or NESTED");
        }
        if (!(TransactionSynchronizationManager.getResource(database) instanceof ConnectionHolder)) {
            throw new StageRefusedException(name + ": the transaction that runs is not one of the DataSource that Segue"
                    + " works on, so no stage can be pinned with it; nothing was written. Transaction managers here: "
                    + managers() + ". Name one that is: @Transactional(\"…\")");
        }
        if (TransactionSynchronizationManager.isCurrentTransactionReadOnly()) {
            throw new StageRefusedException(name
                    + ": the transaction is read-only, and this writes; nothing was written. Take readOnly = true away from"
                    + " the @Transactional that began it, or use REQUIRES_NEW here");
        }
    }

    /** Refuses an application in which nothing could ever be pinned. */
    void requireManager(String name) {
        Map<String, PlatformTransactionManager> all =
                beans.getBeansOfType(PlatformTransactionManager.class, true, false);
        if (all.values().stream().noneMatch(this::fits)) {
            throw new SegueConfigurationException(
                    "The duplicate write " + name
                            + " needs a transaction manager for JDBC or JPA on the DataSource that Segue"
                            + " works on; transaction managers here: " + managers(),
                    "Add a JdbcTransactionManager or a JpaTransactionManager for that DataSource, and name it where it is not"
                            + " the primary one: @Transactional(\"…\")");
        }
    }

    private boolean fits(PlatformTransactionManager manager) {
        if (manager instanceof ResourceTransactionManager resources
                && resources.getResourceFactory() instanceof DataSource) {
            return database.equals(resources.getResourceFactory());
        }
        // JpaTransactionManager, and others that know the DataSource below them
        BeanWrapperImpl properties = new BeanWrapperImpl(manager);
        return properties.isReadableProperty("dataSource")
                && database.equals(properties.getPropertyValue("dataSource"));
    }

    private String managers() {
        String names = beans.getBeansOfType(PlatformTransactionManager.class, true, false).entrySet().stream()
                .map(manager ->
                        manager.getKey() + " (" + manager.getValue().getClass().getSimpleName() + ")")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }
}
