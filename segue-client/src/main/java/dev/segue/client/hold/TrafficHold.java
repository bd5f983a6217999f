package dev.segue.client.hold;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * Lets requests through one by one, and none while the system is stopped: they wait. A thread that is inside may enter
 * again, for it may need a second connection to come to its end. Thread-safe.
 */
public final class TrafficHold {

    private final HoldSettings settings;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();

    /** How often each thread is inside; one that has left altogether is not in it. */
    private final Map<Thread, Integer> own = new ConcurrentHashMap<>();

    private volatile boolean used;
    private volatile String closedFor = "";

    /** @param changed is called when the last request has left, while the system is stopped */
    public TrafficHold(HoldSettings settings, Runnable changed) {
        this.settings = settings;
        this.changed = changed;
    }

    /**
     * {@return the same source, whose connections are given out only while the system runs} A connection counts as a
     * request under way until it is closed. Give it to the application; {@code Segue.open} gets the source itself.
     */
    public DataSource dataSource(DataSource source) {
        used = true;
        return new HoldingDataSource(this, source);
    }

    /**
     * {@return a request under way, once the system runs} For code that does not take its connections from {@link
     * #dataSource}, such as a filter. To be closed when the request has ended, by any thread.
     *
     * @throws HeldException if too many wait, or it took too long
     */
    public Pass pass() throws SQLException {
        Thread caller = Thread.currentThread();
        enter(caller);
        return new Pass(this, caller);
    }

    /** {@return whether the system is stopped, so that a request would have to wait} For filters that rather refuse. */
    public boolean stopped() {
        return !closedFor.isEmpty();
    }

    /**
     * {@return whether the system is stopped and nothing is under way any more} Never where nobody takes connections or
     * passes from here: that traffic is not held.
     */
    public boolean held() {
        return used && stopped() && inside.get() == 0;
    }

    /** Traffic comes through here from now on, also where none has come yet. */
    void joined() {
        used = true;
    }

    /** {@return how many requests wait} */
    public int waiting() {
        return waiting.get();
    }

    /** {@return whether another request would be refused at once} */
    public boolean full() {
        return stopped() && waiting.get() >= settings.mostWaiting();
    }

    /**
     * Stops the traffic, or lets it go on.
     *
     * @param migration what it is stopped for; empty where it is not
     */
    public void stopFor(String migration) {
        lock.lock();
        try {
            closedFor = migration;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the system runs, and enters. Every entry has its {@link #leaves} and {@link #left}, on the same thread or another. */
    private void enter(Thread caller) throws SQLException {
        used = true;
        while (true) {
            boolean again = own.containsKey(caller);
            if (!again) {
                await();
            }
            inside.incrementAndGet();
            // whoever stops the traffic after this look sees the request inside
            if (again || !stopped()) {
                own.merge(caller, 1, Integer::sum);
                return;
            }
            left();
        }
    }

    private void await() throws SQLException {
        if (!stopped()) {
            return;
        }
        if (waiting.incrementAndGet() > settings.mostWaiting()) {
            waiting.decrementAndGet();
            throw new HeldException("the system is stopped for " + closedFor + ", and " + settings.mostWaiting()
                    + " requests wait already");
        }
        long left = settings.longest().toNanos();
        lock.lock();
        try {
            while (stopped()) {
                if (left <= 0) {
                    throw new HeldException("the system is stopped for " + closedFor + ", for longer than "
                            + settings.longest().toSeconds() + " s");
                }
                left = opened.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HeldException("interrupted while the system is stopped for " + closedFor);
        } finally {
            lock.unlock();
            waiting.decrementAndGet();
        }
    }

    /** @param entered the thread that entered, whichever leaves */
    void leaves(Thread entered) {
        own.computeIfPresent(entered, (thread, times) -> times == 1 ? null : times - 1);
    }

    /** A request has ended. */
    void left() {
        if (inside.decrementAndGet() == 0 && stopped()) {
            changed.run();
        }
    }
}
