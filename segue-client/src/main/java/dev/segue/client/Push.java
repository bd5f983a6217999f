package dev.segue.client;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final long SPARE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GIVEN_BACK_MILLIS = 60_000;
    private static final long SOON_MILLIS = 500;
    private static final long NEVER = -1;

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
        long pause = SOON_MILLIS;
        while (closed.getCount() > 0) {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(true);
                Journal.limitNetwork(connection, 2_000 * ALIVE_SECONDS);
                Notifications notifications = Notifications.of(connection);
                if (notifications == null || !ownSession(connection)) {
                    LOG.debug("Changes cannot be pushed over this connection; the journal is asked regularly instead");
                    return;
                }
                pause = listen(connection, notifications);
                if (pause == NEVER) {
                    return;
                }
            } catch (SQLTimeoutException e) {
                LOG.debug("There is no connection to spare for pushing changes now", e);
                pause = GIVEN_BACK_MILLIS;
            } catch (SQLException | RuntimeException e) {
                LOG.debug("The connection that changes are pushed over broke; another one is made", e);
            }
            try {
                closed.await(ThreadLocalRandom.current().nextLong(pause / 2, pause), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                return;
            }
            pause = Math.max(pause, Math.min(MOST_MILLIS, pause * 2));
        }
    }

    /** {@return after how many milliseconds to try again} */
    private long listen(Connection connection, Notifications notifications) throws SQLException {
        String probe =
                "segue_probe_" + Long.toHexString(ThreadLocalRandom.current().nextLong());
        execute(connection, "LISTEN " + probe);
        try {
            execute(connection, "LISTEN " + CHANNEL);
            if (!arrives(probe, notifications)) {
                LOG.debug("Notifications do not arrive; the journal is asked regularly instead");
                return NEVER;
            }
            execute(connection, "UNLISTEN " + probe);
            on = true;
            wake(); // for what changed before
            return forward(connection, notifications);
        } finally {
            if (on) {
                on = false;
                wake(); // to ask more often
            }
            if (!connection.isClosed()) {
                execute(connection, "UNLISTEN *");
            }
        }
    }

    private boolean arrives(String probe, Notifications notifications) throws SQLException {
        try (Connection other = another(journal.database())) {
            other.setAutoCommit(true);
            journal.sendTo(other, probe);
        }
        long deadline = System.nanoTime() + PROBE_NANOS;
        boolean[] arrived = new boolean[1];
        while (!arrived[0] && System.nanoTime() - deadline < 0 && closed.getCount() > 0) {
            notifications.await(WAIT_MILLIS, (channel, payload) -> arrived[0] |= channel.equals(probe));
        }
        return arrived[0];
    }

    private long forward(Connection connection, Notifications notifications) throws SQLException {
        long lookAfter = System.nanoTime() + ALIVE_NANOS;
        while (closed.getCount() > 0) {
            notifications.await(WAIT_MILLIS, (channel, payload) -> changed(payload));
            if (shared && journal.waits(SPARE_NANOS)) {
                LOG.warn(
                        "The pool has no connection to spare; the one that waits for changes is given back for a while, and"
                                + " the journal is asked more often instead. PushSettings.from(…) takes it from another source");
                return GIVEN_BACK_MILLIS;
            }
            if (System.nanoTime() - lookAfter > 0) {
                if (!connection.isValid(ALIVE_SECONDS)) {
                    throw new SQLException("the server does not answer on it", "08006");
                }
                lookAfter = System.nanoTime() + ALIVE_NANOS;
            }
        }
        return NEVER;
    }

    /** A pooler in transaction mode lends the same session to two connections, or two sessions to the same one. */
    private boolean ownSession(Connection connection) throws SQLException {
        int before = Notifications.session(connection);
        try (Connection second = another(source)) {
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

    /** Waits a moment only: while one connection is held, the application may need the one that comes next itself. */
    private static Connection another(DataSource source) throws SQLException {
        CompletableFuture<Connection> lent = new CompletableFuture<>();
        Thread lending = new Thread(() -> {
            try {
                Connection late = source.getConnection();
                if (!lent.complete(late)) {
                    late.close();
                }
            } catch (SQLException | RuntimeException e) {
                lent.completeExceptionally(e);
            }
        });
        lending.setDaemon(true);
        lending.start();
        try {
            return lent.get(SPARE_NANOS, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted", e);
        } catch (ExecutionException e) {
            throw new SQLException("no second connection", e.getCause());
        } catch (TimeoutException e) {
            if (lent.cancel(false)) {
                throw new SQLTimeoutException("no second connection in time", e);
            }
            return lent.join();
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
