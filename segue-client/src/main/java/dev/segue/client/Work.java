package dev.segue.client;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One piece of work, such as a request, that goes by one state of a migration from its begin to its end, whatever changes
 * meanwhile. As long as it is under way the instance does not say that it works by a newer stage. To be closed by whoever
 * began it, from any thread; thread-safe.
 */
public final class Work implements AutoCloseable {

    private final Migration migration;
    private final MigrationFlag flag;
    private final Era era;
    private final AtomicBoolean over = new AtomicBoolean();

    Work(Migration migration, MigrationFlag flag, Era era) {
        this.migration = migration;
        this.flag = flag;
        this.era = era;
    }

    /** {@return whether the rows of this owner are used in the new shape; see {@link Flag#isOn}} */
    public boolean isOn(String key) {
        return flag.isOn(era, key);
    }

    /** {@return whether the instance as a whole uses the new shape; see {@link Flag#isOnForInstance}} */
    public boolean isOnForInstance() {
        return flag.isOnForInstance(era);
    }

    /** {@return the state of the migration, such as {@code BOTH_LIVE}; empty where the journal does not know it} */
    public String state() {
        return era.state().lifecycle();
    }

    /** {@return the stage; empty where the database writes twice} */
    public Optional<Stage> stage() {
        return era.stage();
    }

    /** {@return the epoch of the state that this work goes by} */
    public long epoch() {
        return era.state().epoch();
    }

    /** Ends the work. Does nothing the second time. */
    @Override
    public void close() {
        if (over.compareAndSet(false, true)) {
            migration.leave(era);
        }
    }
}
