package dev.segue.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The contract between applications and the journal, as one connection at a time speaks it: functions of the schema
 * {@code segue}, each call a statement of its own.
 */
final class Journal {

    /** The version of the contract that this client knows. */
    static final int CONTRACT = 1;

    private static final long NOT_WAITING = Long.MIN_VALUE;

    private final DataSource database;
    private final Duration limit;
    private final AtomicLong waitsSince = new AtomicLong(NOT_WAITING);

    Journal(DataSource database, Duration limit) {
        this.database = database;
        this.limit = limit;
    }

    /** What is asked over one connection. */
    interface Question<T extends @Nullable Object> {
        T ask(Connection connection) throws SQLException;
    }

    /** What a heartbeat brings back. */
    record Answer(Map<String, MigrationState> states, boolean wasExpired) {}

    /** Borrows a connection for a question and gives it back as it was. */
    <T extends @Nullable Object> T ask(Question<T> question) throws SQLException {
        try (Connection connection = borrow()) {
            boolean autoCommit = connection.getAutoCommit();
            if (!autoCommit) {
                connection.setAutoCommit(true);
            }
            int patience = limitNetwork(connection, Math.toIntExact(limit.toMillis()) + 2_000);
            T answer = question.ask(connection);
            limitNetwork(connection, patience);
            if (!autoCommit) {
                connection.setAutoCommit(false);
            }
            return answer;
        }
    }

    DataSource database() {
        return database;
    }

    private Connection borrow() throws SQLException {
        waitsSince.set(System.nanoTime());
        try {
            return database.getConnection();
        } finally {
            waitsSince.set(NOT_WAITING);
        }
    }

    /** {@return whether somebody waits for a connection for that long now} */
    boolean waits(long nanos) {
        long since = waitsSince.get();
        return since != NOT_WAITING && System.nanoTime() - since > nanos;
    }

    /** A server that neither answers nor is gone must not hold the agent for ever; {@return the limit until now} */
    static int limitNetwork(Connection connection, int millis) throws SQLException {
        try {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, millis);
            return before;
        } catch (SQLFeatureNotSupportedException e) {
            return 0;
        }
    }

    /**
     * Looks whether there is a journal that this client can talk to.
     *
     * @throws JournalException if not
     */
    void check(Connection connection) throws SQLException {
        String there = text(connection, """
                SELECT CASE WHEN to_regclass('segue.migration') IS NULL THEN 'MISSING'
                            WHEN to_regprocedure('segue.contract_version()') IS NULL THEN 'OLDER' ELSE '' END""");
        if (!there.isEmpty()) {
            throw new JournalException(JournalProblem.valueOf(there), "", null);
        }
        requireContract(Integer.parseInt(text(connection, "SELECT segue.contract_version()")));
    }

    private static void requireContract(int version) {
        if (version != CONTRACT) {
            throw new JournalException(
                    version < CONTRACT ? JournalProblem.OLDER : JournalProblem.NEWER,
                    "it speaks version " + version + " of the contract, the client version " + CONTRACT,
                    null);
        }
    }

    long register(Connection connection, InstanceName instance, Duration lease) throws SQLException {
        return Long.parseLong(text(
                connection,
                "SELECT segue.register(?, ?, ?, make_interval(secs => ?))",
                instance.service(),
                instance.name(),
                instance.version(),
                seconds(lease)));
    }

    /** Says which shapes the instance can use. A migration that the journal does not know is SQLSTATE SG001. */
    void use(Connection connection, long instance, Migration migration) throws SQLException {
        text(
                connection,
                "SELECT segue.use(?, ?, ?)",
                instance,
                migration.name(),
                migration.shapes().name());
    }

    /** Renews the lease and reports. An instance that the journal does not know is SQLSTATE SG002. */
    Answer heartbeat(Connection connection, long instance, Duration lease, String report) throws SQLException {
        // A row comes also where the instance uses nothing, and the contract's version with it.
        String sql = """
                SELECT segue.contract_version() AS contract, h.* FROM (VALUES (1)) one
                LEFT JOIN segue.heartbeat(?, make_interval(secs => ?), ?::jsonb) h ON true""";
        try (PreparedStatement statement = prepare(connection, sql, instance, seconds(lease), report);
                ResultSet rows = statement.executeQuery()) {
            Map<String, MigrationState> states = new HashMap<>();
            boolean wasExpired = false;
            while (rows.next()) {
                requireContract(rows.getInt("contract"));
                wasExpired |= rows.getBoolean("was_expired");
                read(rows, states);
            }
            return new Answer(states, wasExpired);
        }
    }

    /** {@return the states of those migrations that the journal knows} */
    Map<String, MigrationState> states(Connection connection, Collection<String> migrations) throws SQLException {
        String sql = "SELECT s.* FROM unnest(?::text[]) n (name), LATERAL segue.state_of(n.name) s";
        Map<String, MigrationState> states = new HashMap<>();
        try (PreparedStatement statement =
                        prepare(connection, sql, connection.createArrayOf("text", migrations.toArray()));
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                read(rows, states);
            }
        }
        return states;
    }

    private static void read(ResultSet row, Map<String, MigrationState> states) throws SQLException {
        String migration = row.getString("migration");
        if (migration != null) {
            String stage = row.getString("stage");
            states.put(
                    migration,
                    new MigrationState(
                            String.valueOf(row.getString("state")),
                            row.getInt("percent"),
                            stage == null ? null : Stage.valueOf(stage),
                            row.getLong("epoch"),
                            row.getString("fence")));
        }
    }

    /** Proposes a move. A refusal is SQLSTATE SG003. */
    void propose(Connection connection, String migration, Proposal proposal, String proposer) throws SQLException {
        if (proposal instanceof Proposal.Percent percentage) {
            text(connection, "SELECT segue.propose_percent(?, ?, ?)", migration, percentage.percent(), proposer);
        } else if (proposal instanceof Proposal.ToStage next) {
            text(
                    connection,
                    "SELECT segue.propose_stage(?, ?, ?)",
                    migration,
                    next.stage().name(),
                    proposer);
        }
    }

    void settle(Connection connection, int keys) throws SQLException {
        text(connection, "SELECT segue.settle(?)", keys);
    }

    void drain(Connection connection, long instance) throws SQLException {
        text(connection, "SELECT segue.drain(?)", instance);
    }

    /** Sends a notification of nothing to a channel. */
    void sendTo(Connection connection, String channel) throws SQLException {
        text(connection, "SELECT pg_notify(?, '')", channel);
    }

    private String text(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(connection, sql, values);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? String.valueOf(row.getString(1)) : "";
        }
    }

    private PreparedStatement prepare(Connection connection, String sql, Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        statement.setQueryTimeout(Math.max(1, Math.toIntExact(limit.toSeconds())));
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
