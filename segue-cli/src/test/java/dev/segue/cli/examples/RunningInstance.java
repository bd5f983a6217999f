package dev.segue.cli.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.segue.examples.orders.OrderService;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** An instance of the service that serves requests until it is closed, and then says whether one failed. */
final class RunningInstance implements AutoCloseable {

    private static final int SOME_REQUESTS = 50;

    private final OrderService service;
    private final AtomicLong requests = new AtomicLong();
    private final Thread thread = new Thread(this::serve);
    private volatile boolean stopped;
    private volatile @Nullable Exception failure;

    private RunningInstance(OrderService service) {
        this.service = service;
    }

    static RunningInstance start(OrderService service) {
        RunningInstance instance = new RunningInstance(service);
        instance.thread.start();
        return instance;
    }

    private void serve() {
        try {
            while (!stopped) {
                service.serve();
                requests.incrementAndGet();
            }
        } catch (Exception e) {
            failure = e;
        }
    }

    /** Waits until it has served some more. */
    void awaitRequests() {
        long before = requests.get();
        await().atMost(Duration.ofSeconds(30)).until(() -> failure != null || requests.get() >= before + SOME_REQUESTS);
        assertThat(failure).isNull();
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        thread.join();
        assertThat(failure).isNull();
    }
}
