package dev.segue.examples.orders.spring.rollout;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the instances: gives each request to the next one that seems to be well, and looks after them. What one
 * says that it has not done (503 with Retry-After), or cannot have got, goes to another. Thread-safe.
 */
final class Balancer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(2);
    private static final int MANY_TRIES = 200;
    private static final int UNAVAILABLE = 503;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(HEALTH_PATIENCE)
            .build();
    private final List<ServiceInstance> instances = new CopyOnWriteArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final LongAdder elsewhere = new LongAdder();

    /** What an instance answered. */
    record Answer(int status, String body, String instance) {}

    /** Gives requests to an instance from now on, as long as it is well. */
    void add(ServiceInstance instance) throws InterruptedException {
        Waiting.until(
                () -> isWell(instance), () -> instance.name() + " runs and is not well:\n" + instance.lastLines());
        instance.seems(true);
        instance.admit(true);
        instances.add(instance);
        Thread.ofVirtual().name("health of " + instance.name()).start(() -> look(instance));
    }

    /** Gives no more requests to an instance. */
    void remove(ServiceInstance instance) {
        instance.admit(false);
        instances.remove(instance);
    }

    /** Gives no more requests to an instance, and waits for those that it has. */
    void drain(ServiceInstance instance) throws InterruptedException {
        remove(instance);
        Waiting.until(() -> instance.underWay() == 0, () -> instance.name() + " does not finish its requests");
    }

    private void look(ServiceInstance instance) {
        while (instances.contains(instance)) {
            try {
                instance.seems(isWell(instance));
                Thread.sleep(250);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private boolean isWell(ServiceInstance instance) throws InterruptedException {
        HttpRequest question = HttpRequest.newBuilder(address(instance, "/actuator/health"))
                .timeout(HEALTH_PATIENCE)
                .build();
        try {
            return http.send(question, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static URI address(ServiceInstance instance, String path) {
        return URI.create("http://localhost:" + instance.port() + path);
    }

    /**
     * {@return what an instance answered}
     *
     * @throws NoAnswerException if one had the request, and did not answer
     */
    Answer send(String method, String path, @Nullable String body) throws NoAnswerException, InterruptedException {
        for (int tries = 1; ; tries++) {
            ServiceInstance instance = next();
            HttpRequest request = HttpRequest.newBuilder(address(instance, path))
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .method(
                            method,
                            body == null
                                    ? HttpRequest.BodyPublishers.noBody()
                                    : HttpRequest.BodyPublishers.ofString(body))
                    .build();
            try {
                HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
                boolean notDone = response.statusCode() == UNAVAILABLE
                        && response.headers().firstValue("Retry-After").isPresent();
                if (!notDone || tries > MANY_TRIES) {
                    instance.answered();
                    return new Answer(response.statusCode(), response.body(), instance.name());
                }
            } catch (ConnectException | HttpConnectTimeoutException e) {
                instance.seems(false);
            } catch (IOException e) {
                instance.seems(false);
                throw new NoAnswerException(instance.name(), e);
            } finally {
                instance.end();
            }
            elsewhere.increment();
            Thread.sleep(20);
        }
    }

    /** A request to the one that is returned has begun. */
    private ServiceInstance next() throws InterruptedException {
        ServiceInstance[] chosen = new ServiceInstance[1];
        Waiting.until(
                () -> {
                    List<ServiceInstance> ready = instances.stream()
                            .filter(ServiceInstance::takesRequests)
                            .toList();
                    if (ready.isEmpty()) {
                        return false;
                    }
                    chosen[0] = ready.get(Math.floorMod(turn.getAndIncrement(), ready.size()));
                    return chosen[0].begin();
                },
                () -> "no instance takes requests: " + names());
        return chosen[0];
    }

    List<ServiceInstance> instances() {
        return List.copyOf(instances);
    }

    /** {@return the instances, for people} */
    String names() {
        return String.join(" ", instances.stream().map(ServiceInstance::name).toList());
    }

    /** {@return how many requests went on to another instance} */
    long elsewhere() {
        return elsewhere.sum();
    }

    @Override
    public void close() {
        instances.clear();
        http.close();
    }
}
