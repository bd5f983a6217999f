package dev.segue.client.darkread;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers mismatches into alerts and tells the listeners, on a thread of its own. Thread-safe. */
final class AlertDesk {

    private static final Logger LOG = LoggerFactory.getLogger(DarkReads.class);

    private final Origin origin;
    private final Duration window;
    private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
    private final List<AlertListener> listeners = new CopyOnWriteArrayList<>();
    private final ThreadPoolExecutor notifier = new ThreadPoolExecutor(
            1,
            1,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(64),
            Daemons.named("segue-dark-alert", Thread.NORM_PRIORITY));

    /** What one dark read has to tell, and the last epoch in which something was found. */
    private static final class Waiting {
        private final AlertWindow window;
        private volatile long epoch;

        private Waiting(Duration length) {
            this.window = new AlertWindow(length);
        }
    }

    AlertDesk(Origin origin, Duration window) {
        this.origin = origin;
        this.window = window;
        this.notifier.allowCoreThreadTimeOut(true);
        this.listeners.add(alert -> LOG.warn("{}", alert.message()));
    }

    void add(AlertListener listener) {
        listeners.add(listener);
    }

    void add(String read, long epoch, Outcome outcome) {
        Waiting found = waiting.computeIfAbsent(read, name -> new Waiting(window));
        found.epoch = epoch;
        found.window.add(outcome);
    }

    /** Tells what is due, or all. */
    void raise(boolean all) {
        waiting.forEach((read, found) ->
                found.window.due(origin.read(read, found.epoch), all).ifPresent(this::tell));
    }

    void tell(Alert alert) {
        for (AlertListener listener : listeners) {
            try {
                notifier.execute(() -> tell(listener, alert));
            } catch (RejectedExecutionException e) {
                LOG.warn("A listener is behind with its alerts and is not told: {}", alert.message());
            }
        }
    }

    private static void tell(AlertListener listener, Alert alert) {
        try {
            listener.raised(alert);
        } catch (Exception | Error e) {
            LOG.warn("A listener failed at the alert: {}", alert.message(), e);
        }
    }

    /** Tells what is left, and waits a moment for it. */
    void close() {
        raise(true);
        notifier.shutdown();
        try {
            if (!notifier.awaitTermination(1, TimeUnit.SECONDS)) {
                notifier.shutdownNow();
            }
        } catch (InterruptedException e) {
            notifier.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
