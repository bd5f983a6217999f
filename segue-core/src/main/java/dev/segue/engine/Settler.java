package dev.segue.engine;

import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.plan.PlannedMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Settles what no commit of the application could: in small transactions that never wait. */
final class Settler {

    private static final int KEYS_AT_ONCE = 200;
    private static final int MOST_ROUNDS = 10_000;

    private final Sessions sessions;
    private final Journal journal;

    Settler(Sessions sessions, Journal journal) {
        this.sessions = sessions;
        this.journal = journal;
    }

    /** {@return the number of keys settled, of all migrations that have duplicate writes} */
    long settleAll() {
        return sessions.reading(connection -> {
            long settled = 0;
            if (journal.installed(connection)) {
                for (String name : journal.names(connection)) {
                    Optional<Journal.Entry> entry = journal.find(connection, name);
                    if (entry.isPresent() && hasDuplicateWrites(connection, entry.get())) {
                        settled += settle(connection, PlanCodec.read(entry.get().plan()));
                    }
                }
            }
            return settled;
        });
    }

    /** Settles what can be settled, whoever needs the number. */
    void settleQuietly() {
        org.slf4j.LoggerFactory.getLogger(Settler.class).debug("{} keys settled", settleAll());
    }

    /** {@return whether the notes of the migration exist at this moment} */
    boolean hasDuplicateWrites(Connection connection, Journal.Entry entry) throws SQLException {
        return switch (entry.state()) {
            case Lifecycle.Expanding expanding -> isSetUp(connection, entry);
            case Lifecycle.RollingBack rollingBack -> isSetUp(connection, entry);
            case Lifecycle.Filling filling -> true;
            case Lifecycle.Verifying verifying -> true;
            case Lifecycle.BothLive bothLive -> true;
            case Lifecycle.Sealing sealing -> true;
            case Lifecycle.Sealed sealed -> true;
            case Lifecycle.Unsealing unsealing -> true;
            case Lifecycle.Contracting contracting -> true;
            case Lifecycle.Contracted contracted -> false;
            case Lifecycle.RolledBack rolledBack -> false;
        };
    }

    private boolean isSetUp(Connection connection, Journal.Entry entry) throws SQLException {
        Plan plan = PlanCodec.read(entry.plan());
        return journal.stepsDone(connection, entry.name(), entry.attempt())
                .containsAll(plan.steps(dev.segue.plan.Phase.EXPAND).stream()
                        .map(dev.segue.plan.Step::number)
                        .toList());
    }

    /** Forgets what cannot be mapped: somebody forced the gate, and the event log says who and why. */
    void discard(Connection connection, Plan plan) throws SQLException {
        for (PlannedMapping mapping : plan.mappings()) {
            try (PreparedStatement statement =
                    Named.parse(mapping.watch().discard()).prepare(connection, Map.of())) {
                statement.execute();
            }
        }
    }

    long settle(Connection connection, Plan plan) throws SQLException {
        long settled = 0;
        for (PlannedMapping mapping : plan.mappings()) {
            Named statement = Named.parse(mapping.watch().settle());
            for (int round = 0; round < MOST_ROUNDS; round++) {
                long done = Sessions.inTransaction(connection, c -> {
                    try (PreparedStatement settle = statement.prepare(c, Map.of("limit", KEYS_AT_ONCE));
                            ResultSet row = settle.executeQuery()) {
                        row.next();
                        return row.getLong(1);
                    }
                });
                settled += done;
                if (done == 0) {
                    break;
                }
            }
        }
        return settled;
    }
}
