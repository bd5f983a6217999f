package dev.segue.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.cli.documentation.Pages;
import dev.segue.client.ClientSettings;
import dev.segue.client.Segue;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.examples.orders.OrderService;
import dev.segue.gate.Gate;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The order service of {@code examples/orders} goes through its migration while all its versions take orders. */
class OrdersExampleTest {

    private static final List<Force> WITHOUT_WAITING = List.of(
            new Force(Gate.FLAG_SETTLED, "a test has no week"),
            new Force(Gate.OLD_SIDE_QUIET, "a test has no day"),
            new Force(Gate.SOAK, "a test has no three days"));

    private static final Path EXAMPLE = Pages.root().resolve("examples/orders");

    private final EmbeddedServer server = SharedServers.of(Majors.one());
    private final String database = server.freshDatabase("orders_example");
    private final DataSource connections = server.dataSource(database);

    @Test
    void ordersAreTakenFromTheFirstStatementToTheLast() throws Exception {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(EXAMPLE.resolve("schema.sql")));
        }
        Engine engine = Engines.open(server.url(database), connections, EngineSettings.standard(), EngineListener.NONE);
        MigrationFile file = MigrationFile.read(EXAMPLE.resolve("migrations/0007_extract_address.yaml"));
        ClientSettings settings = ClientSettings.of("orders", "test").withPollInterval(Duration.ofMillis(20));

        try (Segue segue = Segue.open(connections, settings);
                RunningInstance v1 = start("v1", segue)) {
            v1.awaitRequests();
            expect(engine.run(file, Phase.VERIFY, List.of()));
            try (RunningInstance v2 = start("v2", segue)) {
                for (int percent : new int[] {25, 100, 0, 100}) {
                    engine.flag(OrderService.MIGRATION, percent);
                    await().until(() -> segue.flag(OrderService.MIGRATION).percent() == percent);
                    v1.awaitRequests();
                    v2.awaitRequests();
                }
                v1.close();
                engine.settle();
                assertThat(engine.verify(OrderService.MIGRATION).differing()).isZero();
                expect(engine.seal(OrderService.MIGRATION, WITHOUT_WAITING));
                v2.awaitRequests();
            }
            try (RunningInstance v3 = start("v3", segue)) {
                v3.awaitRequests();
                expect(engine.contract(OrderService.MIGRATION, WITHOUT_WAITING));
                v3.awaitRequests();
            }
        }

        assertThat(engine.status(OrderService.MIGRATION).state()).isInstanceOf(Lifecycle.Contracted.class);
        server.dropDatabase(database);
    }

    private RunningInstance start(String version, Segue segue) {
        return RunningInstance.start(new OrderService(OrderService.version(version, connections, segue)));
    }

    private static void expect(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Reached.class);
    }
}
