package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pooler in transaction mode: the application may use one, Segue itself must not, and says why. */
class PoolerTest extends EveryServer {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void segue_behind_a_pooler_in_transaction_mode_is_refused_with_the_reason(int sessions) throws Exception {
        BothShapes shapes = notBegun(Given.ORDERS);
        String before = shapes.dump();
        try (TransactionPooler pooler = new TransactionPooler(shapes.dataSource(), sessions)) {
            Engine engine = shapes.engine(pooler.dataSource(), EngineSettings.standard(), EngineListener.NONE);

            assertThatThrownBy(() -> engine.run(shapes.file(), Phase.VERIFY, List.of()))
                    .isInstanceOf(SegueException.class)
                    .hasMessageContaining("pooler in transaction mode");
        }
        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(shapes.ask("SELECT to_regnamespace('segue') IS NULL")).isEqualTo("t");
        shapes.runs(Phase.VERIFY).agrees();
    }

    @Test
    void the_application_behind_one_writes_through_both_shapes() throws Exception {
        BothShapes shapes = live(Given.ORDERS);
        try (TransactionPooler pooler = new TransactionPooler(shapes.dataSource(), 3)) {
            List<CompletableFuture<Void>> clients = new ArrayList<>();
            for (int client = 0; client < 6; client++) {
                String column = List.of("street", "city", "zip").get(client % 3);
                boolean old = client < 3;
                clients.add(CompletableFuture.runAsync(() -> writes(pooler, column, old)));
            }
            CompletableFuture.allOf(clients.toArray(CompletableFuture[]::new)).join();
        }

        shapes.agrees();
        assertThat(shapes.ask("SELECT count(*) FROM orders WHERE street ~ '49$' AND city ~ '49$' AND zip ~ '49$'"))
                .isEqualTo("3");
    }

    private static void writes(TransactionPooler pooler, String column, boolean old) {
        try (Connection connection = pooler.connection()) {
            connection.setAutoCommit(false);
            for (int round = 0; round < 50; round++) {
                for (int order = 1; order <= 3; order++) {
                    try (Statement statement = connection.createStatement()) {
                        statement.execute(
                                old
                                        ? "UPDATE orders SET %s = 'old %d' WHERE order_id = %d"
                                                .formatted(column, round, order)
                                        : "UPDATE addresses SET %s = 'new %d' WHERE id = (SELECT address_id FROM orders WHERE order_id = %d)"
                                                .formatted(column, round, order));
                    }
                    connection.commit();
                }
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
