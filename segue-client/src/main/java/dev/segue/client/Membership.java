package dev.segue.client;

import dev.segue.client.hold.HoldSettings;
import dev.segue.client.hold.TrafficHold;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The instance as a member of the fleet: its number, its lease, the migrations that it uses, and what it has said of them.
 * Used by the agent's thread alone, but for what is read of it.
 */
final class Membership {

    private static final Logger LOG = LoggerFactory.getLogger(Segue.class);

    private static final long NONE = 0;
    private static final String UNKNOWN_INSTANCE = "SG002";
    private static final Duration SETTLE_EVERY = Duration.ofSeconds(30);
    private static final int SETTLE_KEYS = 50;

    private final Journal journal;
    private final ClientSettings settings;
    private final Consumer<Migration> changed;
    private final Map<String, Migration> migrations = new ConcurrentHashMap<>();
    private volatile long instance = NONE;
    private volatile Lease lease = Lease.NONE;
    private volatile @Nullable TrafficHold hold;
    private boolean heldAsReported;
    private long nextBeat = System.nanoTime();
    private long nextSettling = System.nanoTime() + SETTLE_EVERY.toNanos();

    /** @param changed is told of a migration whose state is another one */
    Membership(Journal journal, ClientSettings settings, Consumer<Migration> changed) {
        this.journal = journal;
        this.settings = settings;
        this.changed = changed;
    }

    long instance() {
        return instance;
    }

    boolean registered() {
        return instance != NONE;
    }

    boolean leaseIsOver() {
        return lease.isOver();
    }

    /** {@return the migrations that are used, by name} */
    Map<String, Migration> migrations() {
        return migrations;
    }

    /** {@return how many nanoseconds from now on nothing is to be done, if nothing changes} */
    long rest(long now) {
        long rest = nextBeat - now;
        for (Migration migration : migrations.values()) {
            long ends = migration.graceEnds(grace());
            rest = ends == Long.MAX_VALUE ? rest : Math.min(rest, ends - now);
        }
        return Math.max(rest, 0);
    }

    void beatNext() {
        nextBeat = System.nanoTime();
    }

    /** Work that asked freely before the process stood still has stood still too, and gets its time anew. */
    void stoodStill() {
        long now = System.nanoTime();
        migrations.values().forEach(migration -> migration.paused(now));
    }

    private long grace() {
        return settings.timing().request().toNanos();
    }

    /** Does what is due. */
    void turn(Connection connection) throws SQLException {
        try {
            exchange(connection);
        } catch (SQLException e) {
            if (!UNKNOWN_INSTANCE.equals(e.getSQLState())) {
                throw e;
            }
            forgotten();
            exchange(connection);
        }
    }

    private void exchange(Connection connection) throws SQLException {
        if (instance == NONE) {
            journal.check(connection);
            instance = journal.register(
                    connection, settings.instance(), settings.timing().lease());
            nextBeat = System.nanoTime();
        }
        boolean beats = System.nanoTime() - nextBeat >= 0;
        if (!beats || migrations.values().stream().anyMatch(migration -> !migration.enlisted())) {
            look(connection);
        }
        if (beats || acknowledges()) {
            beat(connection);
        }
        if (acknowledges()) {
            beat(connection);
        }
        settle(connection);
    }

    private void look(Connection connection) throws SQLException {
        if (migrations.isEmpty()) {
            return;
        }
        Map<String, MigrationState> states = journal.states(connection, migrations.keySet());
        for (Migration migration : migrations.values()) {
            if (states.containsKey(migration.name()) && !migration.enlisted()) {
                journal.use(connection, instance, migration);
                migration.enlisted(true);
            }
        }
        adopt(states);
        migrations.values().stream()
                .filter(migration -> !states.containsKey(migration.name()) && migration.missed())
                .forEach(migration -> LOG.atLevel(migration.known() ? Level.WARN : Level.INFO)
                        .log("The journal knows no migration {}; it stays {}", migration.name(), migration));
    }

    private void beat(Connection connection) throws SQLException {
        Timing timing = settings.timing();
        boolean held = held();
        Report report = new Report(migrations.values(), System.nanoTime(), grace(), held);
        Lease renewed = Lease.from(timing.lease());
        Journal.Answer answer = journal.heartbeat(connection, instance, timing.lease(), report.json());
        report.arrived();
        heldAsReported = held;
        if (answer.wasExpired()) {
            LOG.warn(
                    "This instance stood still for longer than its lease of {} s; it is registered as alive again",
                    timing.lease().toSeconds());
        }
        adopt(answer.states());
        if (answer.wasExpired()) {
            migrations.values().forEach(migration -> migration.paused(System.nanoTime()));
        }
        lease = renewed;
        nextBeat = System.nanoTime() + timing.heartbeat().toNanos();
    }

    private boolean acknowledges() {
        long now = System.nanoTime();
        return held() != heldAsReported
                || migrations.values().stream()
                        .anyMatch(migration ->
                                migration.enlisted() && migration.drained(now, grace()) != migration.acknowledged());
    }

    private void settle(Connection connection) throws SQLException {
        if (settings.settles()
                && System.nanoTime() - nextSettling >= 0
                && migrations.values().stream().anyMatch(Migration::writtenTwiceByTheDatabase)) {
            nextSettling = System.nanoTime() + SETTLE_EVERY.toNanos();
            journal.settle(connection, SETTLE_KEYS);
        }
    }

    private void adopt(Map<String, MigrationState> states) {
        for (Migration migration : migrations.values()) {
            MigrationState state = states.get(migration.name());
            if (state != null && migration.adopt(state, System.nanoTime())) {
                LOG.info("{}", migration);
                changed.accept(migration);
            }
        }
        // what was adopted is in force before anybody goes on
        TrafficHold traffic = hold;
        if (traffic != null) {
            traffic.stopFor(migrations.values().stream()
                    .filter(Migration::stopped)
                    .map(Migration::name)
                    .findFirst()
                    .orElse(""));
        }
    }

    /** {@return whether the system is stopped for one of the migrations} */
    boolean stopped() {
        return migrations.values().stream().anyMatch(Migration::stopped);
    }

    private boolean held() {
        TrafficHold traffic = hold;
        return traffic != null && traffic.held();
    }

    /** {@return what holds the traffic; made once} */
    synchronized TrafficHold hold(HoldSettings wanted, Runnable changed) {
        TrafficHold known = hold;
        if (known == null) {
            known = new TrafficHold(wanted, changed);
            hold = known;
        }
        return known;
    }

    /** Registers the instance for a migration and reads its state; SQLSTATE SG001 or a JournalException if it is unknown. */
    void enlist(Connection connection, Migration migration) throws SQLException {
        if (!registered()) {
            exchange(connection);
        }
        String name = migration.name();
        Map<String, MigrationState> states = journal.states(connection, List.of(name));
        if (!states.containsKey(name)) {
            throw new JournalException(JournalProblem.UNKNOWN_MIGRATION, name, null);
        }
        journal.use(connection, instance, migration);
        migration.enlisted(true);
        migration.adopt(states.get(name), System.nanoTime());
        migrations.put(name, migration);
        beat(connection);
    }

    /** Gives the last report and leaves the fleet. */
    void leave(Connection connection) throws SQLException {
        beat(connection);
        journal.drain(connection, instance);
    }

    boolean idle() {
        return migrations.values().stream().allMatch(Migration::idle);
    }

    /** The journal does not know the instance any more: it begins anew, and so does what it has said. */
    private void forgotten() {
        LOG.warn("The journal does not know this instance any more; it registers anew");
        instance = NONE;
        heldAsReported = false;
        migrations.values().forEach(migration -> {
            migration.enlisted(false);
            migration.acknowledged(-1);
        });
    }

    /** How long the instance counts as alive, by both clocks: one stops while a machine is suspended, one may be set. */
    private record Lease(long untilNanos, long untilMillis) {
        static final Lease NONE = new Lease(Long.MAX_VALUE, Long.MAX_VALUE);

        static Lease from(Duration length) {
            return new Lease(System.nanoTime() + length.toNanos(), System.currentTimeMillis() + length.toMillis());
        }

        boolean isOver() {
            return this != NONE && (System.nanoTime() - untilNanos > 0 || System.currentTimeMillis() > untilMillis);
        }
    }
}
