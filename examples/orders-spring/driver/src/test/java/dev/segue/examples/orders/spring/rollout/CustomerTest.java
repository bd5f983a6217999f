package dev.segue.examples.orders.spring.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.testing.oracle.InitialRows;
import dev.segue.testing.oracle.Oracle;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A customer notices what a service forgets or fails at, and holds nothing against one that is frozen. */
class CustomerTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private Path logs;

    private final Oracle oracle = new Oracle(OrderRows.FIELDS, InitialRows.of(20_000));
    private final Tally tally = new Tally();
    private final Balancer balancer = new Balancer();
    private final Customer customer =
            new Customer(1, new Shop(balancer, oracle, tally, Duration.ofMillis(300)), Long.getLong("segue.seed", 7));
    private final Thread thread = new Thread(customer);

    @BeforeEach
    void begin() {
        thread.setDaemon(true);
    }

    @AfterEach
    void end() throws InterruptedException {
        customer.stop();
        thread.interrupt();
        thread.join();
        for (ServiceInstance instance : balancer.instances()) {
            instance.kill();
        }
        balancer.close();
    }

    private ServiceInstance service(String weakness) throws Exception {
        ServiceInstance instance = new ServiceInstance(
                weakness,
                1,
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ForgetfulService.class.getName(),
                        weakness),
                logs.resolve(weakness + ".log"));
        instance.awaitPort();
        balancer.add(instance);
        return instance;
    }

    @Test
    void what_is_forgotten_is_a_lost_write() throws Exception {
        service("forgets");
        thread.start();

        await().atMost(LONG).until(() -> oracle.reads().lostWrites() > 0);

        assertThat(oracle.reads().details().getFirst()).contains("street").contains("had replaced");
        assertThat(tally.failed()).isZero();
    }

    @Test
    void what_fails_is_a_failed_request() throws Exception {
        service("fails");
        thread.start();

        await().atMost(LONG).until(() -> tally.failed() > 0);

        assertThat(tally.details().getFirst()).startsWith("PUT /orders/").contains("fails: 500");
        assertThat(oracle.reads().clean()).isTrue();
    }

    @Test
    void who_is_frozen_does_not_answer_and_nothing_is_held_against_it() throws Exception {
        ServiceInstance frozen = service("none");
        thread.start();
        await().atMost(LONG).until(() -> tally.acknowledgedWrites.sum() > 20);

        frozen.freeze(true);
        await().atMost(LONG).until(() -> tally.withoutAnswer.sum() > 0);
        frozen.freeze(false);
        long before = frozen.answers();
        await().atMost(LONG).until(() -> frozen.answers() > before + 20);

        assertThat(tally.failed()).isZero();
        assertThat(oracle.reads().clean()).isTrue();
    }
}
