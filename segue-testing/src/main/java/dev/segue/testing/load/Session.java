package dev.segue.testing.load;

import dev.segue.testing.load.Application.WeightedRequest;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.oracle.Writer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One thread of an instance with a connection of its own, doing one request after another. */
final class Session implements Runnable {

    private static final long NOT_BUSY = 0;

    private final Load load;
    private final Instance instance;
    private final Writer writer;
    private final Random random;
    private final String name;
    private @Nullable Connection connection;
    private volatile long busySince = NOT_BUSY;
    private final AtomicLong begun = new AtomicLong();

    Session(Load load, Instance instance, int number, long seed) {
        this.load = load;
        this.instance = instance;
        this.name = instance.name + "/" + number;
        this.writer = load.oracle().writer(name);
        this.random = new Random(seed);
    }

    String name() {
        return name;
    }

    /** {@return the number of the request under way, or -1 between two} */
    long underWay() {
        return busySince == NOT_BUSY ? -1 : begun.get();
    }

    /** {@return since when the request under way is, in System.nanoTime, or 0} */
    long busySince() {
        return busySince;
    }

    @Override
    public void run() {
        long interval = load.intervalNanos();
        long next = System.nanoTime() + (interval == 0 ? 0 : random.nextLong(interval));
        while (load.running()) {
            if (mayNotWork()) {
                LockSupport.parkNanos(1_000_000);
                continue;
            }
            if (interval > 0) {
                long wait = next - System.nanoTime();
                if (wait > 0) {
                    LockSupport.parkNanos(Math.min(wait, 50_000_000));
                    continue;
                }
                next = Math.max(next + interval, System.nanoTime() - 10 * interval);
            }
            request();
        }
        disconnect();
    }

    private boolean mayNotWork() {
        return instance.retired || load.held();
    }

    private void request() {
        Connection usable = connected();
        if (usable == null) {
            return;
        }
        long number = begun.incrementAndGet();
        long start = System.nanoTime();
        // First busy, then asking whether to work and through which shape: whoever changes that waits for the busy.
        busySince = start;
        if (mayNotWork()) {
            busySince = NOT_BUSY;
            return;
        }
        try (FlagSource.Decision decision = load.begin(instance, name + " " + number)) {
            request(usable, decision, start);
        }
    }

    private void request(Connection usable, FlagSource.Decision decision, long start) {
        Shape shape = decision.on() ? Shape.NEW : Shape.OLD;
        Request request = choose(load.requests(instance, shape));
        Work work = new Work(instance.name, usable, random, load.keys(), load.oracle(), writer, decision);
        try {
            perform(usable, request, work);
        } catch (SQLException e) {
            failed(usable, request, shape, e, work.statement());
        } finally {
            instance.requests.increment();
            if (shape == Shape.NEW) {
                instance.newShapeRequests.increment();
            }
            load.statistics().took(System.nanoTime() - start);
            busySince = NOT_BUSY;
        }
    }

    private void perform(Connection usable, Request request, Work work) throws SQLException {
        if (usable.getAutoCommit() == request.transaction()) {
            usable.setAutoCommit(!request.transaction());
        }
        request.action().run(work);
        if (request.transaction() && work.isRollback()) {
            usable.rollback();
            writer.rolledBack();
        } else {
            if (request.transaction()) {
                usable.commit();
            }
            load.statistics().acknowledgedWrites.add(writer.acknowledged());
        }
    }

    private void failed(
            Connection usable, Request request, Shape shape, SQLException error, @Nullable String statement) {
        load.statistics().failed(instance.name, shape, request, error, statement);
        try {
            if (!usable.getAutoCommit()) {
                usable.rollback();
            }
            if (usable.isValid(5)) {
                writer.rolledBack();
                return;
            }
        } catch (SQLException e) {
            error.addSuppressed(e);
        }
        writer.unknown();
        disconnect();
    }

    private Request choose(List<WeightedRequest> requests) {
        int sum = 0;
        for (WeightedRequest one : requests) {
            sum += one.weight();
        }
        int chosen = random.nextInt(sum);
        for (WeightedRequest one : requests) {
            chosen -= one.weight();
            if (chosen < 0) {
                return one.request();
            }
        }
        throw new IllegalStateException("there are no requests");
    }

    /** {@return the connection, a new one if there is none, or null if there is none to be had at this moment} */
    private @Nullable Connection connected() {
        if (connection == null) {
            try {
                connection = load.connect();
            } catch (SQLException e) {
                load.connectFailed(name, e);
                LockSupport.parkNanos(50_000_000);
            }
        }
        return connection;
    }

    private void disconnect() {
        Connection old = connection;
        connection = null;
        if (old != null) {
            try {
                old.close();
            } catch (SQLException e) {
                load.connectFailed(name, e);
            }
        }
    }
}
