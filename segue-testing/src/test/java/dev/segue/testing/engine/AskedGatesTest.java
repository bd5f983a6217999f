package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Outcome;
import dev.segue.gate.GateReport;
import dev.segue.gate.Verdict;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Majors;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gates that only a file asks for: a person, a query, a service, replicas. */
class AskedGatesTest {

    private static final String MIGRATION = GivenOrders.MIGRATION;

    private GivenOrders given;
    private Engine engine;

    @BeforeEach
    void there_are_orders() throws Exception {
        given = GivenOrders.with(Majors.one(), 10);
        engine = given.engine();
    }

    private void run(String gates) throws Exception {
        MigrationFile file = MigrationFile.parse(Path.of(MIGRATION + ".yaml"), """
                gates:
                  flag_settled: 0s
                  old_code_retired: false
                  old_side_quiet: 0s
                  soak: 0s
                  %s
                operations:
                  - extract_table: { from: orders, columns: [street, city, zip], into: addresses, reference: address_id }
                """.formatted(gates));
        engine.run(file, Phase.VERIFY, List.of());
        engine.flag(MIGRATION, 100);
    }

    private GateReport gate(String title) {
        return engine.gates(MIGRATION).stream()
                .filter(g -> g.requirement().title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void one_of_the_named_persons_approves_and_nobody_else_can() throws Exception {
        run("approved_by: [ann, bob]");
        assertThat(gate("approval").evidence()).isEqualTo("none of ann, bob has approved");
        as("eve").approve(MIGRATION, "");
        assertThat(gate("approval").verdict()).isEqualTo(Verdict.CLOSED);

        as("bob").approve(MIGRATION, "looked at the dashboards");

        assertThat(gate("approval").evidence()).isEqualTo("by bob: looked at the dashboards");
        assertThat(engine.seal(MIGRATION, List.of())).isInstanceOf(Outcome.Reached.class);
    }

    private Engine as(String actor) {
        return given.engine(EngineSettings.standard().withActor(actor), EngineListener.NONE);
    }

    @Test
    void a_query_opens_its_gate_says_why_and_is_unknown_where_it_fails() throws Exception {
        given.execute("CREATE TABLE batch (open boolean)");
        run("own: [{ name: no open batch, sql: \"SELECT count(*) = 0, count(*) || ' open' FROM batch\" }]");
        assertThat(gate("no open batch").evidence()).isEqualTo("0 open");
        given.execute("INSERT INTO batch VALUES (true)");
        assertThat(gate("no open batch").verdict()).isEqualTo(Verdict.CLOSED);
        assertThat(engine.seal(MIGRATION, List.of())).isInstanceOf(Outcome.Waiting.class);

        given.execute("DROP TABLE batch");

        assertThat(gate("no open batch").verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(gate("no open batch").evidence()).contains("relation \"batch\" does not exist");
    }

    @Test
    void a_query_that_writes_leaves_nothing() throws Exception {
        given.execute("CREATE TABLE asked (at timestamptz)");
        run(
                "own: [{ name: asked, sql: \"WITH w AS (INSERT INTO asked VALUES (now()) RETURNING 1) SELECT true FROM w\" }]");

        assertThat(gate("asked").verdict()).isEqualTo(Verdict.OPEN);
        assertThat(given.one("SELECT count(*) FROM asked")).isEqualTo("0");
    }

    @Test
    void a_service_opens_its_gate_by_its_status() throws Exception {
        AtomicInteger status = new AtomicInteger(409);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = "change freeze".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            run("own: [{ name: no freeze, url: \"http://localhost:%d/\" }]"
                    .formatted(server.getAddress().getPort()));
            assertThat(gate("no freeze").verdict()).isEqualTo(Verdict.CLOSED);
            assertThat(gate("no freeze").evidence()).isEqualTo("409 change freeze");
            status.set(200);
            assertThat(gate("no freeze").verdict()).isEqualTo(Verdict.OPEN);
        } finally {
            server.stop(0);
        }
        assertThat(gate("no freeze").verdict()).isEqualTo(Verdict.UNKNOWN);
    }

    @Test
    void without_a_replica_none_is_behind() throws Exception {
        run("replicas_within: 10s");

        assertThat(gate("replicas caught up").evidence()).isEqualTo("no replica is attached");
    }
}
