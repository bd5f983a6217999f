package dev.segue.engine;

import dev.segue.engine.GateKeeper.Evidence;
import dev.segue.gate.Requirement;
import dev.segue.gate.Verdict;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Evidence that somebody is asked for: a person, a query, a service, the replicas. Who does not answer is no evidence. */
final class AskedEvidence {

    private static final int SECONDS = 5;
    private static final int MOST_CHARACTERS = 200;

    private final String migration;
    private final Connection connection;

    AskedEvidence(String migration, Connection connection) {
        this.migration = migration;
        this.connection = connection;
    }

    /** Only what was said in this attempt counts. */
    Evidence approval(Requirement requirement, List<Event> events, Instant since) {
        Optional<Event> approved = events.stream()
                .filter(e -> e.kind().equals(Event.APPROVAL)
                        && requirement.persons().contains(e.actor())
                        && !e.at().isBefore(since))
                .reduce((earlier, later) -> later);
        return approved.map(e -> Evidence.open("by " + e.actor() + (e.message().isEmpty() ? "" : ": " + e.message())))
                .orElseGet(() -> Evidence.closed(
                        "none of " + String.join(", ", requirement.persons()) + " has approved",
                        "segue approve " + migration + " --actor NAME"));
    }

    Evidence replicas(Requirement requirement, List<FleetJournal.Replica> replicas) {
        if (replicas.isEmpty()) {
            return Evidence.open("no replica is attached");
        }
        @Nullable Duration worst = Duration.ZERO;
        String slowest = "";
        for (FleetJournal.Replica replica : replicas) {
            if (replica.behind() == null) {
                return new Evidence(
                        Verdict.UNKNOWN,
                        "how far " + replica.name() + " is cannot be seen",
                        "GRANT pg_monitor to Segue's role");
            }
            if (slowest.isEmpty() || replica.behind().compareTo(worst) > 0) {
                worst = replica.behind();
                slowest = replica.name();
            }
        }
        String text = "%d attached, the last, %s, is %.1f s behind"
                .formatted(replicas.size(), slowest, worst.toMillis() / 1000.0);
        return worst.compareTo(requirement.window()) <= 0 ? Evidence.open(text) : Evidence.closed(text, "wait");
    }

    Evidence own(Requirement.Probe probe) throws SQLException {
        if (probe.sql() != null) {
            return bySql(probe.sql());
        }
        return byUrl(String.valueOf(probe.url()));
    }

    private Evidence bySql(String sql) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        Savepoint before = connection.setSavepoint();
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(SECONDS);
            try (ResultSet row = statement.executeQuery(Named.marked(sql))) {
                if (!row.next()) {
                    return unknown("the query found no row");
                }
                boolean open = row.getBoolean(1);
                boolean isNull = row.wasNull();
                String why = row.getMetaData().getColumnCount() > 1 ? shortened(row.getString(2)) : "";
                if (isNull) {
                    return unknown(why.isEmpty() ? "the query found NULL" : why);
                }
                return open
                        ? Evidence.open(why.isEmpty() ? "the query says so" : why)
                        : Evidence.closed(why.isEmpty() ? "the query says no" : why, "what its query asks for");
            }
        } catch (SQLException e) {
            return unknown(Sessions.message(e));
        } finally {
            connection.rollback(before);
            if (autoCommit) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static Evidence byUrl(String url) {
        try (HttpClient client = HttpClient.newBuilder()
                .connectTimeout(Duration.ofSeconds(SECONDS))
                .build()) {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(SECONDS))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            String said = answer.statusCode() + " " + shortened(answer.body());
            return answer.statusCode() / 100 == 2
                    ? Evidence.open(said.strip())
                    : Evidence.closed(said.strip(), "what its service asks for");
        } catch (IOException | IllegalArgumentException e) {
            return unknown("no answer: " + e.getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown("interrupted while it was asked");
        }
    }

    private static Evidence unknown(String why) {
        return new Evidence(Verdict.UNKNOWN, why, "mend what answers for this gate");
    }

    private static String shortened(@Nullable String text) {
        String line = text == null ? "" : text.replaceAll("\\s+", " ").strip();
        return line.length() > MOST_CHARACTERS ? line.substring(0, MOST_CHARACTERS) + "…" : line;
    }
}
