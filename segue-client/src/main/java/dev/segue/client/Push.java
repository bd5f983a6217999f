package dev.segue.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that holds a connection on which the server says at once that a flag has changed. It counts as on only after a
 * notification has arrived over it, so that behind a pooler in transaction mode, or with another driver, it is silently
 * off, and the journal is asked more often instead. A connection that breaks is replaced.
 */
final class Push {

    private static final Logger LOG = LoggerFactory.getLogger(Push.class);

    private static final String CHANNEL = "segue_flag";
    private static final int WAIT_MILLIS = 250;
    private static final long PROBE_NANOS = TimeUnit.SECONDS.toNanos(3);
    private static final long ALIVE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int ALIVE_SECONDS = 5;
    private static final long MOST_MILLIS = 10_000;

    private final DataSource source;
    private final boolean shared;
    private final Journal journal;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile boolean on;
    private volatile @Nullable Agent agent;
    private final Thread thread = new Thread(this::run, "segue-push");

    /**
     * @param source where the connection comes from
     * @param shared whether the application takes its connections from there too
     */
    Push(DataSource source, boolean shared, Journal journal) {
        this.source = source;
        this.shared = shared;
        this.journal = journal;
        thread.setDaemon(true);
    }

    void start(Agent listening) {
        agent = listening;
        thread.start();
    }

    /** {@return whether a change is known at once} */
    boolean on() {
        return on;
    }

    /** The application's pool has no connection left: it gets this one back, for good. */
    void giveBack() {
        if (shared && on) {
            LOG.warn(
                    "The pool has no connection to spare; the one that waits for changes is given back, and the journal"
                            + " is asked more often instead. PushSettings.from(…) takes it from another source");
            on = false;
            closed.countDown();
        }
    }

    void close() {
        closed.countDown();
        try {
            if (thread.isAlive()) {
                thread.join(4L * WAIT_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        long pause = 500;
        while (closed.getCount() > 0) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(true);
                Notifications notifications = Notifications.of(connection);
                if (notifications == null || !ownSession(connection)) {
                    LOG.debug("Changes cannot be pushed over this connection; the journal is asked regularly instead");
                    return;
                }
                if (!listen(connection, notifications)) {
                    return;
                }
                pause = 500;
            } catch (SQLException | RuntimeException e) {
                LOG.debug("The connection that changes are pushed over broke; another one is made", e);
            }
            boolean was = on;
            on = false;
            if (was) {
                wake();
            }
            try {
                closed.await(ThreadLocalRandom.current().nextLong(pause / 2, pause), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.min(MOST_MILLIS, pause * 2);
        }
    }

    /** {@return whether it is worth trying again} */
    private boolean listen(Connection connection, Notifications notifications) throws SQLException {
        String probe =
                "segue_probe_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        execute(connection, "LISTEN " + probe);
        try {
            execute(connection, "LISTEN " + CHANNEL);
            if (!arrives(probe, notifications)) {
                LOG.debug("Notifications do not arrive; the journal is asked regularly instead");
                return false;
            }
            execute(connection, "UNLISTEN " + probe);
            on = true;
            wake(); // for what changed before
            forward(connection, notifications);
        } finally {
            on = false;
            if (!connection.isClosed()) {
                execute(connection, "UNLISTEN *");
            }
        }
        return true;
    }

    private boolean arrives(String probe, Notifications notifications) throws SQLException {
        journal.ask(other -> {
            journal.sendTo(other, probe);
            return null;
        });
        long deadline = System.nanoTime() + PROBE_NANOS;
        boolean[] arrived = new boolean[1];
        while (!arrived[0] && System.nanoTime() - deadline < 0 && closed.getCount() > 0) {
            notifications.await(WAIT_MILLIS, (channel, payload) -> arrived[0] |= channel.equals(probe));
        }
        return arrived[0];
    }

    private void forward(Connection connection, Notifications notifications) throws SQLException {
        long lookAfter = System.nanoTime() + ALIVE_NANOS;
        while (closed.getCount() > 0) {
            notifications.await(WAIT_MILLIS, (channel, payload) -> changed(payload));
            if (System.nanoTime() - lookAfter > 0) {
                if (!connection.isValid(ALIVE_SECONDS)) {
                    throw new SQLException("the server does not answer on it", "08006");
                }
                lookAfter = System.nanoTime() + ALIVE_NANOS;
            }
        }
    }

    /** A pooler in transaction mode lends the same session to two connections, or two sessions to the same one. */
    private boolean ownSession(Connection connection) throws SQLException {
        int before = Notifications.session(connection);
        try (Connection second = source.getConnection()) {
            boolean autoCommit = second.getAutoCommit();
            second.setAutoCommit(false);
            try {
                int other = Notifications.session(second);
                return other != before && Notifications.session(connection) == before;
            } finally {
                second.rollback();
                second.setAutoCommit(autoCommit);
            }
        }
    }

    private void changed(String migration) {
        Agent listening = agent;
        if (listening != null) {
            listening.changed(migration);
        }
    }

    private void wake() {
        Agent listening = agent;
        if (listening != null) {
            listening.wake();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(ALIVE_SECONDS);
            statement.execute(sql);
        }
    }
}
