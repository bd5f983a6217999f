package dev.segue.testing.stages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.client.Stage;
import dev.segue.client.duplicate.DuplicateWrite;
import dev.segue.client.duplicate.DuplicateWrites;
import dev.segue.client.duplicate.StaleInstanceException;
import dev.segue.testing.server.Majors;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a duplicate write leaves, in every stage, whatever its two halves and its caller do. */
class DuplicateWriteTest {

    private StagedDatabase database;
    private Connection connection;
    private DuplicateWrites writes;
    private Orders orders;

    @BeforeEach
    void aTransactionOfALivingInstance() throws SQLException {
        database = new StagedDatabase(Majors.one());
        long instance = database.instance("1 hour");
        writes = new DuplicateWrites(StagedDatabase.MIGRATION, () -> instance);
        orders = new Orders(writes);
        connection = database.source().getConnection();
        connection.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void everyStageWritesTheShapesThatItSays(Stage stage) throws SQLException {
        database.moveTo(stage);

        long id = orders.place(connection, new Orders.Order("Ann", "Elm St"));
        orders.move(connection, id, "Fir St");
        assertThat(orders.street(connection, id)).isEqualTo("Fir St");
        connection.commit();

        assertThat(database.asks("SELECT street FROM orders")).isEqualTo(stage.writesOld() ? "Fir St" : "null");
        assertThat(database.asks("SELECT count(*) || coalesce(min(street), '') FROM addresses"))
                .isEqualTo(stage.writesNew() ? "1Fir St" : "0");
        assertThat(database.asks("SELECT count(address_id) FROM orders")).isEqualTo(stage.writesNew() ? "1" : "0");
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void oldComesBeforeNewAndTheShapeThatAnswersReadsGivesTheResult(Stage stage) throws SQLException {
        database.moveTo(stage);
        List<String> order = new ArrayList<>();

        String result = writes.named("shapes")
                .oldShape(c -> note(order, "old"))
                .newShape((c, old) -> note(order, old + " then new"))
                .run(connection);

        assertThat(order)
                .isEqualTo(
                        switch (stage) {
                            case OFF -> List.of("old");
                            case DUAL_WRITE, SHADOW, LIVE, RAMP_DOWN -> List.of("old", "old then new");
                            case COMPLETE -> List.of("null then new");
                        });
        assertThat(result).isEqualTo(stage.readsNew() ? order.getLast() : "old");
    }

    private static String note(List<String> order, String what) {
        order.add(what);
        return what;
    }

    @ParameterizedTest
    @EnumSource(Stage.class)
    void aFailureCannotBeCommittedByWhoCatchesIt(Stage stage) throws SQLException {
        database.moveTo(stage);
        DuplicateWrite<Long> failing = writes.named("orders.place")
                .oldShape(c -> {
                    Long placed = Orders.insertInline(c, new Orders.Order("Ann", "Elm St"));
                    return stage.writesNew() ? placed : fails();
                })
                .newShape((c, placed) -> {
                    Orders.insertSeparate(c, new Orders.Order("Ann", "Elm St"), placed);
                    return fails();
                });

        assertThatThrownBy(() -> failing.run(connection)).isInstanceOf(IllegalStateException.class);

        assertThatThrownBy(connection::commit).hasMessageContainingAll(StagedDatabase.MIGRATION, "cannot be committed");
        assertThat(database.asks("SELECT count(*) FROM orders")).isEqualTo("0");
        assertThat(database.asks("SELECT count(*) FROM addresses")).isEqualTo("0");
    }

    private DuplicateWrite<Long> aBug() {
        return writes.named("orders.place")
                .oldShape(c -> Orders.insertInline(c, new Orders.Order("Bob", "Oak St")))
                .newShape(c -> fails());
    }

    private static Long fails() {
        throw new IllegalStateException("a bug of the new code");
    }

    @Test
    void aFailureCanBeTakenBackToASavepointOfTheCaller() throws SQLException {
        database.moveTo(Stage.LIVE);
        orders.place(connection, new Orders.Order("Ann", "Elm St"));
        Savepoint savepoint = connection.setSavepoint();
        assertThatThrownBy(() -> newShapeIsRefused(connection)).isInstanceOf(SQLException.class);
        connection.rollback(savepoint);
        assertThatThrownBy(() -> aBug().run(connection)).isInstanceOf(IllegalStateException.class);
        connection.rollback(savepoint);
        orders.place(connection, new Orders.Order("Cid", "Ash St"));
        connection.commit();

        assertThat(database.asks("SELECT string_agg(customer, ' ' ORDER BY id) FROM orders"))
                .isEqualTo("Ann Cid");
        assertThat(database.asks("SELECT count(*) FROM addresses")).isEqualTo("2");
    }

    @Test
    void anErrorOfTheServerLeavesNothingToCommit() throws SQLException {
        database.moveTo(Stage.LIVE);
        assertThatThrownBy(() -> newShapeIsRefused(connection)).hasMessageContaining("street");

        assertThatThrownBy(() -> orders.place(connection, new Orders.Order("Bob", "Oak St")))
                .isInstanceOf(SQLException.class);
        connection.commit(); // the server rolls back, and this driver does not tell

        assertThat(database.asks("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void aDriverThatTakesFailedStatementsBackCannotCommitEither() throws SQLException {
        database.moveTo(Stage.LIVE);
        try (Connection saving = DriverManager.getConnection(database.url() + "&autosave=always")) {
            saving.setAutoCommit(false);
            assertThatThrownBy(() -> newShapeIsRefused(saving)).hasMessageContaining("street");

            assertThatThrownBy(saving::commit)
                    .hasMessageContainingAll(StagedDatabase.MIGRATION, "orders.place", "cannot be committed");
        }
        assertThat(database.asks("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void whereTheServerCannotBeToldTheConnectionIsClosed() throws SQLException {
        database.moveTo(Stage.LIVE);
        database.does("DROP FUNCTION segue.doom");
        try (Connection saving = DriverManager.getConnection(database.url() + "&autosave=always")) {
            saving.setAutoCommit(false);
            assertThatThrownBy(() -> newShapeIsRefused(saving)).hasMessageContaining("street");

            assertThatThrownBy(saving::commit).hasMessageContaining("closed");
        }
        assertThat(database.asks("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    private void newShapeIsRefused(Connection transaction) throws SQLException {
        writes.named("orders.place")
                .oldShape(c -> Orders.insertInline(c, new Orders.Order("Ann", "Elm St")))
                .newShape(c -> Orders.key(c, "INSERT INTO addresses (street) VALUES (NULL)"))
                .run(transaction);
    }

    interface Ending {
        void of(Connection connection) throws SQLException;
    }

    static Stream<Named<Ending>> endings() {
        return Stream.of(
                Named.of("commit", Connection::commit),
                Named.of("rollback", Connection::rollback),
                Named.of("close", Connection::close),
                Named.of("autocommit", c -> c.setAutoCommit(true)),
                Named.of("abort", c -> c.abort(Runnable::run)));
    }

    @ParameterizedTest
    @MethodSource("endings")
    void oneShapeCannotEndTheTransactionOfBoth(Ending ending) throws SQLException {
        database.moveTo(Stage.DUAL_WRITE);
        DuplicateWrite<Long> write = writes.named("orders.place")
                .oldShape(c -> {
                    Long placed = Orders.insertInline(c, new Orders.Order("Ann", "Elm St"));
                    ending.of(c);
                    return placed;
                })
                .newShape(c -> 0L);

        assertThatThrownBy(() -> write.run(connection)).hasMessageContainingAll("orders.place", "only the caller ends");

        assertThatThrownBy(connection::commit).hasMessageContainingAll(StagedDatabase.MIGRATION, "cannot be committed");
        assertThat(database.asks("SELECT count(*) FROM orders")).isEqualTo("0");
    }

    @Test
    void aWriteMayUseSavepointsOfItsOwn() throws SQLException {
        database.moveTo(Stage.DUAL_WRITE);

        writes.named("orders.place")
                .oldShape(c -> Orders.insertInline(c, new Orders.Order("Ann", "Elm St")))
                .newShape(c -> {
                    Savepoint savepoint = c.setSavepoint();
                    assertThatThrownBy(() -> Orders.key(c, "INSERT INTO addresses (street) VALUES (NULL)"))
                            .isInstanceOf(SQLException.class);
                    c.rollback(savepoint);
                    return Orders.key(c, "INSERT INTO addresses (street) VALUES ('Elm St')");
                })
                .run(connection);
        connection.commit();

        assertThat(database.asks("SELECT count(*) FROM addresses")).isEqualTo("1");
    }

    @Test
    void aStaleInstanceWritesNothing() {
        database.does("UPDATE segue.instance SET lease_until = clock_timestamp()");
        List<String> called = new ArrayList<>();

        assertThatThrownBy(() -> writes.named("orders.place")
                        .oldShape(c -> note(called, "old"))
                        .newShape(c -> note(called, "new"))
                        .run(connection))
                .isInstanceOf(StaleInstanceException.class);

        assertThat(called).isEmpty();
    }

    static Stream<Named<Function<DuplicateWrites, DuplicateWrite<Integer>>>> shapesThatFailOnTheClientOnly() {
        return Stream.of(
                Named.of(
                        "a parameter is missing",
                        writes -> writes.named("x")
                                .oldShape(c -> Orders.update(c, "INSERT INTO orders (customer) VALUES ('Ann')"))
                                .newShape(c -> Orders.update(c, "INSERT INTO addresses (street) VALUES (?)"))),
                Named.of(
                        "an error, not an exception",
                        writes -> writes.named("x")
                                .oldShape(c -> Orders.update(c, "INSERT INTO orders (customer) VALUES ('Ann')"))
                                .newShape(c -> {
                                    throw new StackOverflowError();
                                })));
    }

    @ParameterizedTest
    @MethodSource("shapesThatFailOnTheClientOnly")
    void whatTheServerDoesNotNoticeFailsTheTransactionToo(Function<DuplicateWrites, DuplicateWrite<Integer>> shapes) {
        database.moveTo(Stage.RAMP_DOWN);

        assertThatThrownBy(() -> shapes.apply(writes).run(connection)).isInstanceOf(Throwable.class);

        assertThatThrownBy(connection::commit).hasMessageContainingAll(StagedDatabase.MIGRATION, "cannot be committed");
        assertThat(database.asks("SELECT count(*) FROM orders")).isEqualTo("0");
    }
}
