package dev.segue.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.cli.DatabaseEngines;
import dev.segue.cli.Shell;
import dev.segue.cli.documentation.Pages;
import dev.segue.client.ClientSettings;
import dev.segue.client.Stage;
import dev.segue.client.Timing;
import dev.segue.examples.orders.OrderRepositoryInStages;
import dev.segue.examples.orders.OrderRepositoryV1;
import dev.segue.examples.orders.OrderRepositoryV2;
import dev.segue.examples.orders.OrderRepositoryV3;
import dev.segue.examples.orders.OrderService;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Types the commands of docs/tutorial-jdbc-service.md, one after the other, while the service takes orders. */
class TutorialTest {

    private static final Path EXAMPLE = Pages.root().resolve("examples/orders");
    private static final int DONE = 0;
    private static final int WAITING = 3;

    private final EmbeddedServer server = SharedServers.of(Majors.one());
    private final String database = server.freshDatabase("tutorial");
    private final DataSource connections = server.dataSource(database);
    private final Shell shell = new Shell(EXAMPLE);
    private final ClientSettings settings = ClientSettings.of("orders", "v2")
            .withTiming(Timing.standard().withHeartbeat(Duration.ofMillis(200), Duration.ofSeconds(30)));

    /** The commands of the part that are still to be typed. */
    private Deque<String> page = new ArrayDeque<>();

    @BeforeEach
    void orders() throws IOException, SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(EXAMPLE.resolve("schema.sql")));
        }
        shell.environment.put("SEGUE_URL", server.url(database));
        shell.opener = new DatabaseEngines();
        shell.width = 120;
    }

    @AfterEach
    void dropDatabase() {
        server.dropDatabase(database);
    }

    @Test
    void aServiceIsTakenThroughItsMigrationWithTriggers() throws Exception {
        page = commands("With triggers");
        try (RunningInstance v1 = RunningInstance.start(new OrderService(new OrderRepositoryV1(connections)))) {
            v1.awaitRequests();
            type("segue plan", DONE);
            type("segue run", WAITING);
            v1.awaitRequests();
            try (OrderRepositoryV2 repository = new OrderRepositoryV2(connections, connections, settings);
                    RunningInstance v2 = RunningInstance.start(new OrderService(repository))) {
                assertThat(type("segue instances", DONE).out()).contains("v2");
                for (int percent : new int[] {25, 0, 100}) {
                    type("segue flag", DONE);
                    await().until(() -> repository.percent() == percent);
                    v1.awaitRequests();
                    v2.awaitRequests();
                    if (percent == 25) {
                        await().atMost(Duration.ofSeconds(30)).until(() -> reported("comparisons") > 0);
                        assertThat(type("segue dark-reads", DONE).out()).contains("order page");
                    }
                }
                v1.close();
            }
        }
        retire();
    }

    @Test
    void aServiceIsTakenThroughItsMigrationInStages() throws Exception {
        page = commands("Without triggers");
        try (RunningInstance v1 = RunningInstance.start(new OrderService(new OrderRepositoryV1(connections)))) {
            type("segue run", WAITING);
            v1.awaitRequests();
        }
        try (OrderRepositoryInStages repository = new OrderRepositoryInStages(connections, connections, settings);
                RunningInstance v2 = RunningInstance.start(new OrderService(repository))) {
            v2.awaitRequests();
            assertThat(type("segue instances", DONE).out()).contains("v2");
            move(repository, v2, Stage.DUAL_WRITE);
            type("segue run", WAITING);
            move(repository, v2, Stage.SHADOW);
            await().atMost(Duration.ofSeconds(30)).until(() -> reported("comparisons") > 0);
            assertThat(type("segue dark-reads", DONE).out()).contains("order page");
            move(repository, v2, Stage.LIVE);
            move(repository, v2, Stage.SHADOW);
            move(repository, v2, Stage.LIVE);
            move(repository, v2, Stage.RAMP_DOWN);
            type("segue verify", DONE);
            move(repository, v2, Stage.COMPLETE);
        }
        retire();
    }

    @Test
    void aServiceInStagesGoesOnWhenEverythingIsTakenBack() throws Exception {
        page = commands("Without triggers");
        type("segue run", WAITING);
        try (OrderRepositoryInStages repository = new OrderRepositoryInStages(connections, connections, settings);
                RunningInstance v2 = RunningInstance.start(new OrderService(repository))) {
            type("segue instances", DONE);
            move(repository, v2, Stage.DUAL_WRITE);
            type("segue run", WAITING);
            move(repository, v2, Stage.SHADOW);

            Shell.Result rollback = run("segue rollback 0007_extract_address");

            assertThat(rollback.exitCode()).as(rollback.toString()).isEqualTo(DONE);
            v2.awaitRequests();
        }
    }

    /** Version 3 runs until the page ends. */
    private void retire() throws Exception {
        assertThat(reported("comparisons")).isPositive();
        assertThat(reported("mismatches")).isZero();
        try (RunningInstance v3 = RunningInstance.start(new OrderService(new OrderRepositoryV3(connections)))) {
            v3.awaitRequests();
            while (!page.isEmpty()) {
                String command = page.element();
                type("segue", command.equals("segue seal 0007_extract_address") ? WAITING : DONE);
                v3.awaitRequests();
            }
        }
        assertThat(shell.run("status", "0007_extract_address").out()).contains("CONTRACTED");
    }

    private void move(OrderRepositoryInStages repository, RunningInstance service, Stage stage) {
        String command = "segue stage 0007_extract_address " + stage.name().toLowerCase(Locale.ROOT);
        assertThat(page.remove()).isEqualTo(command);
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(run(command).exitCode()).isEqualTo(DONE));
        await().until(() -> repository.stage().orElseThrow() == stage);
        service.awaitRequests();
    }

    /** {@return what the service's dark reads have reported until now} */
    private long reported(String count) throws SQLException {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sum(" + count + ") FROM segue.dark_read")) {
            row.next();
            return row.getLong(1);
        }
    }

    private Shell.Result type(String expected, int exitCode) {
        String command = page.remove();
        assertThat(command).startsWith(expected);
        Shell.Result result = run(command);
        assertThat(result.exitCode()).as(command + "\n" + result).isEqualTo(exitCode);
        return result;
    }

    private Shell.Result run(String command) {
        return shell.run(Pattern.compile("\"([^\"]*)\"|\\S+")
                .matcher(command)
                .results()
                .skip(1)
                .map(TutorialTest::withoutQuotes)
                .toArray(String[]::new));
    }

    private static String withoutQuotes(MatchResult word) {
        return word.group(1) == null ? word.group() : word.group(1);
    }

    /** {@return what a part of the page has its reader type} */
    private static Deque<String> commands(String part) throws IOException {
        String text = Files.readString(Pages.root().resolve("docs/tutorial-jdbc-service.md"));
        int begin = text.indexOf("\n## " + part + "\n") + 1;
        assertThat(begin).isPositive();
        return new ArrayDeque<>(text.substring(begin, text.indexOf("\n## ", begin))
                .lines()
                .filter(line -> line.startsWith("    segue "))
                .map(String::strip)
                .toList());
    }
}
