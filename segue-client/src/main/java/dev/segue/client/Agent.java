package dev.segue.client;

import dev.segue.client.hold.HoldSettings;
import dev.segue.client.hold.TrafficHold;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread of a client that talks to the journal: registers the instance, renews its lease, reads the states of its
 * migrations and puts them in force, acknowledges, says goodbye. Whoever else wants something of the journal has it do
 * that. Between its turns it sleeps; a change that is pushed, or work that ends, wakes it.
 */
final class Agent {

    private static final Logger LOG = LoggerFactory.getLogger(Segue.class);

    private static final Duration STOOD_STILL = Duration.ofSeconds(2);
    private static final Duration FRESHEN = Duration.ofSeconds(1);

    private final Journal journal;
    private final ClientSettings settings;
    private final Thread thread = new Thread(this::run, "segue");
    private final LinkedBlockingQueue<Runnable> errands = new LinkedBlockingQueue<>();
    private final AtomicBoolean woken = new AtomicBoolean();
    private final Membership membership;
    private final List<SegueListener> listeners = new CopyOnWriteArrayList<>();
    private final @Nullable Push push;
    private volatile boolean closing;
    private volatile @Nullable JournalProblem problem;

    /** Of the agent's thread alone. */
    private long expectedBack = Long.MAX_VALUE;

    Agent(Journal journal, ClientSettings settings, @Nullable Push push) {
        this.journal = journal;
        this.settings = settings;
        this.push = push;
        this.membership = new Membership(journal, settings, migration -> tell(listener -> listener.changed(migration)));
        thread.setDaemon(true);
    }

    // What others ask of it -------------------------------------------------------------------------------------------

    void start() {
        thread.start();
        try {
            await(() -> {
                connect();
                return true;
            });
        } catch (RuntimeException e) {
            closing = true;
            thread.interrupt();
            throw e;
        }
        if (push != null) {
            push.start(this);
        }
    }

    TrafficHold hold(HoldSettings wanted) {
        return membership.hold(wanted, this::wake);
    }

    long instance() {
        return membership.instance();
    }

    @Nullable
    JournalProblem problem() {
        return problem;
    }

    private Map<String, Migration> migrations() {
        return membership.migrations();
    }

    void listen(SegueListener listener) {
        listeners.add(listener);
    }

    void unlisten(SegueListener listener) {
        listeners.remove(listener);
    }

    /** {@return the migration, registered; as it was first asked for} */
    Migration migration(String name, Shapes shapes) {
        Migration known = migrations().get(name);
        return known != null && known.shapes() == shapes && known.enlisted()
                ? known
                : await(() -> enlist(name, shapes));
    }

    /** {@return the migration, registered as soon as the journal knows it} */
    Migration expected(String name, Shapes shapes) {
        Migration known = migrations().get(name);
        return known != null ? withShapes(known, shapes) : await(() -> expect(name, shapes));
    }

    List<Migration> all() {
        return List.copyOf(migrations().values());
    }

    private static Migration withShapes(Migration known, Shapes shapes) {
        if (known.shapes() != shapes) {
            throw new IllegalArgumentException(
                    known.name() + " is used with shapes " + known.shapes() + " here already, not with " + shapes);
        }
        return known;
    }

    Optional<Migration> find(String name) {
        return Optional.ofNullable(migrations().get(name));
    }

    void propose(Migration migration, Proposal proposal, String proposer) {
        await(() -> {
            journal.ask(connection -> {
                journal.propose(connection, migration.name(), proposal, proposer);
                return null;
            });
            turn();
            return true;
        });
    }

    /** Has the agent look what is new, soon. */
    void wake() {
        if (woken.compareAndSet(false, true)) {
            errands.add(() -> {
                woken.set(false);
                turn();
            });
        }
    }

    void changed(String migration) {
        if (migrations().containsKey(migration)) {
            wake();
        }
    }

    /** Waits a moment for the state to be read anew if this process was paused for longer than its lease. */
    void freshen() {
        if (problem == null && membership.leaseIsOver()) {
            soon(() -> {
                membership.beatNext();
                turn();
            });
        }
    }

    /**
     * {@return the number by which the journal knows this instance; 0 if it cannot be registered in a moment} The journal
     * may have been made after this process had started, and stages begun before its next turn.
     */
    long registered() {
        if (!membership.registered()) {
            soon(() -> {
                if (!membership.registered()) {
                    turn();
                }
            });
        }
        return membership.instance();
    }

    private void soon(Runnable errand) {
        if (closing) {
            return;
        }
        try {
            await(Executors.callable(errand), FRESHEN);
        } catch (JournalException e) {
            LOG.debug("The journal was not reached in time; the last state is kept", e);
        }
    }

    /** Says goodbye once nothing is under way any more, and ends the thread. Waits for that. */
    void close() {
        if (closing) {
            return;
        }
        if (push != null) {
            push.close();
        }
        closing = true;
        errands.add(() -> {});
        try {
            Timing timing = settings.timing();
            thread.join(timing.request().plus(timing.query().multipliedBy(2)).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private <T> T await(Callable<T> errand) {
        return await(errand, settings.timing().query().multipliedBy(3));
    }

    private <T> T await(Callable<T> errand, Duration limit) {
        if (closing) {
            throw new IllegalStateException("this Segue is closed");
        }
        FutureTask<T> task = new FutureTask<>(errand);
        if (Thread.currentThread() == thread) {
            task.run();
        } else {
            errands.add(task);
        }
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof JournalException known) {
                throw new JournalException(known); // with the caller's own stack
            }
            if (e.getCause() instanceof SQLException sql) {
                throw new JournalException(JournalProblem.of(sql), "", sql);
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            task.cancel(false);
            throw new JournalException(JournalProblem.AWAY, "no answer within " + limit.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new JournalException(JournalProblem.AWAY, "interrupted while waiting", e);
        }
    }

    // The thread ------------------------------------------------------------------------------------------------------

    private void run() {
        try {
            while (!closing) {
                long wait = untilNextTurn();
                expectedBack = System.nanoTime() + wait;
                Runnable errand = errands.poll(wait, TimeUnit.NANOSECONDS);
                noticePauses();
                if (errand == null) {
                    turn();
                } else {
                    errand.run();
                }
            }
            farewell();
        } catch (InterruptedException e) {
            LOG.debug("Interrupted; the lease ends by itself", e);
        }
    }

    private long untilNextTurn() {
        Timing timing = settings.timing();
        // that a hold has run out, nobody pushes
        boolean pushed = push != null && push.on() && !membership.stopped();
        if (!membership.registered() || problem != null) {
            return pushed
                    ? timing.heartbeat().toNanos()
                    : timing.poll().multipliedBy(2).toNanos();
        }
        long rest = membership.rest(System.nanoTime());
        return pushed ? rest : Math.min(rest, timing.poll().toNanos());
    }

    private void noticePauses() {
        if (System.nanoTime() - expectedBack > STOOD_STILL.toNanos()) {
            membership.stoodStill();
        }
    }

    /** At start, only what may go away by itself is forgiven: a journal that is not made yet, or not of this release. */
    private void connect() throws SQLException {
        try {
            journal.ask(connection -> {
                membership.turn(connection);
                return null;
            });
        } catch (JournalException e) {
            trouble(e.problem(), e);
        }
    }

    private void turn() {
        if (closing) {
            return;
        }
        try {
            journal.ask(connection -> {
                membership.turn(connection);
                return null;
            });
            recovered();
        } catch (SQLException e) {
            trouble(JournalProblem.of(e), e);
        } catch (JournalException e) {
            trouble(e.problem(), e);
        } catch (RuntimeException e) {
            trouble(JournalProblem.AWAY, e);
        }
    }

    private Migration enlist(String name, Shapes shapes) throws SQLException {
        Migration known = migrations().get(name);
        if (known != null && known.enlisted()) {
            return withShapes(known, shapes);
        }
        Migration migration = known != null ? known : fresh(name, shapes);
        journal.ask(connection -> {
            membership.enlist(connection, migration);
            return null;
        });
        recovered();
        return migration;
    }

    /** A migration that was not begun is at 0 %; one of which nothing can be known has no state at all. */
    private Migration expect(String name, Shapes shapes) {
        Migration migration = migrations().computeIfAbsent(name, missing -> fresh(missing, shapes));
        turn();
        JournalProblem now = problem;
        if (now != null && now != JournalProblem.MISSING && !migration.known()) {
            migrations().remove(name);
            throw new JournalException(now, name, null);
        }
        return migration;
    }

    private Migration fresh(String name, Shapes shapes) {
        InstanceName own = settings.instance();
        return new Migration(name, shapes, own, this);
    }

    private void trouble(JournalProblem now, Exception e) {
        if (problem != now && !closing) {
            problem = now;
            boolean begun = migrations().values().stream().anyMatch(Migration::known);
            if (now == JournalProblem.MISSING && !begun) {
                LOG.info("{}; {}", now.what(), now.advice()); // Nothing is wrong before the first migration.
            } else {
                LOG.warn(
                        "{}; the last state read is kept: {}; {}",
                        now.what(),
                        migrations().values(),
                        now.advice(),
                        e);
            }
            tell(listener -> listener.stale(now));
        }
    }

    private void recovered() {
        if (problem != null) {
            problem = null;
            LOG.info("The journal can be used again: {}", migrations().values());
            tell(SegueListener::current);
        }
    }

    private void tell(Consumer<SegueListener> news) {
        for (SegueListener listener : listeners) {
            try {
                news.accept(listener);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed", e);
            }
        }
    }

    private void farewell() throws InterruptedException {
        long deadline = System.nanoTime() + settings.timing().request().toNanos();
        while (!membership.idle()) {
            if (System.nanoTime() - deadline > 0) {
                LOG.warn("Work is still under way; this instance is not drained, its lease ends by itself");
                return;
            }
            errands.poll(20, TimeUnit.MILLISECONDS);
        }
        if (!membership.registered()) {
            return;
        }
        try {
            journal.ask(connection -> {
                membership.leave(connection);
                return null;
            });
        } catch (SQLException | RuntimeException e) {
            LOG.warn("The journal could not be told that this instance ends; its lease ends by itself", e);
        }
    }
}
