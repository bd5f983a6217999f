package dev.segue.testing.engine;

import static dev.segue.testing.engine.GivenOrders.MIGRATION;
import static dev.segue.testing.engine.GivenOrders.file;
import static dev.segue.testing.engine.GivenOrders.one;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Engine;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Majors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Before the stages begin there is nothing to be pinned to, so a transaction that is open then has to end. */
class BeginOfStagesTest {

    private final GivenOrders given = GivenOrders.with(Majors.one(), 20);
    private final Engine engine = given.engine();

    BeginOfStagesTest() throws SQLException {}

    @Test
    void nobody_writes_both_before_each_transaction_that_was_open_then_has_ended() throws Exception {
        try (Connection early = begun();
                Connection later = runs()) {
            assertThat(engine.stage(MIGRATION, Stage.DUAL_WRITE).against())
                    .singleElement()
                    .satisfies(against -> assertThat(against.reason())
                            .contains("open when the stages began", "pid " + pid(early))
                            .doesNotContain(pid(later)));

            try (Statement statement = early.createStatement()) {
                statement.execute("UPDATE orders SET street = 'written without a pin' WHERE id = 7");
                statement.execute("COMMIT");
            }

            assertThat(engine.stage(MIGRATION, Stage.DUAL_WRITE).moved()).isTrue();
        }
    }

    @Test
    void nor_when_it_is_run_again() throws Exception {
        runs().close();
        engine.rollback(MIGRATION);
        try (Connection early = begun();
                Connection later = runs()) {
            StageMove move = engine.stage(MIGRATION, Stage.DUAL_WRITE);

            assertThat(move.against())
                    .singleElement()
                    .satisfies(against -> assertThat(against.reason())
                            .contains("pid " + pid(early))
                            .doesNotContain(pid(later)));
        }
    }

    /** Expands; {@return a transaction that began after that} */
    private Connection runs() throws Exception {
        engine.run(file("flag_settled: 0s"), Phase.VERIFY, List.of());
        return begun();
    }

    private Connection begun() throws SQLException {
        Connection connection = given.dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN");
        }
        return connection;
    }

    private static String pid(Connection connection) throws SQLException {
        return one(connection, "SELECT pg_backend_pid()");
    }
}
