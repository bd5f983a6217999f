package dev.segue.client.duplicate;

import dev.segue.client.Stage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Holds a transaction in the stage of a migration. The stage is read under a weak lock on the migration's fence, which
 * lasts until the transaction ends; a move of the stage waits for it. Thread-safe.
 */
public final class Pin {

    private static final String NO_FENCE = "42P01";

    private static final Map<String, String> CAUSES = Map.of(
            NO_FENCE,
            "its stages have not begun in this database",
            "3F000",
            "this database has no schema segue",
            "42883",
            "the journal of this database is older than this client",
            "42501",
            "the application's role may not use the schema segue (GRANT USAGE ON SCHEMA segue TO it)");

    /** For a process that does not hear of the end. */
    private static final FenceLook NO_LOOK = new FenceLook() {
        @Override
        public Optional<Pinned> withoutFence() {
            return Optional.empty();
        }

        @Override
        public boolean expectsFence() {
            return false;
        }

        @Override
        public void close() {}
    };

    private final String migration;
    private final LongSupplier instance;
    private final Supplier<FenceLook> looks;
    private final String statement;

    /**
     * Makes a pin.
     *
     * @param migration the migration's name
     * @param instance gives the number by which this process is registered at the time
     */
    public Pin(String migration, LongSupplier instance) {
        this(migration, instance, () -> NO_LOOK);
    }

    /** @param looks tells of the stages' end: the fence may go then */
    Pin(String migration, LongSupplier instance, Supplier<FenceLook> looks) {
        this.migration = Objects.requireNonNull(migration, "migration");
        this.instance = Objects.requireNonNull(instance, "instance");
        this.looks = Objects.requireNonNull(looks, "looks");
        // One round trip, BEGIN included. The lock comes first and takes no snapshot: what is read after it is current.
        this.statement = "LOCK TABLE " + fence(migration)
                + " IN ROW EXCLUSIVE MODE; SELECT stage, epoch, alive FROM segue.pinned(?, ?)";
    }

    /** {@return the migration's name} */
    public String migration() {
        return migration;
    }

    /**
     * Pins the connection's transaction; to be called first in it. Called again in the same transaction it gives the same
     * answer and waits for nobody.
     *
     * @return the stage, which holds until the transaction ends or is rolled back to a savepoint set before the call
     * @throws StaleInstanceException if the instance's lease has ended
     * @throws PinRefusedException if the connection commits by itself, or the migration has no stages
     * @throws SQLException with state 40001, if a REPEATABLE READ or SERIALIZABLE transaction has read before and the stage
     *     has moved since: roll back and try again
     */
    public Pinned pin(Connection connection) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new PinRefusedException(migration
                    + ": a stage holds for a transaction, and this connection commits by itself; nothing was written."
                    + " Call setAutoCommit(false), or begin a transaction with your framework");
        }
        try (FenceLook look = looks.get()) {
            Optional<Pinned> last = look.withoutFence();
            if (last.isPresent()) {
                return hasFence(connection) ? lockOr(last.get(), connection) : last.get();
            }
            return lock(connection, look);
        }
    }

    private Pinned lock(Connection connection, FenceLook look) throws SQLException {
        long self = instance.getAsLong();
        try {
            return lock(connection, self);
        } catch (SQLException e) {
            if (look.expectsFence() && NO_FENCE.equals(e.getSQLState())) {
                throw new StaleInstanceException(migration, self);
            }
            String cause = CAUSES.get(e.getSQLState());
            if (cause != null) {
                throw new PinRefusedException(unknown(cause), e);
            }
            throw e;
        }
    }

    private Pinned lock(Connection connection, long self) throws SQLException {
        try (PreparedStatement pinning = connection.prepareStatement(statement)) {
            pinning.setString(1, migration);
            pinning.setLong(2, self);
            boolean rows = pinning.execute();
            while (!rows && pinning.getUpdateCount() >= 0) {
                rows = pinning.getMoreResults();
            }
            try (ResultSet row = pinning.getResultSet()) {
                if (row == null || !row.next()) {
                    throw new PinRefusedException(unknown("there is no such migration in this database"));
                }
                return pinned(row, self);
            }
        }
    }

    /**
     * Locks a fence that nobody keeps there for this process: it has said that it has heard of the end. Then it may go
     * between the look at it and the lock.
     */
    private Pinned lockOr(Pinned last, Connection connection) throws SQLException {
        // In SQL, since a connection of an XA transaction refuses setSavepoint.
        execute(connection, "SAVEPOINT segue_pin");
        try {
            Pinned now = lock(connection, NO_LOOK);
            execute(connection, "RELEASE SAVEPOINT segue_pin");
            return now;
        } catch (PinRefusedException e) {
            if (e.getCause() instanceof SQLException gone && NO_FENCE.equals(gone.getSQLState())) {
                execute(connection, "ROLLBACK TO SAVEPOINT segue_pin; RELEASE SAVEPOINT segue_pin");
                return last;
            }
            throw e;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** {@return whether there is something to pin to} What was read of the end may be old: the migration may run again. */
    private boolean hasFence(Connection connection) throws SQLException {
        try (PreparedStatement looking = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            looking.setString(1, fence(migration));
            try (ResultSet row = looking.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private Pinned pinned(ResultSet row, long self) throws SQLException {
        String word = row.getString("stage");
        if (word == null) {
            throw new PinRefusedException(
                    migration + ": the database writes twice, so the application must not; use the migration's flag");
        }
        if (!row.getBoolean("alive")) {
            throw new StaleInstanceException(migration, self);
        }
        try {
            return new Pinned(migration, Stage.valueOf(word), row.getLong("epoch"));
        } catch (IllegalArgumentException e) {
            throw new PinRefusedException(
                    migration + ": this client does not know the stage " + word + "; use a newer segue-client", e);
        }
    }

    private String unknown(String cause) {
        return migration + ": " + cause + "; nothing was written. segue status lists the migrations; one with "
                + "duplicate_writes: application has stages once segue run has expanded it";
    }

    /** As {@code segue.fence_of} names it. */
    static String fence(String migration) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(migration.getBytes(StandardCharsets.UTF_8));
            return "segue.fence_" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "this Java has no MD5, by which the fence of " + migration + " is named", e);
        }
    }
}
