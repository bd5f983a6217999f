package dev.segue.client;

import dev.segue.client.darkread.DarkReadSettings;
import dev.segue.client.darkread.DarkReads;
import dev.segue.client.darkread.Origin;
import dev.segue.client.duplicate.DuplicateWriteName;
import dev.segue.client.duplicate.DuplicateWrites;
import dev.segue.client.duplicate.FenceLook;
import dev.segue.client.duplicate.Pinned;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * A migration as one instance sees it: its flag, its stage, its epoch, kept up to date while the {@link Segue} that gave it
 * is open, and left as they were last afterwards. Thread-safe.
 */
public final class Migration {

    private final String name;
    private final Shapes shapes;
    private final Agent agent;
    private final String version;
    private final MigrationFlag flag;
    private final DuplicateWrites writes;
    private final Served served = new Served();
    private final Deque<Era> older = new ArrayDeque<>();
    private volatile Era era = new Era(MigrationState.NOT_BEGUN);
    private volatile boolean asked;
    private volatile long acknowledged = -1;

    // Of the agent's thread alone, as older is.
    private boolean enlisted;
    private boolean missed;
    private long graceFrom;
    private long drained = -1;

    Migration(String name, Shapes shapes, InstanceName own, Agent agent) {
        this.name = name;
        this.shapes = shapes;
        this.agent = agent;
        this.version = own.version();
        this.flag = new MigrationFlag(this, own.service() + "/" + own.name());
        this.writes = new DuplicateWrites(name, agent::registered, this::look);
    }

    /** {@return the migration's name, which is the name of its file without the extension} */
    public String name() {
        return name;
    }

    /** {@return the shapes that this instance's code can use} */
    public Shapes shapes() {
        return shapes;
    }

    /** {@return the flag that says which shape new code uses} */
    public Flag flag() {
        return flag;
    }

    /** {@return the stage, where the application writes twice; empty where the database does} */
    public Optional<Stage> stage() {
        askedFreely();
        return era.stage();
    }

    /** {@return the stage, for who shows it and does not go by it; see {@link #stage}} */
    public Optional<Stage> currentStage() {
        return era.stage();
    }

    /** {@return the epoch of the state in force here: it rises whenever percentage or stage change} */
    public long epoch() {
        return era.state().epoch();
    }

    /** {@return the table whose lock holds a transaction in its stage, quoted; empty where there are no stages} */
    public Optional<String> fence() {
        return Optional.ofNullable(era.state().fence());
    }

    /**
     * {@return what the journal says of the migration, such as {@code BOTH_LIVE}; empty while it does not know it} Then the
     * old shape is all there is.
     */
    public String state() {
        return era.state().lifecycle();
    }

    /** {@return the last epoch of which, or of later ones, this instance has told that all its work is; −1 for none} */
    public long acknowledgedEpoch() {
        return acknowledged;
    }

    private FenceLook look() {
        Era now = enter();
        return new FenceLook() {
            @Override
            public Optional<Pinned> withoutFence() {
                return Migration.this.withoutFence(now.state());
            }

            @Override
            public boolean expectsFence() {
                return now.state().fence() != null;
            }

            @Override
            public void close() {
                leave(now);
            }
        };
    }

    /**
     * Where no fence is: after the end the last stage holds, before the beginning only the old shape is written. The
     * database waits for transactions that are open when the stages begin; nobody here has to.
     */
    private Optional<Pinned> withoutFence(MigrationState state) {
        if (state.lifecycle().isEmpty()) {
            return Optional.of(new Pinned(name, Stage.OFF, state.epoch()));
        }
        return state.stage() == null || state.fence() != null
                ? Optional.empty()
                : Optional.of(new Pinned(name, state.stage(), state.epoch()));
    }

    /** {@return the number by which the journal knows this instance; 0 while it does not} */
    public long instance() {
        return agent.instance();
    }

    /**
     * Begins to say how something is written to both shapes, where the application writes twice.
     *
     * @param writeName for people: it stands in messages
     */
    public DuplicateWriteName duplicateWrite(String writeName) {
        return writes.named(writeName);
    }

    /**
     * {@return new dark reads of this migration, to be closed at the end} One object per process is enough.
     *
     * @param pool where the dark side reads, and where the report goes: best a small pool of its own
     */
    public DarkReads darkReads(DataSource pool, DarkReadSettings settings) {
        return new DarkReads(new Origin(name, version, this::epoch, this::instance), pool, settings);
    }

    /**
     * Begins a piece of work that goes by the state as it is now until it is closed. Where stages are, this is how an
     * instance can say that no work of an older stage is under way any more. If this process was paused for longer than
     * its lease, waits up to a second for the state to be read anew.
     */
    public Work begin() {
        agent.freshen();
        return new Work(this, flag, enter());
    }

    private Era enter() {
        while (true) {
            Era now = era;
            now.enter();
            if (now == era) {
                return now;
            }
            leave(now); // It changed in between: nobody would wait for this work.
        }
    }

    void leave(Era left) {
        if (left.leave() && left != era) {
            agent.wake();
        }
    }

    /**
     * Counts a decision that something else made, such as a provider of flags.
     *
     * @param isNew whether the request went by the new shape
     */
    public void served(boolean isNew) {
        served.count(isNew);
    }

    Era era() {
        return era;
    }

    Served served() {
        return served;
    }

    void askedFreely() {
        if (!asked) {
            asked = true;
        }
    }

    // What follows is the agent's.

    boolean enlisted() {
        return enlisted;
    }

    void enlisted(boolean now) {
        enlisted = now;
    }

    /** {@return whether it is the first time that the journal does not know it} */
    boolean missed() {
        boolean first = !missed;
        missed = true;
        return first;
    }

    /** Puts a state in force; {@return whether what requests go by is another one now} */
    boolean adopt(MigrationState next, long now) {
        missed = false;
        MigrationState last = era.state();
        if (next.equals(last)) {
            return false;
        }
        if (next.stage() != null) { // Where the database writes twice, only work that says when it ends is waited for.
            older.add(era);
            graceFrom = now;
        } else {
            if (!era.idle()) {
                older.add(era);
            }
            graceFrom = Long.MIN_VALUE;
        }
        era = new Era(next);
        return next.epoch() != last.epoch() || next.percent() != last.percent() || next.stage() != last.stage();
    }

    /** The process stood still: what was asked for freely before did too. */
    void paused(long now) {
        if (drained < era.state().epoch()) {
            graceFrom = now;
        }
    }

    /** {@return the last epoch of which, or of later ones, all work here is; −1 for none} */
    long drained(long now, long grace) {
        if (known()) {
            older.removeIf(Era::idle);
            boolean waits = asked && graceFrom != Long.MIN_VALUE && now - graceFrom < grace;
            if (older.isEmpty() && !waits) {
                drained = era.state().epoch();
            }
        }
        return drained;
    }

    /** {@return when {@link #drained} may give another answer although no work ends, or the farthest time} */
    long graceEnds(long grace) {
        return drained < era.state().epoch() && asked && graceFrom != Long.MIN_VALUE
                ? graceFrom + grace
                : Long.MAX_VALUE;
    }

    long acknowledged() {
        return acknowledged;
    }

    void acknowledged(long epoch) {
        acknowledged = epoch;
    }

    /** {@return whether the journal has ever said something of it} */
    boolean known() {
        return !era.state().lifecycle().isEmpty();
    }

    /** {@return whether the system is stopped for it} */
    boolean stopped() {
        return era.state().lifecycle().equals("STOPPED");
    }

    boolean writtenTwiceByTheDatabase() {
        return enlisted && known() && era.state().stage() == null;
    }

    boolean idle() {
        older.removeIf(Era::idle);
        return older.isEmpty() && era.idle();
    }

    @Override
    public String toString() {
        return name + " at " + era.state();
    }
}
