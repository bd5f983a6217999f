package dev.segue.engine;

import dev.segue.catalog.TableName;
import dev.segue.gate.Requirement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What applications and Segue tell each other, in the journal. Every method works in the transaction of the connection it
 * is given. Stateless and thread-safe; a dialect's module implements it.
 */
public interface FleetJournal {

    /** SQLSTATE of a move that is refused. */
    String REFUSED = "SG003";

    /** Remembers how many dark reads a migration asks for, and within which time. */
    void darkReadGoal(Connection connection, String migration, long comparisons, Duration window) throws SQLException;

    /** {@return how many dark reads a migration asks for, and within which time} */
    Optional<Requirement> darkReadGoal(Connection connection, String migration) throws SQLException;

    /**
     * Begins the stages of a migration whose application writes twice, at {@link Stage#OFF}.
     *
     * @param required for each table the columns of the old shape that must have a value; they may be without one from
     *     {@link Stage#COMPLETE} on
     */
    void begin(
            Connection connection, String migration, String flag, String actor, Map<TableName, List<String>> required)
            throws SQLException;

    /**
     * Remembers the transactions that are open. Called once the beginning of the stages is committed: who looked for them
     * before is not pinned, and has to have ended before anybody writes both shapes.
     */
    void noteOpenTransactions(Connection connection, String migration) throws SQLException;

    /** {@return where the flag of such a migration stands} */
    Optional<Fleet.Stages> stages(Connection connection, String migration) throws SQLException;

    /** {@return the same, and nobody moves it until the transaction ends} */
    Optional<Fleet.Stages> held(Connection connection, String migration) throws SQLException;

    /** Remembers that rows begin to be filled: from now on nobody may write the old shape alone. */
    void filling(Connection connection, String migration) throws SQLException;

    /** {@return what stands against a move; empty where nothing does} */
    List<StageMove.Against> against(Connection connection, String migration, Stage wanted) throws SQLException;

    /**
     * Moves the stage; waits for transactions that are pinned to the old one, as long as the lock timeout says.
     *
     * @return the flag's new epoch
     * @throws SQLException with SQLSTATE {@link #REFUSED} if something stands against it
     */
    long move(Connection connection, String migration, Stage wanted, String actor) throws SQLException;

    /**
     * Ends the stages, if the migration has any, in the transaction that contracts or rolls back, and forgets the goal of
     * dark reads.
     */
    void end(Connection connection, String migration) throws SQLException;

    /** Takes the fence of stages that have ended away; {@return who may still use it, if anybody does} */
    Optional<String> sweep(Connection connection, String migration) throws SQLException;

    /** {@return who of the living does not yet work by the flag as it stands, in words} */
    Optional<String> behind(Connection connection, String migration) throws SQLException;

    /** {@return the tables whose locks a move may have to wait for} */
    List<TableName> locked(Connection connection, String migration) throws SQLException;

    /** {@return the instances that use a migration, or all where the name is empty, in the order of their registration} */
    List<Fleet.Instance> instances(Connection connection, String migration) throws SQLException;

    /** {@return the registered dark reads of a migration with what they found} */
    List<Fleet.DarkRead> darkReads(Connection connection, String migration) throws SQLException;

    /** {@return the last differences that dark reads of a migration found, newest first} */
    List<Fleet.Sample> samples(Connection connection, String migration) throws SQLException;

    /** {@return how many writes to another store wait} */
    long outbox(Connection connection, String migration) throws SQLException;

    /** {@return the sessions of this database, without this one} */
    List<Fleet.Session> sessions(Connection connection) throws SQLException;

    /**
     * Remembers that the system is being stopped, before it is.
     *
     * @param hold how long instances hold their traffic if nobody says more
     */
    void stopping(Connection connection, String migration, Fleet.Stopped stopped, Duration hold) throws SQLException;

    /** Has instances hold their traffic for as long again. */
    void holdOn(Connection connection, String migration, Duration hold) throws SQLException;

    /** Forgets that the system was stopped: it runs. */
    void started(Connection connection, String migration) throws SQLException;

    /** {@return how the system was stopped, if it may still be} */
    Optional<Fleet.Stopped> stopped(Connection connection, String migration) throws SQLException;

    /**
     * A read replica.
     *
     * @param behind how far it is; null where this role may not see that
     */
    record Replica(String name, @Nullable Duration behind) {}

    /** {@return the replicas that are attached now} */
    List<Replica> replicas(Connection connection) throws SQLException;

    /** {@return everything that instances say of a migration} */
    default Fleet fleet(Connection connection, String migration) throws SQLException {
        return new Fleet(
                stages(connection, migration).orElse(null),
                instances(connection, migration),
                darkReads(connection, migration),
                outbox(connection, migration),
                sessions(connection),
                stopped(connection, migration).orElse(null));
    }
}
