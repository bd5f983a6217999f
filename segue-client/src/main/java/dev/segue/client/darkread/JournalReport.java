package dev.segue.client.darkread;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the dark reads in the journal and tells it what they found, in one statement for all. What cannot be told is
 * kept, in bounded memory; what may have arrived, because only the answer was lost, is told again. Thread-safe.
 */
final class JournalReport {

    private static final Logger LOG = LoggerFactory.getLogger(DarkReads.class);
    private static final int CONTRACT = 1;
    private static final int TIMEOUT_SECONDS = 5;

    private final Origin origin;
    private final DataSource database;
    private final Set<String> registered = new HashSet<>();
    private boolean contractKnown;
    private String problem = "";

    JournalReport(Origin origin, DataSource database) {
        this.origin = origin;
        this.database = database;
    }

    /** Never throws; says once why it cannot, and once that it can again. */
    synchronized void send(Collection<DarkRead<?>> reads) {
        List<DarkRead<?>> newcomers = new ArrayList<>(reads);
        newcomers.removeIf(read -> registered.contains(read.name()));
        Map<DarkRead<?>, Map<Long, Tally>> taken = new HashMap<>();
        reads.forEach(read -> taken.put(read, read.ledger().take()));
        taken.values().removeIf(Map::isEmpty);
        if (newcomers.isEmpty() && taken.isEmpty()) {
            return;
        }
        try {
            send(newcomers, taken);
            if (!problem.isEmpty()) {
                LOG.info("{}: the dark reads are reported again", origin.migration());
                problem = "";
            }
        } catch (SQLException | RuntimeException e) {
            boolean refused = e instanceof SQLException sql
                    && String.valueOf(sql.getSQLState()).startsWith("22");
            taken.forEach((read, tallies) -> {
                if (refused) {
                    tallies.values()
                            .forEach(Tally::forgetSamples); // a text that no database takes must not be for ever
                }
                read.ledger().giveBack(tallies);
            });
            say(e);
        }
    }

    private void say(Exception e) {
        String found = e instanceof SQLException sql
                ? String.valueOf(sql.getSQLState())
                : e.getClass().getName();
        if (!found.equals(problem)) {
            problem = found;
            LOG.warn(
                    "{}: the dark reads cannot be reported; their counts are kept: {} {}",
                    origin.migration(),
                    found,
                    e.getMessage());
        }
    }

    private void send(List<DarkRead<?>> newcomers, Map<DarkRead<?>, Map<Long, Tally>> taken) throws SQLException {
        try (Connection connection = database.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true); // each statement may come twice, none needs another
            try {
                checkContract(connection);
                for (DarkRead<?> read : newcomers) {
                    register(connection, read);
                }
                if (!taken.isEmpty()) {
                    try (PreparedStatement statement =
                            connection.prepareStatement("SELECT segue.dark_read_report(?, ?::jsonb)")) {
                        run(statement, origin.migration(), report(taken));
                    }
                }
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    private void checkContract(Connection connection) throws SQLException {
        if (contractKnown) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(TIMEOUT_SECONDS);
            try (ResultSet row = statement.executeQuery("SELECT segue.contract_version()")) {
                row.next();
                if (row.getInt(1) != CONTRACT) {
                    throw new IllegalStateException(
                            "the journal speaks version %d of the contract, this client version %d; use another segue-client"
                                    .formatted(row.getInt(1), CONTRACT));
                }
                contractKnown = true;
            }
        }
    }

    private void register(Connection connection, DarkRead<?> read) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT segue.dark_read_register(?, ?, ?, ?)")) {
            run(
                    statement,
                    origin.migration(),
                    read.name(),
                    origin.version(),
                    read.rules().fingerprint());
            registered.add(read.name());
        }
    }

    private static void run(PreparedStatement statement, String... parameters) throws SQLException {
        statement.setQueryTimeout(TIMEOUT_SECONDS);
        for (int n = 0; n < parameters.length; n++) {
            statement.setString(n + 1, parameters[n]);
        }
        statement.execute();
    }

    private String report(Map<DarkRead<?>, Map<Long, Tally>> taken) {
        Json.Array report = new Json.Array();
        taken.forEach((read, tallies) -> tallies.forEach((epoch, tally) -> report.add(one(read, epoch, tally))));
        return report.toString();
    }

    private Json.Fields one(DarkRead<?> read, long epoch, Tally tally) {
        Json.Array samples = new Json.Array();
        for (Tally.Sample sample : tally.samples()) {
            samples.add(new Json.Fields()
                    .with("path", sample.difference().path())
                    .with("old", sample.difference().old())
                    .with("new", sample.difference().fresh())
                    .with("verdict", sample.verdict()));
        }
        return new Json.Fields()
                .with("name", read.name())
                .with("epoch", epoch)
                .with("version", origin.version())
                .with("comparator", read.rules().fingerprint())
                .with("comparisons", tally.comparisons())
                .with("mismatches", tally.of(Verdict.MISMATCH))
                .with("ignored", tally.of(Verdict.IGNORED))
                .with("inconclusive", tally.of(Verdict.INCONCLUSIVE))
                .with("dropped", tally.dropped())
                .with("samples", samples);
    }
}
