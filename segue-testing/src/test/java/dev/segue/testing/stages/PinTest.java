package dev.segue.testing.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.segue.client.Stage;
import dev.segue.client.duplicate.Pin;
import dev.segue.client.duplicate.PinRefusedException;
import dev.segue.client.duplicate.Pinned;
import dev.segue.client.duplicate.StaleInstanceException;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A transaction that is pinned stays in its stage, however it began; one that cannot be pinned writes nothing. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class PinTest {

    @Parameter
    Major major;

    private StagedDatabase database;
    private Connection connection;
    private Pin pin;
    private long instance;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @BeforeEach
    void aTransactionOfALivingInstance() throws SQLException {
        database = new StagedDatabase(major);
        instance = database.instance("1 hour");
        pin = new Pin(StagedDatabase.MIGRATION, () -> instance);
        connection = database.source().getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @Test
    void theStageHoldsUntilTheTransactionEnds() throws SQLException {
        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.OFF);

        CompletableFuture<Void> move = CompletableFuture.runAsync(() -> database.move(Stage.DUAL_WRITE));
        awaitWaiting(1);
        assertThat(database.stage()).isEqualTo(Stage.OFF);
        connection.commit();

        ended(move);
        assertThat(pin.pin(connection)).isEqualTo(new Pinned(StagedDatabase.MIGRATION, Stage.DUAL_WRITE, 2));
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE
            })
    void aTransactionThatBeginsDuringAMoveGetsTheStageThatWasMovedTo(int isolation) throws SQLException {
        connection.setTransactionIsolation(isolation);
        try (Connection mover = database.source().getConnection();
                Statement statement = mover.createStatement()) {
            mover.setAutoCommit(false);
            statement.execute("SELECT segue.move_stage('" + StagedDatabase.MIGRATION + "', 'DUAL_WRITE', 'test')");

            CompletableFuture<Pinned> pinned = CompletableFuture.supplyAsync(() -> pinned(connection));
            awaitWaiting(1);
            mover.commit();

            assertThat(ended(pinned).stage()).isEqualTo(Stage.DUAL_WRITE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void aSnapshotThatIsOlderThanTheLastMoveIsASerializationFailure(int isolation) throws SQLException {
        connection.setTransactionIsolation(isolation);
        reads();
        database.move(Stage.DUAL_WRITE);

        assertThatThrownBy(() -> pin.pin(connection))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
        connection.rollback();
        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.DUAL_WRITE);
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void aSnapshotThatKnowsTheLastMoveMayBePinnedLate(int isolation) throws SQLException {
        database.move(Stage.DUAL_WRITE);
        connection.setTransactionIsolation(isolation);
        connection.setReadOnly(true);
        reads();

        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.DUAL_WRITE);
    }

    @Test
    void aMoveThatWasRolledBackKeepsNobodyOut() throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        try (Connection mover = database.source().getConnection();
                Statement statement = mover.createStatement()) {
            mover.setAutoCommit(false);
            statement.execute("SELECT segue.move_stage('" + StagedDatabase.MIGRATION + "', 'DUAL_WRITE', 'test')");
            mover.rollback();
        }

        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.OFF);
    }

    @Test
    void aSecondPinInATransactionWaitsForNoMover() throws SQLException {
        pin.pin(connection);
        CompletableFuture<Void> move = CompletableFuture.runAsync(() -> database.move(Stage.DUAL_WRITE));
        awaitWaiting(1);

        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.OFF);

        connection.commit();
        ended(move);
    }

    @Test
    void aPinThatWasRolledBackWithItsSavepointHoldsNoLonger() throws SQLException {
        Savepoint savepoint = connection.setSavepoint();
        pin.pin(connection);
        connection.rollback(savepoint);

        database.move(Stage.DUAL_WRITE);

        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.DUAL_WRITE);
    }

    @Test
    void aPooledConnectionIsPinnedAnewInEveryTransaction() throws SQLException {
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database.source());
            pool.setMaximumPoolSize(1);
            pool.setAutoCommit(false);
            try (Connection pooled = pool.getConnection()) {
                assertThat(pin.pin(pooled).stage()).isEqualTo(Stage.OFF);
            }

            database.move(Stage.DUAL_WRITE);

            for (int n = 0; n < 10; n++) { // more often than the driver waits before it prepares on the server
                try (Connection pooled = pool.getConnection()) {
                    assertThat(pin.pin(pooled).stage()).isEqualTo(Stage.DUAL_WRITE);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"preferQueryMode=simple", "prepareThreshold=-1", "autosave=always"})
    void theDriversWaysMakeNoDifference(String option) throws SQLException {
        try (Connection other = DriverManager.getConnection(database.url() + "&" + option)) {
            other.setAutoCommit(false);
            other.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            for (int n = 0; n < 3; n++) {
                assertThat(pin.pin(other).stage()).isEqualTo(Stage.OFF);
                other.commit();
            }
        }
    }

    @Test
    void aConnectionThatCommitsByItselfIsRefused() throws SQLException {
        connection.setAutoCommit(true);

        assertThatThrownBy(() -> pin.pin(connection))
                .isInstanceOf(PinRefusedException.class)
                .hasMessageContainingAll(StagedDatabase.MIGRATION, "commits by itself", "setAutoCommit(false)");
    }

    @Test
    void anInstanceWhoseLeaseHasEndedIsRefusedUntilItsNextHeartbeat() throws SQLException {
        database.does("UPDATE segue.instance SET lease_until = clock_timestamp()");

        assertThatThrownBy(() -> pin.pin(connection))
                .isInstanceOf(StaleInstanceException.class)
                .hasMessageContainingAll(StagedDatabase.MIGRATION, "instance " + instance, "heartbeat");
        connection.rollback();

        database.asks("SELECT count(*) FROM segue.heartbeat(" + instance + ", '1 hour')");
        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.OFF);
    }

    @Test
    void anInstanceThatIsDrainedOrUnknownIsRefused() throws SQLException {
        database.does("SELECT segue.drain(" + instance + ")");

        assertThatThrownBy(() -> pin.pin(connection)).isInstanceOf(StaleInstanceException.class);
        connection.rollback();
        assertThatThrownBy(() -> new Pin(StagedDatabase.MIGRATION, () -> 4711).pin(connection))
                .isInstanceOf(StaleInstanceException.class);
        connection.rollback();
        assertThatThrownBy(() -> new Pin(StagedDatabase.MIGRATION, () -> 0).pin(connection))
                .isInstanceOf(StaleInstanceException.class)
                .hasMessageContaining("not be registered");
    }

    @Test
    void aMigrationWithoutStagesIsRefusedWithTheNextCommand() {
        assertThatThrownBy(() -> new Pin("0008_unknown", () -> instance).pin(connection))
                .isInstanceOf(PinRefusedException.class)
                .hasMessageContainingAll("0008_unknown", "stages have not begun", "segue status");
    }

    @Test
    void aMigrationThatTheDatabaseWritesTwiceIsRefused() {
        database.does("UPDATE segue.flag SET stage = NULL");

        assertThatThrownBy(() -> pin.pin(connection)).hasMessageContaining("the database writes twice");
    }

    @Test
    void usageOfTheSchemaIsAllThatTheApplicationsRoleNeeds() throws SQLException {
        String role = "application_" + System.nanoTime();
        database.does("CREATE ROLE " + role);
        setRole(role);
        assertThatThrownBy(() -> pin.pin(connection)).hasMessageContaining("GRANT USAGE ON SCHEMA segue");
        connection.rollback();

        database.does("GRANT USAGE ON SCHEMA segue TO " + role);

        setRole(role);
        assertThat(pin.pin(connection).stage()).isEqualTo(Stage.OFF);
        connection.rollback();
        database.does("DROP OWNED BY " + role + "; DROP ROLE " + role);
    }

    private void setRole(String role) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET LOCAL ROLE " + role);
        }
    }

    private void reads() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM orders")) {
            row.next();
        }
    }

    private Pinned pinned(Connection transaction) {
        try {
            return pin.pin(transaction);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitWaiting(int sessions) {
        await().until(() -> database.waiting() == sessions);
    }

    private static <T> T ended(CompletableFuture<T> future) {
        return future.orTimeout(60, TimeUnit.SECONDS).join();
    }
}
