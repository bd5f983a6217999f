package dev.segue.client.darkread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real HTTP server. */
class WebhookTest {

    private static final Webhook.Patience SHORT =
            new Webhook.Patience(Duration.ofSeconds(20), 3, Duration.ofMillis(1), 2);

    private static final Alert ALERT = new Alert(
            Alert.Kind.MISMATCH,
            new Alert.Read("0007_extract_address", "order \"page\"", "v42", 7),
            new Alert.Window(Instant.EPOCH, Instant.EPOCH.plusSeconds(60), 1000, 3),
            List.of(new Difference("lines[3].zip", "lines[*].zip", "07743", "#abc")),
            "07743 ≠ #abc");

    private final List<String> bodies = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void a_receiver_that_takes_everything() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.start();
    }

    @AfterEach
    void the_receiver_ends() {
        ended.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private interface Behaviour {
        void answer(HttpExchange exchange, int number) throws IOException, InterruptedException;
    }

    private Webhook to(Webhook.Patience patience, Behaviour behaviour) {
        server.createContext("/alerts", exchange -> {
            bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try (exchange) {
                behaviour.answer(exchange, bodies.size());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
        return new Webhook(address, Map.of("Authorization", "Bearer secret"), patience);
    }

    private static void status(HttpExchange exchange, int status) throws IOException {
        exchange.sendResponseHeaders(status, -1);
    }

    @Test
    void an_alert_arrives_with_its_paths_and_counts_and_without_any_value() {
        try (Webhook webhook = to(SHORT, (exchange, number) -> status(exchange, 204))) {
            webhook.raised(ALERT);

            await().atMost(Duration.ofMinutes(1)).until(() -> webhook.delivered() == 1);
            assertThat(bodies.get(0))
                    .contains(
                            "\"kind\":\"MISMATCH\"",
                            "\"read\":\"order \\\"page\\\"\"",
                            "\"epoch\":7",
                            "\"comparisons\":1000",
                            "\"mismatches\":3",
                            "\"paths\":[\"lines[*].zip\"]",
                            "segue dark-reads 0007_extract_address")
                    .doesNotContain("07743", "#abc");
            assertThat(authorizations).containsExactly("Bearer secret");
        }
    }

    @Test
    void a_receiver_that_fails_for_a_while_gets_the_same_alert_again() {
        try (Webhook webhook = to(SHORT, (exchange, number) -> status(exchange, number < 3 ? 503 : 200))) {
            webhook.raised(ALERT);

            await().atMost(Duration.ofMinutes(1)).until(() -> webhook.delivered() == 1);
            assertThat(bodies).hasSize(3);
            assertThat(bodies.stream().distinct()).as("the id is the same").hasSize(1);
        }
    }

    @Test
    void a_receiver_that_goes_on_failing_is_given_up() {
        try (Webhook webhook = to(SHORT, (exchange, number) -> status(exchange, 500))) {
            webhook.raised(ALERT);

            await().atMost(Duration.ofMinutes(1)).until(() -> webhook.lost() == 1);
            assertThat(bodies).hasSize(3);
        }
    }

    @Test
    void what_the_receiver_refuses_is_not_sent_again() {
        try (Webhook webhook = to(SHORT, (exchange, number) -> status(exchange, 404))) {
            webhook.raised(ALERT);

            await().atMost(Duration.ofMinutes(1)).until(() -> webhook.lost() == 1);
            assertThat(bodies).hasSize(1);
        }
    }

    @Test
    void a_receiver_that_is_not_there_is_given_up() throws IOException {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        try (Webhook webhook = new Webhook(URI.create("http://127.0.0.1:" + nobody), Map.of(), SHORT)) {
            webhook.raised(ALERT);

            await().atMost(Duration.ofMinutes(1)).until(() -> webhook.lost() == 1);
        }
    }

    @Test
    void a_receiver_that_never_answers_holds_up_nobody_and_a_flood_is_bounded() {
        Webhook.Patience patience = new Webhook.Patience(Duration.ofMinutes(10), 1, Duration.ofMillis(1), 2);
        try (Webhook webhook = to(patience, (exchange, number) -> ended.await())) {
            webhook.raised(ALERT);
            await().atMost(Duration.ofMinutes(1)).until(() -> bodies.size() == 1);

            for (int n = 0; n < 1000; n++) {
                webhook.raised(ALERT);
            }

            assertThat(webhook.lost()).as("one is being sent, two wait").isEqualTo(998);
        }
    }

    @Test
    void an_answer_that_does_not_end_is_no_answer() {
        Webhook.Patience patience = new Webhook.Patience(Duration.ofMillis(300), 1, Duration.ofMillis(1), 2);
        try (Webhook webhook = to(patience, (exchange, number) -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            ended.await();
        })) {
            webhook.raised(ALERT);

            await().atMost(Duration.ofMinutes(1)).until(() -> webhook.lost() == 1);
            assertThat(webhook.delivered()).isZero();
        }
    }

    @Test
    void an_address_that_is_none_is_refused_at_once_and_not_repeated() {
        assertThatThrownBy(() -> new Webhook(URI.create("file:///etc/secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
        assertThatThrownBy(() -> new Webhook(URI.create("http://localhost"), Map.of("Token", "secret\n"), SHORT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Token")
                .hasMessageNotContaining("secret")
                .hasNoCause();
    }
}
