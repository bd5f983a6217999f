package dev.segue.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.cli.documentation.Pages;
import dev.segue.client.ClientSettings;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.examples.orders.OrderRepository;
import dev.segue.examples.orders.OrderRepositoryV1;
import dev.segue.examples.orders.OrderRepositoryV2;
import dev.segue.examples.orders.OrderRepositoryV3;
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
            new Force(Gate.OLD_CODE_RETIRED, "a test has no instances that register"),
            new Force(Gate.SOAK, "a test has no three days"));

    private static final String MIGRATION = "0007_extract_address";
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

        try (RunningInstance v1 = start(new OrderRepositoryV1(connections))) {
            v1.awaitRequests();
            expect(engine.run(file, Phase.VERIFY, List.of()));
            try (OrderRepositoryV2 repository = new OrderRepositoryV2(connections, connections, settings);
                    RunningInstance v2 = start(repository)) {
                for (int percent : new int[] {25, 100, 0, 100}) {
                    engine.flag(MIGRATION, percent);
                    await().until(() -> repository.percent() == percent);
                    v1.awaitRequests();
                    v2.awaitRequests();
                }
                v1.close();
                engine.settle();
                assertThat(engine.verify(MIGRATION).differing()).isZero();
            }
            try (RunningInstance v3 = start(new OrderRepositoryV3(connections))) {
                v3.awaitRequests();
                expect(engine.seal(MIGRATION, WITHOUT_WAITING));
                v3.awaitRequests();
                expect(engine.contract(MIGRATION, WITHOUT_WAITING));
                v3.awaitRequests();
            }
        }

        assertThat(engine.status(MIGRATION).state()).isInstanceOf(Lifecycle.Contracted.class);
        server.dropDatabase(database);
    }

    private static RunningInstance start(OrderRepository repository) {
        return RunningInstance.start(new OrderService(repository));
    }

    private static void expect(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Reached.class);
    }
}
