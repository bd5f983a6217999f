package dev.segue.spring;

import static dev.segue.spring.OrdersDatabase.MIGRATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.client.hold.TrafficHold;
import dev.segue.spring.orders.JdbcOrders;
import dev.segue.spring.orders.Order;
import dev.segue.spring.orders.OrdersConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A whole application, over HTTP, on the Spring Boot that is on the class path. */
class WebApplicationTest {

    /** The application. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({OrdersConfiguration.Jdbc.class, Pages.class})
    static class Shop {}

    /** What it answers. */
    @RestController
    static class Pages {

        private static final Semaphore ARRIVED = new Semaphore(0);
        private static final Semaphore MAY_END = new Semaphore(0);

        private final JdbcOrders orders;

        Pages(JdbcOrders orders) {
            this.orders = orders;
        }

        @GetMapping("/orders/{id}")
        Order order(@PathVariable("id") long id) {
            return orders.find(id);
        }

        @GetMapping("/slow")
        String slow() throws InterruptedException {
            ARRIVED.release();
            assertThat(MAY_END.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
            return "served";
        }
    }

    private final OrdersDatabase database = OrdersDatabase.bothLive(0);
    private final HttpClient client = HttpClient.newHttpClient();
    private ConfigurableApplicationContext application;

    @BeforeEach
    void start() {
        database.does("""
                INSERT INTO addresses (street) VALUES ('Elm'), ('Oak');
                INSERT INTO orders (street, address_id) SELECT street, id FROM addresses""");
        Map<String, Object> properties = new TreeMap<>(Map.of(
                "server.port", "0",
                "server.shutdown", "graceful",
                "spring.main.banner-mode", "off",
                "spring.application.name", "orders",
                "spring.datasource.url", database.url(),
                "spring.datasource.username", "postgres",
                "management.endpoints.web.exposure.include", "health,segue",
                "management.endpoint.health.show-details", "always"));
        properties.put("segue.migrations[0].name", MIGRATION);
        properties.put("segue.client.poll", "20ms");
        properties.put("segue.client.heartbeat", "200ms");
        properties.put("segue.client.lease", "1m");
        properties.put("segue.dark-reads.per-ten-thousand", "10000");
        properties.put("segue.dark-reads.per-second", "0");
        properties.put("segue.dark-reads.budget", "1s");
        // JPA takes a while to start, and has tests of its own.
        properties.put(
                "spring.autoconfigure.exclude",
                "org.springframework.boot.autoconfigure.orm.jpa.HibernateJpaAutoConfiguration,"
                        + "org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration,"
                        + "org.springframework.boot.autoconfigure.data.jpa.JpaRepositoriesAutoConfiguration,"
                        + "org.springframework.boot.data.jpa.autoconfigure.DataJpaRepositoriesAutoConfiguration");
        SpringApplication shop = new SpringApplication(Shop.class);
        shop.setDefaultProperties(properties);
        application = shop.run();
    }

    @AfterEach
    void stop() {
        Pages.MAY_END.release(10);
        application.close();
        Pages.MAY_END.drainPermits();
        Pages.ARRIVED.drainPermits();
        database.close();
    }

    private HttpRequest request(String path) {
        String port = application.getEnvironment().getRequiredProperty("local.server.port");
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(Duration.ofSeconds(30))
                .build();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> ask(String path) {
        return client.sendAsync(request(path), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void noRequestFailsWhileTheFlagFlipsAndTheEndpointsFollow() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        Queue<String> wrong = new ConcurrentLinkedQueue<>();
        CompletableFuture<?>[] users = IntStream.range(0, 3)
                .mapToObj(user -> CompletableFuture.runAsync(() -> {
                    while (!over.get()) {
                        HttpResponse<String> response = ask("/orders/1").join();
                        answered.incrementAndGet();
                        if (response.statusCode() != 200 || !response.body().contains("Elm")) {
                            wrong.add(response.statusCode() + " " + response.body());
                        }
                    }
                }))
                .toArray(CompletableFuture[]::new);
        for (int percent : new int[] {100, 0, 50, 0, 100}) {
            int before = answered.get();
            database.flag(percent);
            await().until(() -> get("/actuator/segue").body().contains("\"percent\":" + percent));
            await().until(() -> answered.get() > before + 5);
        }
        over.set(true);
        CompletableFuture.allOf(users).join();

        assertThat(wrong).isEmpty();
        assertThat(get("/actuator/segue/" + MIGRATION).body())
                .contains("\"state\":\"BOTH_LIVE\"", "\"percent\":100", "order page");
        assertThat(get("/actuator/segue/0008_other").statusCode()).isEqualTo(404);
        HttpResponse<String> health = get("/actuator/health");
        assertThat(health.statusCode()).isEqualTo(200);
        assertThat(health.body()).contains("\"segue\":{").contains("\"status\":\"UP\"");
    }

    @Test
    void aShutdownDuringADarkReadServesWhatIsUnderWayAndDrainsTheInstance() throws Exception {
        try (Connection other = database.connection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("LOCK TABLE addresses IN ACCESS EXCLUSIVE MODE");
            assertThat(get("/orders/1").body()).contains("Elm");
            await().until(() -> database.asks("SELECT count(*) FROM pg_locks WHERE NOT granted")
                    .equals("1"));
            CompletableFuture<HttpResponse<String>> slow = ask("/slow");
            assertThat(Pages.ARRIVED.tryAcquire(20, TimeUnit.SECONDS)).isTrue();

            CompletableFuture<Void> closed = CompletableFuture.runAsync(application::close);
            Pages.MAY_END.release();

            assertThat(slow.get(20, TimeUnit.SECONDS).body()).isEqualTo("served");
            closed.get(20, TimeUnit.SECONDS);
            other.rollback();
        }
        assertThat(database.asks("SELECT count(*) FROM segue.instance WHERE drained_at IS NULL"))
                .isEqualTo("0");
    }

    @Test
    void requestsWaitWhileTheSystemIsStoppedAndProbesDoNot() throws Exception {
        database.does("SELECT segue.stopping('" + MIGRATION + "', 'instances', '', 'test', '1 min')");
        await().until(application.getBean(TrafficHold.class)::stopped);

        CompletableFuture<HttpResponse<String>> held = ask("/orders/1");

        await().until(() -> application.getBean(TrafficHold.class).waiting() == 1);
        assertThat(get("/actuator/health").statusCode()).isEqualTo(200);
        await().until(() -> database.asks("SELECT bool_and(held) FROM segue.instance_migration")
                .equals("t"));
        assertThat(held).isNotDone();
        database.does("SELECT segue.started('" + MIGRATION + "')");
        assertThat(held.get(20, TimeUnit.SECONDS).body()).contains("Elm");
    }
}
