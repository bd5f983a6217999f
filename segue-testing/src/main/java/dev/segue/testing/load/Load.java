package dev.segue.testing.load;

import dev.segue.testing.load.Application.WeightedRequest;
import dev.segue.testing.oracle.Oracle;
import dev.segue.testing.oracle.OracleReport;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several instances of old and of new code that do requests all the time, and the oracle that remembers what they wrote.
 * Thread-safe.
 */
public final class Load implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Load.class);

    private final Application application;
    private final DataSource source;
    private final FlagSource flag;
    private final LoadSettings settings;
    private final Oracle oracle;
    private final Keys keys;
    private final Statistics statistics = new Statistics();
    private final List<Instance> instances = new ArrayList<>();
    private final List<Session> sessions = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;
    private volatile boolean held;
    private volatile boolean newShapeOnly;

    /**
     * Prepares a load; nothing runs before {@link #start()}.
     *
     * @param source gives each session a connection of its own, which it keeps
     * @param flag says which requests of new code use the new shape
     */
    public Load(Application application, DataSource source, FlagSource flag, LoadSettings settings) {
        this.application = application;
        this.source = source;
        this.flag = flag;
        this.settings = settings;
        this.oracle = new Oracle(application.fields(), application.initialRows());
        this.keys = new Keys(
                application.initialRows().count(),
                settings.rows().count(),
                settings.rows().percent());
        for (int i = 1; i <= settings.oldInstances(); i++) {
            instances.add(new Instance("old-" + i, false));
        }
        for (int i = 1; i <= settings.newInstances(); i++) {
            instances.add(new Instance("new-" + i, true));
        }
        SplittableRandom seeds = new SplittableRandom(settings.seed());
        for (Instance instance : instances) {
            for (int i = 1; i <= settings.sessions(); i++) {
                sessions.add(new Session(this, instance, i, seeds.nextLong()));
            }
        }
    }

    /** Starts all instances. */
    public synchronized void start() {
        if (!threads.isEmpty()) {
            throw new IllegalStateException("the load was started already");
        }
        LOG.info(
                "Load: {} old and {} new instances with {} sessions each; -D{}={} repeats its choices",
                settings.oldInstances(),
                settings.newInstances(),
                settings.sessions(),
                LoadSettings.SEED,
                settings.seed());
        running = true;
        for (Session session : sessions) {
            Thread thread = new Thread(session, session.name());
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Holds every session between two requests; returns when the last request under way is done. */
    public void hold() {
        held = true;
        awaitRequestsUnderWay();
    }

    /** Lets the sessions go on. */
    public void resume() {
        held = false;
    }

    /** Waits until every request is done that may have asked the flag before this was called. */
    public void awaitRequestsUnderWay() {
        for (Session session : sessions) {
            long underWay = session.underWay();
            while (underWay >= 0 && session.underWay() == underWay) {
                LockSupport.parkNanos(200_000);
            }
        }
    }

    /** Stops old code after the requests under way; from now on new code uses the new shape only. */
    public void retireOldCode() {
        newShapeOnly = true;
        stopOldCode();
    }

    /** Stops old code after the requests under way; new code goes on asking the flag. */
    public void stopOldCode() {
        instances.stream().filter(instance -> !instance.newCode).forEach(instance -> instance.retired = true);
        awaitRequestsUnderWay();
    }

    /** Starts old code again; new code asks the flag again. */
    public void returnOldCode() {
        newShapeOnly = false;
        instances.forEach(instance -> instance.retired = false);
    }

    /** Stops all instances after the requests under way, and waits until they have disconnected. */
    public synchronized void stop() {
        if (running) {
            LOG.info("Load ends: {}", snapshot());
        }
        running = false;
        resume();
        for (Thread thread : threads) {
            try {
                if (!thread.join(Duration.ofSeconds(60))) {
                    throw new IllegalStateException("the request of " + thread.getName()
                            + " has not ended within 60 s; somebody holds a lock that it waits for");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** {@return how the load stands; cheap enough to be asked ten times a second} */
    public LoadSnapshot snapshot() {
        long now = System.nanoTime();
        long longest = statistics.longestNanos.get();
        for (Session session : sessions) {
            long since = session.busySince();
            if (since != 0) {
                longest = Math.max(longest, now - since);
            }
        }
        return new LoadSnapshot(
                instances.stream()
                        .mapToLong(instance -> instance.requests.sum())
                        .sum(),
                statistics.failed.sum(),
                statistics.deadlocks.sum(),
                statistics.acknowledgedWrites.sum(),
                longest / 1_000_000,
                instances.stream().map(Instance::snapshot).toList());
    }

    /** {@return the first 20 failed requests} */
    public List<FailedRequest> failures() {
        return statistics.failures();
    }

    /**
     * Judges everything that is there. The load must be stopped or held, and no write on its way to the other shape.
     *
     * @param shapes the shapes that live
     */
    public OracleReport check(Connection connection, Set<Shape> shapes) throws SQLException {
        return oracle.check(connection, application.rows(), shapes);
    }

    /** The new shape is gone, and with it what it alone held. No request may use it. */
    public void newShapeIsGone() {
        application.followers().forEach(oracle::forget);
    }

    /** {@return the oracle} */
    public Oracle oracle() {
        return oracle;
    }

    public LoadSettings settings() {
        return settings;
    }

    boolean running() {
        return running;
    }

    /** {@return the time between two requests of a session, or 0 for none} */
    long intervalNanos() {
        int perSecond = settings.requestsPerSecond();
        return perSecond == 0 ? 0 : 1_000_000_000L * settings.sessions() / perSecond;
    }

    boolean held() {
        return held;
    }

    FlagSource.Decision begin(Instance instance, String request) {
        if (!instance.newCode) {
            flag.oldCode(request);
            return FlagSource.Decision.of(false);
        }
        return newShapeOnly ? FlagSource.Decision.of(true) : flag.begin(request);
    }

    List<WeightedRequest> requests(Instance instance, Shape shape) {
        return instance.newCode ? application.requestsOfNewCode(shape) : application.requests(shape);
    }

    Keys keys() {
        return keys;
    }

    Statistics statistics() {
        return statistics;
    }

    Connection connect() throws SQLException {
        Connection connection = source.getConnection();
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        return connection;
    }

    void connectFailed(String session, SQLException error) {
        LOG.debug("{} cannot connect or disconnect", session, error);
    }
}
