package dev.segue.engine;

import dev.segue.dialect.FoundVersion;
import dev.segue.gate.GateReport;
import dev.segue.inspect.Inspection;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import java.util.List;

/**
 * What can be done with migrations of one database. Thread-safe. All methods throw {@link SegueException} when they
 * cannot do what was asked; whatever was begun is then resumable by calling them again, in this or another process.
 */
public interface Engine {

    /**
     * Reads the database and says what would be done; changes nothing.
     *
     * @throws InvalidMigrationException if the file does not fit the database
     */
    Plan plan(MigrationFile file) throws InvalidMigrationException;

    /**
     * Reads the database and says what can be done with its tables; changes nothing, and needs no journal.
     *
     * @param names schemas and tables, as {@code schema}, {@code table} or {@code schema.table}; all if there is none
     */
    Inspection inspect(List<String> names);

    /**
     * Starts the migration of the file, or goes on with it, up to the end of {@code until} or to the first closed gate.
     * {@link Phase#VERIFY} leaves both shapes live.
     *
     * @param force gates to be passed although they are closed
     * @throws InvalidMigrationException if the file does not fit the database
     */
    Outcome run(MigrationFile file, Phase until, List<Force> force) throws InvalidMigrationException;

    /** Goes on with a started migration, as {@link #run}, from the plan in the journal. */
    Outcome proceed(String migration, Phase until, List<Force> force);

    /** Takes the new shape away from any state before the drop; the catalog is exactly as it was before the start. */
    Outcome rollback(String migration);

    /** Tightens the new shape and puts the old one out of reach, if the gates are open. */
    Outcome seal(String migration, List<Force> force);

    /** Brings the sealed old shape back. */
    Outcome unseal(String migration);

    /** Drops the sealed old shape, if the gates are open. */
    Outcome contract(String migration, List<Force> force);

    /**
     * {@return what becomes of the application's statements on the shapes of a plan} Nothing is changed; but where the
     * migration is under way, those that need the old shape are remembered and close its gate.
     *
     * @throws SegueException if the server was to be asked and does not count statements
     */
    StatementCheck check(Plan plan, Captured captured);

    /** Remembers that the actor of this engine approves; opens the gate if the file names him. */
    void approve(String migration, String why);

    /**
     * {@return where files, journal and database do not agree} Nothing is changed, and no journal is needed.
     *
     * @param complete whether these are all files, so that a migration without one misses it
     */
    Drift validate(List<Drift.DeclaredFile> files, boolean complete);

    /** Starts the system that a big bang may have left stopped; {@return whether there was one} */
    boolean start(String migration);

    /** Compares both shapes now; the result is kept in the journal and opens or closes the gate. */
    Comparison verify(String migration);

    /** {@return the number of noted keys that were settled}; for all migrations whose both shapes live. */
    long settle();

    /** Asks whoever drives the migration to stop after the range or step under way. */
    void pause(String migration);

    /** Takes the pause back; the next {@link #proceed} goes on. */
    void unpause(String migration);

    /** Sets how much of the new code's work goes to the new shape, 0 to 100 percent. */
    void flag(String migration, int percent);

    /**
     * Moves the flag of a migration whose application writes twice. Waits for transactions pinned to the old stage, never
     * holding the application longer than the lock timeout.
     *
     * @return where the flag stands now, and why it was not moved if it was not
     */
    StageMove stage(String migration, Stage wanted);

    /** {@return the application's instances that use a migration; all where the name is empty} */
    List<Fleet.Instance> instances(String migration);

    /** {@return what the dark reads of a migration found} */
    DarkReadsFound darkReads(String migration);

    /** {@return the migrations of the journal, newest first} */
    List<String> migrations();

    /** {@return the version schemas of the database, of all migrations} */
    List<FoundVersion> versions();

    /** {@return how the migration stands} */
    Status status(String migration);

    /** {@return how the gates stand that the migration waits for next} */
    List<GateReport> gates(String migration);

    /** {@return the event log of one migration, or of all where the name is empty; oldest first} */
    List<Event> history(String migration);
}
