package dev.segue.client;

import dev.segue.client.hold.HoldSettings;
import dev.segue.client.hold.TrafficHold;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One instance's link to Segue: it registers the instance in the journal, keeps its lease, and knows the migrations that
 * its code goes through. Thread-safe; one per process is enough.
 *
 * <pre>{@code
 * try (Segue segue = Segue.open(dataSource, ClientSettings.of("orders", "v42"))) {
 *     Migration extractAddress = segue.migration("0007_extract_address", Shapes.BOTH);
 *     if (extractAddress.flag().isOn(customerId)) { … }
 * }
 * }</pre>
 *
 * While the database is away the last state is kept; there is no default to fall back to. One daemon thread talks to the
 * journal, over a connection that it borrows for a moment; a second one holds a connection on which changes are pushed
 * where the driver is PostgreSQL's (see {@link PushSettings}).
 */
public final class Segue implements AutoCloseable {

    private final Agent agent;

    private Segue(Agent agent) {
        this.agent = agent;
    }

    /**
     * Registers this process and begins to keep it up to date. In a database that has no journal yet, or one of another
     * release, it waits for one that it can use, and says so; {@link #migration} does not.
     *
     * @param database the application's database, whose role needs USAGE on the schema {@code segue} and no more
     * @throws JournalException if the database cannot be asked now, or the role may not
     */
    public static Segue open(DataSource database, ClientSettings settings) {
        Journal journal = new Journal(database, settings.timing().query());
        PushSettings pushed = settings.push();
        DataSource source = pushed.source();
        Push push = !pushed.on() ? null : new Push(source == null ? database : source, source == null, journal);
        Agent agent = new Agent(journal, settings, push);
        agent.start();
        return new Segue(agent);
    }

    /**
     * {@return the migration, for which this instance is registered now}
     *
     * @param name which is the name of the migration's file without the extension
     * @param shapes which shapes this code can use
     * @throws JournalException if the journal does not know the migration, or cannot be used
     */
    public Migration migration(String name, Shapes shapes) {
        return agent.migration(name, shapes);
    }

    /**
     * {@return the flag of a migration that this code can run on both sides of} One that the journal does not know yet is
     * at 0 %, and followed as soon as it is begun; code that is deployed after that is safer with {@link #migration}, which
     * does not let a wrong name pass.
     *
     * @param migration the migration's name, which is the name of its file without the extension
     */
    public Flag flag(String migration) {
        return agent.expected(migration, Shapes.BOTH).flag();
    }

    /**
     * {@return the migration, for which this instance is registered as soon as the journal knows it} Until then it is at
     * 0 %, and duplicate writes write the old shape alone. Code that is deployed after the migration was begun is safer
     * with {@link #migration}, which does not let a wrong name pass.
     *
     * @param name which is the name of the migration's file without the extension
     * @param shapes which shapes this code can use
     * @throws JournalException if nothing can be known of it now
     * @throws IllegalArgumentException if the migration is used with other shapes here already
     */
    public Migration expect(String name, Shapes shapes) {
        return agent.expected(name, shapes);
    }

    /** {@return the migrations that this instance uses, begun or not} */
    public List<Migration> migrations() {
        return agent.all();
    }

    /** {@return the migration if this instance uses it: if it was asked for with {@link #migration}, {@link #expect} or {@link #flag}} */
    public Optional<Migration> findMigration(String name) {
        return agent.find(name);
    }

    /**
     * Proposes where a migration should go. The journal checks that as it checks the commands {@code segue flag} and
     * {@code segue stage}, and decides. What it has accepted from a proposer once it takes no notice of until the same
     * proposer says something else: a proposal that is repeated does not undo what an operator, or a retreat, did since.
     *
     * @param proposer who proposes, for the log of events
     * @throws JournalException if it is refused, with the reason, or cannot be made now
     */
    public void propose(Migration migration, Proposal proposal, String proposer) {
        agent.propose(migration, proposal, proposer);
    }

    /**
     * {@return what holds this instance's traffic while the system is stopped for a big bang} One per process: the same
     * each time, with the settings of the first. The application takes its connections from {@link
     * TrafficHold#dataSource}, or a pass for each request; only then does the instance say that it holds.
     */
    public TrafficHold hold(HoldSettings settings) {
        return agent.hold(settings);
    }

    /** {@return the number by which the journal knows this instance; 0 while it does not} */
    public long instance() {
        return agent.instance();
    }

    /** {@return why the last state read is kept and none newer; empty if all is well} */
    public Optional<JournalProblem> problem() {
        return Optional.ofNullable(agent.problem());
    }

    /** Tells a listener from now on. */
    public void listen(SegueListener listener) {
        agent.listen(listener);
    }

    /** Tells a listener no longer. */
    public void unlisten(SegueListener listener) {
        agent.unlisten(listener);
    }

    /**
     * Waits for work that is under way (see {@link Migration#begin()}), at most as long as a request may take, gives the
     * last report, and takes the instance out of the fleet. Migrations and flags keep their last state. To be called
     * before the source of connections is closed.
     */
    @Override
    public void close() {
        agent.close();
    }
}
