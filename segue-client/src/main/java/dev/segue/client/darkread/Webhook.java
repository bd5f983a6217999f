package dev.segue.client.darkread;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Posts alerts to an address, as JSON without any value. On a thread of its own: a receiver that is slow or away holds up
 * nothing; what cannot be delivered is tried again, then given up and counted. An alert may arrive twice: its {@code id}
 * tells. Thread-safe.
 *
 * <p>Neither the headers nor the address beyond its host are ever logged: both may hold secrets.
 */
public final class Webhook implements AlertListener, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Webhook.class);

    private final URI address;
    private final Map<String, String> headers;
    private final Patience patience;
    private final HttpClient client;
    private final ThreadPoolExecutor sender;
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();

    /**
     * How long a receiver is waited for.
     *
     * @param timeout of one attempt, until its answer has arrived
     * @param attempts at most
     * @param pause after the first attempt; it doubles with each, up to a minute, and is spread at random
     * @param queue how many alerts may wait; more are lost and counted
     */
    public record Patience(Duration timeout, int attempts, Duration pause, int queue) {

        /** {@return 5 s for each of 6 attempts, a pause of 1 s that doubles, 100 alerts waiting} */
        public static Patience standard() {
            return new Patience(Duration.ofSeconds(5), 6, Duration.ofSeconds(1), 100);
        }

        public Patience {
            if (timeout.toMillis() < 1 || pause.isNegative() || attempts < 1 || queue < 1) {
                throw new IllegalArgumentException("a webhook needs some time, 1 attempt and a queue of 1 at least");
            }
        }
    }

    /** A webhook with the standard patience and no headers but its content's type. */
    public Webhook(URI address) {
        this(address, Map.of(), Patience.standard());
    }

    /**
     * A webhook.
     *
     * @param address http or https
     * @param headers for example {@code Authorization}
     */
    public Webhook(URI address, Map<String, String> headers, Patience patience) {
        if (address.getHost() == null || !"http".equals(address.getScheme()) && !"https".equals(address.getScheme())) {
            throw new IllegalArgumentException("a webhook's address begins with http:// or https:// and names a host");
        }
        this.address = address;
        this.headers = Map.copyOf(headers);
        this.patience = patience;
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(patience.timeout())
                .build();
        this.sender = new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(patience.queue()),
                Daemons.named("segue-webhook", Thread.NORM_PRIORITY));
        this.sender.allowCoreThreadTimeOut(true);
        request("{}"); // a header that is not allowed is an error here, not at the first alert
    }

    /** Never throws, never waits. */
    @Override
    public void raised(Alert alert) {
        String body = body(alert);
        try {
            sender.execute(() -> deliver(body));
        } catch (RejectedExecutionException e) {
            lose("too many alerts wait");
        }
    }

    /** {@return how many alerts were accepted by the receiver} */
    public long delivered() {
        return delivered.get();
    }

    /** {@return how many were given up} */
    public long lost() {
        return lost.get();
    }

    /** What came of one attempt. */
    private record Attempt(boolean accepted, boolean again, String problem) {}

    private void deliver(String body) {
        try {
            for (int number = 1; ; number++) {
                Attempt attempt = attempt(body);
                if (attempt.accepted()) {
                    delivered.incrementAndGet();
                    return;
                }
                if (!attempt.again() || number >= patience.attempts()) {
                    lose(attempt.problem());
                    return;
                }
                pause(number);
            }
        } catch (InterruptedException e) {
            lose("closed");
        }
    }

    private Attempt attempt(String body) throws InterruptedException {
        try {
            int status = post(body);
            boolean again = status >= 500 || status == 408 || status == 429;
            return new Attempt(status >= 200 && status < 300, again, "status " + status);
        } catch (TimeoutException e) {
            return new Attempt(false, true, "no answer within " + patience.timeout());
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            return new Attempt(false, true, cause.getClass().getSimpleName());
        }
    }

    private int post(String body) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request(body), HttpResponse.BodyHandlers.discarding());
        try {
            // the request's own timeout ends with the headers; a body that does not end is a receiver's fault too
            return answer.get(patience.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
        } finally {
            answer.cancel(true);
        }
    }

    private HttpRequest request(String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(patience.timeout())
                .setHeader("Content-Type", "application/json");
        headers.forEach((name, value) -> {
            try {
                request.setHeader(name, value);
            } catch (IllegalArgumentException e) {
                // its message may hold the value, which may be a secret
                throw new IllegalArgumentException("a webhook may not send the header " + name + ", or not that value");
            }
        });
        return request.POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private void pause(int attempt) throws InterruptedException {
        long most = Math.min(60_000, patience.pause().toMillis() << Math.min(attempt - 1, 16));
        Thread.sleep(most / 2 + ThreadLocalRandom.current().nextLong(most / 2 + 1));
    }

    private void lose(String problem) {
        lost.incrementAndGet();
        LOG.warn("An alert was not delivered to {}: {}; {} are lost so far", address.getHost(), problem, lost.get());
    }

    private static String body(Alert alert) {
        Json.Array paths = new Json.Array();
        alert.differences().forEach(difference -> paths.add(difference.general()));
        Alert.Read read = alert.read();
        Alert.Window window = alert.window();
        return new Json.Fields()
                .with("id", UUID.randomUUID().toString())
                .with("kind", alert.kind().name())
                .with("text", text(alert))
                .with("migration", read.migration())
                .with("read", read.name())
                .with("version", read.version())
                .with("epoch", read.epoch())
                .with("from", window.from().toString())
                .with("to", window.to().toString())
                .with("comparisons", window.comparisons())
                .with("mismatches", window.mismatches())
                .with("paths", paths)
                .toString();
    }

    private static String text(Alert alert) {
        Alert.Read read = alert.read();
        return switch (alert.kind()) {
            case MISMATCH ->
                "%s: the shapes differ in %s, %d of %d reads; next: segue dark-reads %s"
                        .formatted(
                                read.migration(),
                                read.name(),
                                alert.window().mismatches(),
                                alert.window().comparisons(),
                                read.migration());
            case RETREAT -> alert.message();
        };
    }

    /** Gives up what waits. */
    @Override
    public void close() {
        sender.shutdownNow().forEach(waiting -> lose("closed"));
    }
}
