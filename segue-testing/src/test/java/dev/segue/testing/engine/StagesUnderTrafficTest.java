package dev.segue.testing.engine;

import static dev.segue.testing.engine.GivenOrders.MIGRATION;
import static dev.segue.testing.engine.GivenOrders.file;
import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Comparison;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Stage;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Majors;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An application that writes both shapes itself, pinned, while rows are filled and stages move under it. */
class StagesUnderTrafficTest {

    private static final int ORDERS = 2_000;
    private static final int WRITERS = 4;

    private final Map<Integer, String> acknowledged = new ConcurrentHashMap<>();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void the_backfill_and_the_stages_lose_no_write_and_leave_no_half_one() throws Exception {
        GivenOrders given = GivenOrders.with(Majors.one(), ORDERS);
        Engine engine = given.engine(EngineSettings.standard().withRowsPerRange(20), EngineListener.NONE);
        engine.run(file("flag_settled: 0s"), Phase.VERIFY, List.of());
        long web = given.instance("web-1");
        try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> writers = new ArrayList<>();
            for (int n = 0; n < WRITERS; n++) {
                int number = n;
                writers.add(threads.submit(() -> {
                    write(given, web, number);
                    return null;
                }));
            }
            try {
                moved(given, engine, web, Stage.DUAL_WRITE);
                assertThat(engine.proceed(MIGRATION, Phase.VERIFY, List.of()).state())
                        .isEqualTo(new Lifecycle.BothLive());
                for (Stage stage : List.of(
                        Stage.SHADOW, Stage.LIVE, Stage.SHADOW, Stage.LIVE, Stage.RAMP_DOWN, Stage.DUAL_WRITE)) {
                    moved(given, engine, web, stage);
                }
            } finally {
                stop.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        Comparison comparison = engine.verify(MIGRATION);

        assertThat(comparison.differing()).isZero();
        assertThat(comparison.rows()).isEqualTo(ORDERS);
        assertThat(
                        given.one(
                                "SELECT count(*) FROM addresses a WHERE NOT EXISTS (SELECT FROM orders WHERE address_id = a.id)"))
                .as("addresses that nobody has")
                .isEqualTo("0");
        assertThat(acknowledged).isNotEmpty();
        for (Map.Entry<Integer, String> write : acknowledged.entrySet()) {
            assertThat(given.one("SELECT street FROM orders WHERE id = " + write.getKey()))
                    .isEqualTo(write.getValue());
        }
    }

    private static void moved(GivenOrders given, Engine engine, long web, Stage stage) throws SQLException {
        assertThat(engine.stage(MIGRATION, stage).against()).isEmpty();
        given.follows(web);
    }

    /** Each writer has orders of its own, so that the last acknowledged write of each is known. */
    private void write(GivenOrders given, long web, int number) throws SQLException {
        Random random = new Random(42 + number);
        String pin = "LOCK TABLE " + given.one("SELECT segue.fence_of('" + MIGRATION + "')") + " IN ROW EXCLUSIVE MODE;"
                + "SELECT stage, alive FROM segue.pinned('" + MIGRATION + "', " + web + ")";
        try (Connection connection = given.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int n = 1; !stop.get(); n++) {
                int order = random.nextInt(ORDERS / WRITERS) * WRITERS + number + 1;
                String street = "street " + number + "/" + n;
                statement.execute(pin);
                statement.getMoreResults();
                boolean both;
                try (ResultSet pinned = statement.getResultSet()) {
                    pinned.next();
                    assertThat(pinned.getBoolean("alive")).isTrue();
                    both = !pinned.getString("stage").equals("OFF");
                }
                writeOrder(connection, order, street, both);
                connection.commit();
                acknowledged.put(order, street);
            }
        }
    }

    private static void writeOrder(Connection connection, int order, String street, boolean both) throws SQLException {
        try (PreparedStatement old =
                connection.prepareStatement("UPDATE orders SET street = ? WHERE id = ? RETURNING address_id")) {
            old.setString(1, street);
            old.setInt(2, order);
            try (ResultSet row = old.executeQuery()) {
                row.next();
                long address = row.getLong(1);
                boolean unfilled = row.wasNull();
                if (!both) {
                    return;
                }
                String sql = unfilled
                        ? "WITH a AS (INSERT INTO addresses (street, city, zip) SELECT street, city, zip FROM orders"
                                + " WHERE id = ? RETURNING id) UPDATE orders SET address_id = a.id FROM a WHERE orders.id = ?"
                        : "UPDATE addresses SET street = ? WHERE id = ?";
                try (PreparedStatement fresh = connection.prepareStatement(sql)) {
                    if (unfilled) {
                        fresh.setInt(1, order);
                        fresh.setInt(2, order);
                    } else {
                        fresh.setString(1, street);
                        fresh.setLong(2, address);
                    }
                    assertThat(fresh.executeUpdate()).isEqualTo(1);
                }
            }
        }
    }
}
