package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Sessions that repeat a statement each, one transaction per statement, until they are closed. */
final class Traffic implements AutoCloseable {

    private final List<Thread> threads = new ArrayList<>();
    private final List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger done = new AtomicInteger();
    private volatile boolean running = true;

    Traffic(BothShapes shapes, String... statements) {
        for (String statement : statements) {
            Session session = shapes.session("traffic");
            Thread thread = new Thread(() -> repeat(session, statement), "traffic: " + statement);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    private void repeat(Session session, String statement) {
        try {
            while (running) {
                session.does(statement);
                done.incrementAndGet();
                Thread.sleep(2);
            }
        } catch (AssertionError e) {
            failures.add(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Asserts that statements were done and that none of them failed. */
    void wentOn() {
        assertThat(failures).isEmpty();
        assertThat(done.get()).isGreaterThan(10);
    }

    @Override
    public void close() {
        running = false;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }
}
