package dev.segue.testing.engine;

import static dev.segue.testing.engine.GivenOrders.MIGRATION;
import static dev.segue.testing.engine.GivenOrders.file;
import static dev.segue.testing.engine.GivenOrders.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Majors;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds a transaction in its stage, and what does not: two sessions against the functions that applications call. */
class FenceTest {

    private GivenOrders given;
    private Engine engine;
    private long web;

    @BeforeEach
    void stage_dual_write_with_both_shapes_verified() throws Exception {
        given = GivenOrders.with(Majors.one(), 20);
        engine = given.engine();
        engine.run(file("flag_settled: 0s"), Phase.VERIFY, List.of());
        web = given.instance("web-1");
        move(Stage.DUAL_WRITE);
        engine.proceed(MIGRATION, Phase.VERIFY, List.of());
    }

    private void move(Stage stage) throws SQLException {
        assertThat(engine.stage(MIGRATION, stage).against()).isEmpty();
        given.follows(web);
    }

    /** A transaction of the application's, pinned as it should be. */
    private final class Pinned implements AutoCloseable {

        private final Connection connection = given.dataSource().getConnection();

        Pinned(String isolation) throws SQLException {
            does("SET application_name = 'web-1'");
            does("BEGIN ISOLATION LEVEL " + isolation);
            String fence = given.one("SELECT fence FROM segue.state_of('" + MIGRATION + "')");
            does("LOCK TABLE " + fence + " IN ROW EXCLUSIVE MODE");
        }

        String stage() throws SQLException {
            return one(connection, "SELECT stage FROM segue.pinned('" + MIGRATION + "', " + web + ")");
        }

        boolean alive() throws SQLException {
            return "t".equals(one(connection, "SELECT alive FROM segue.pinned('" + MIGRATION + "', " + web + ")"));
        }

        void does(String sql) throws SQLException {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        @Override
        public void close() throws SQLException {
            connection.close();
        }
    }

    @Test
    void a_stage_moves_once_the_transactions_pinned_to_the_old_one_have_ended_and_says_whom_it_waits_for()
            throws Exception {
        List<String> waitedFor = new ArrayList<>();
        try (Pinned pinned = new Pinned("READ COMMITTED")) {
            assertThat(pinned.stage()).isEqualTo("DUAL_WRITE");
            Engine patient = given.engine(EngineSettings.standard(), new EngineListener() {
                @Override
                public void stagesWait(String migration, String what, int tries, List<String> whom) {
                    waitedFor.addAll(whom);
                    try {
                        assertThat(pinned.stage()).isEqualTo("DUAL_WRITE");
                        if (!whom.isEmpty()) {
                            pinned.does("COMMIT");
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }
            });

            StageMove move = patient.stage(MIGRATION, Stage.SHADOW);

            assertThat(move.moved()).isTrue();
            assertThat(waitedFor).first().asString().contains("web-1");
        }
    }

    @Test
    void a_transaction_that_does_not_end_leaves_the_stage_where_it_is_and_is_named() throws Exception {
        Engine hasty =
                given.engine(EngineSettings.standard().withDeadline(Duration.ofMillis(500)), EngineListener.NONE);
        try (Pinned pinned = new Pinned("READ COMMITTED")) {
            assertThatThrownBy(() -> hasty.stage(MIGRATION, Stage.SHADOW))
                    .isInstanceOf(SegueException.class)
                    .hasMessageContaining("did not end within")
                    .hasMessageContaining("web-1");
            assertThat(pinned.stage()).isEqualTo("DUAL_WRITE");
        }
        assertThat(given.one("SELECT stage FROM segue.flag")).isEqualTo("DUAL_WRITE");
    }

    @Test
    void a_pin_shows_the_stage_as_it_is_in_every_isolation_level() throws Exception {
        for (String isolation : List.of("READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE")) {
            try (Connection late = given.dataSource().getConnection();
                    Statement statement = late.createStatement()) {
                statement.execute("BEGIN ISOLATION LEVEL " + isolation); // begun before the move, pinned after it
                Stage wanted =
                        given.one("SELECT stage FROM segue.flag").equals("SHADOW") ? Stage.DUAL_WRITE : Stage.SHADOW;
                move(wanted);
                statement.execute("LOCK TABLE " + given.one("SELECT segue.fence_of('" + MIGRATION + "')")
                        + " IN ROW EXCLUSIVE MODE");

                assertThat(one(late, "SELECT stage FROM segue.pinned('" + MIGRATION + "', " + web + ")"))
                        .as(isolation)
                        .isEqualTo(wanted.name());
            }
        }
    }

    @Test
    void an_instance_that_slept_through_its_lease_gets_no_pin_until_it_has_asked_again() throws Exception {
        given.execute(
                "UPDATE segue.instance SET lease_until = clock_timestamp() - interval '1 second' WHERE id = " + web);
        assertThat(engine.stage(MIGRATION, Stage.SHADOW).moved())
                .as("nobody waits for it")
                .isTrue();
        try (Pinned pinned = new Pinned("READ COMMITTED")) {
            assertThat(pinned.alive()).isFalse();
        }

        String expired = given.one("SELECT was_expired || ' ' || stage FROM segue.heartbeat(" + web + ", '1 minute')");

        assertThat(expired).isEqualTo("true SHADOW");
        try (Pinned pinned = new Pinned("READ COMMITTED")) {
            assertThat(pinned.alive()).isTrue();
        }
        assertThat(given.one("SELECT was_expired FROM segue.heartbeat(" + web + ", '1 minute')"))
                .isEqualTo("f");
    }

    @Test
    void a_retreat_waits_for_nobody_even_from_within_a_pinned_transaction() throws Exception {
        move(Stage.SHADOW);
        move(Stage.LIVE);
        try (Pinned other = new Pinned("READ COMMITTED");
                Pinned pinned = new Pinned("READ COMMITTED")) {
            assertThat(other.stage()).isEqualTo("LIVE");
            pinned.does("SET LOCAL lock_timeout = '1s'");

            assertThat(one(pinned.connection, "SELECT segue.retreat('" + MIGRATION + "', 'web-1', 'planted')"))
                    .isEqualTo("t");

            pinned.does("COMMIT");
        }
        assertThat(given.one("SELECT stage || ' ' || percent FROM segue.flag")).isEqualTo("SHADOW 0");
        assertThat(given.one("SELECT segue.retreat('" + MIGRATION + "', 'web-1', 'again')"))
                .isEqualTo("f");
    }

    @Test
    void back_among_the_stages_that_write_both_shapes_goes_at_once_and_past_an_instance_that_is_silent()
            throws Exception {
        move(Stage.SHADOW);
        move(Stage.LIVE);
        given.instance("web-2");
        move(Stage.RAMP_DOWN);
        assertThat(engine.stage(MIGRATION, Stage.COMPLETE).against())
                .extracting(StageMove.Against::reason)
                .contains("not yet in stage RAMP_DOWN: orders web-2 (v42)");

        StageMove move = engine.stage(MIGRATION, Stage.DUAL_WRITE);

        assertThat(move.moved()).isTrue();
        assertThat(engine.stage(MIGRATION, Stage.LIVE).against())
                .extracting(StageMove.Against::reason)
                .containsExactly("LIVE is not next to DUAL_WRITE");
    }

    @Test
    void what_was_on_its_way_into_the_outbox_keeps_the_old_write_going() throws Exception {
        move(Stage.SHADOW);
        move(Stage.LIVE);
        move(Stage.RAMP_DOWN);
        engine.verify(MIGRATION);
        try (ExecutorService mover = Executors.newSingleThreadExecutor();
                Pinned pinned = new Pinned("READ COMMITTED")) {
            pinned.does("SELECT segue.enqueue('" + MIGRATION + "', 'search', 'order 7', '{}')");
            Future<String> refused = mover.submit(() -> refusal("COMPLETE"));
            do {
                assertThat(refused.isDone()).isFalse();
            } while (given.one("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'ExclusiveLock'")
                    .equals("0"));

            pinned.does("COMMIT"); // while the move waits for it

            assertThat(refused.get()).contains("1 writes to another store wait in the outbox");
        }
        assertThat(given.one("SELECT stage FROM segue.flag")).isEqualTo("RAMP_DOWN");
    }

    /** {@return why the stage is not moved there; asks again while transactions are in the way} */
    private String refusal(String stage) throws SQLException {
        while (true) {
            try {
                return "moved, epoch "
                        + given.one("SELECT segue.move_stage('" + MIGRATION + "', '" + stage + "', 'ada')");
            } catch (SQLException e) {
                if (!"55P03".equals(e.getSQLState())) {
                    return String.valueOf(e.getMessage());
                }
            }
        }
    }

    @Test
    void movers_at_once_take_turns_and_none_skips_a_stage() throws Exception {
        try (ExecutorService movers = Executors.newFixedThreadPool(4)) {
            List<Future<?>> all = new ArrayList<>();
            for (int mover = 0; mover < 4; mover++) {
                Stage wanted = mover % 2 == 0 ? Stage.SHADOW : Stage.DUAL_WRITE;
                all.add(movers.submit(() -> {
                    for (int n = 0; n < 10; n++) {
                        given.follows(web);
                        given.engine().stage(MIGRATION, wanted);
                    }
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(given.one("""
                SELECT string_agg(DISTINCT message, ', ' ORDER BY message) FROM segue.event WHERE kind = 'stage'""")).isEqualTo("DUAL_WRITE to SHADOW, OFF to DUAL_WRITE, SHADOW to DUAL_WRITE");
        assertThat(given.one(
                        "SELECT (SELECT epoch - 1 FROM segue.flag) = count(*) FROM segue.event WHERE kind = 'stage'"))
                .as("each move is one epoch")
                .isEqualTo("t");
    }

    @Test
    void an_epoch_that_the_flag_has_not_reached_is_not_believed() throws Exception {
        given.execute("SELECT segue.heartbeat(%d, '1 minute', '{\"%s\": {\"epoch\": 99, \"old\": -5}}')"
                .formatted(web, MIGRATION));
        assertThat(engine.stage(MIGRATION, Stage.SHADOW).moved()).isTrue();

        assertThat(engine.stage(MIGRATION, Stage.LIVE).against())
                .extracting(StageMove.Against::reason)
                .containsExactly("not yet in stage SHADOW: orders web-1 (v42)");
        assertThat(given.one("SELECT served_old FROM segue.instance_migration")).isEqualTo("0");
    }

    @Test
    void a_move_asked_for_without_a_lock_timeout_holds_the_application_for_less_than_a_second() throws Exception {
        try (Pinned pinned = new Pinned("READ COMMITTED");
                Connection mover = given.dataSource().getConnection();
                Statement statement = mover.createStatement()) {
            assertThat(pinned.stage()).isEqualTo("DUAL_WRITE");
            statement.execute("SET lock_timeout = 0");

            assertThatThrownBy(() -> statement.execute("SELECT segue.move_stage('" + MIGRATION + "', 'SHADOW', 'ada')"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55P03"));
            assertThat(one(mover, "SHOW lock_timeout")).isEqualTo("0");
        }
    }
}
