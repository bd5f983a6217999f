package dev.segue.client.duplicate;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the deliveries of an outbox to their target, on one daemon thread: at least once, those of one key one after the
 * other. Several relays, also of several processes, share the work. A delivery that fails is tried again for as long as it
 * takes; only those of its own key wait for it. While the database is away it waits. Thread-safe; to be closed at the end.
 */
public final class Relay implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final Duration LONGEST_OUTAGE_WAIT = Duration.ofSeconds(10);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final OutboxTable table;
    private final DeliveryTarget target;
    private final RelaySettings settings;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final LongAdder delivered = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder late = new LongAdder();
    private final LongAdder outages = new LongAdder();

    private Relay(DataSource database, Outbox outbox, DeliveryTarget target, RelaySettings settings) {
        this.table = new OutboxTable(Objects.requireNonNull(database, "database"), outbox);
        this.target = Objects.requireNonNull(target, "target");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.thread = new Thread(this::relay, "segue-relay-" + outbox.name());
        this.thread.setDaemon(true);
    }

    /**
     * Starts a relay. The database need not be there.
     *
     * @param database the application's; a connection is borrowed for a moment at every step, and never while the target
     *     writes
     */
    public static Relay start(DataSource database, Outbox outbox, DeliveryTarget target, RelaySettings settings) {
        Relay relay = new Relay(database, outbox, target, settings);
        relay.thread.start();
        return relay;
    }

    /** {@return what it did so far} */
    public RelayCounts counts() {
        return new RelayCounts(delivered.sum(), failed.sum(), late.sum(), outages.sum());
    }

    /** Ends after the delivery that is under way, and gives back what it had taken. A target that hangs is interrupted. */
    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join(PATIENCE.toMillis());
            thread.interrupt();
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            thread.interrupt();
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            LOG.warn("{}: the target does not return; its delivery is taken over when its lease ends", table.outbox());
        }
    }

    private boolean closing() {
        return closed.getCount() == 0;
    }

    private void relay() {
        int away = 0;
        while (!closing()) {
            try {
                boolean any = batch();
                if (away > 0) {
                    LOG.info("{}: the outbox can be read again", table.outbox());
                    away = 0;
                }
                if (!any) {
                    rest(settings.idle());
                }
            } catch (SQLException | RuntimeException e) {
                if (away == 0) {
                    outages.increment();
                    LOG.warn("{}: the outbox cannot be reached; what is in it waits", table.outbox(), e);
                }
                away++;
                rest(new RelaySettings.Backoff(Duration.ofMillis(100), LONGEST_OUTAGE_WAIT)
                        .after(away, ThreadLocalRandom.current().nextDouble()));
            }
        }
    }

    /** {@return whether there was anything to deliver} */
    private boolean batch() throws SQLException {
        long end = System.nanoTime() + settings.lease().toNanos();
        List<Delivery> taken = table.take(settings.lease(), settings.batch());
        for (int n = 0; n < taken.size(); n++) {
            if (closing()) {
                giveBack(taken.subList(n, taken.size()));
                return true;
            }
            if (System.nanoTime() - end >= 0) {
                late.add(taken.size() - n); // somebody else may have them by now
                return true;
            }
            deliver(taken.get(n));
        }
        return !taken.isEmpty();
    }

    private void deliver(Delivery delivery) throws SQLException {
        try {
            target.deliver(delivery);
        } catch (Throwable problem) {
            failed.increment();
            Duration again = settings.backoff()
                    .after(delivery.attempt(), ThreadLocalRandom.current().nextDouble());
            LOG.warn(
                    "{}: delivery {} of key {} failed at attempt {}; again after {} ms, its key waits",
                    table.outbox(),
                    delivery.id(),
                    delivery.key(),
                    delivery.attempt(),
                    again.toMillis(),
                    problem);
            table.failed(delivery, problem.toString(), again);
            return;
        }
        table.delivered(delivery);
        delivered.increment();
    }

    private void giveBack(List<Delivery> rest) throws SQLException {
        for (Delivery delivery : rest) {
            table.failed(delivery, null, Duration.ZERO);
        }
    }

    private void rest(Duration time) {
        try {
            if (closed.await(time.toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            LOG.debug("{}: woken", table.outbox(), e); // close() interrupts, and is looked for by the loop
        }
    }
}
