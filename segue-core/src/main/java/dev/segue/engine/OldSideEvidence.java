package dev.segue.engine;

import dev.segue.engine.GateKeeper.Evidence;
import dev.segue.engine.SeenStatements.Seen;
import dev.segue.engine.SeenStatements.Source;
import dev.segue.gate.Requirement;
import dev.segue.gate.Verdict;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether anybody still uses the old shape: writes by the mechanism's own trace, reads by what the server has counted, and
 * statements that were captured.
 */
final class OldSideEvidence {

    /** The time of the last old write is kept to this precision, so it may be this much younger. */
    private static final Duration PRECISION = Duration.ofSeconds(10);

    private final Journal journal;
    private final Connection connection;
    private final Plan plan;
    private final Journal.Entry entry;
    private final Instant now;
    private final boolean darkReads;

    /** @param darkReads whether dark reads read the old shape as old code would */
    OldSideEvidence(
            Journal journal, Connection connection, Plan plan, Journal.Entry entry, Instant now, boolean darkReads) {
        this.journal = journal;
        this.connection = connection;
        this.plan = plan;
        this.entry = entry;
        this.now = now;
        this.darkReads = darkReads;
    }

    Evidence quiet(Requirement requirement) throws SQLException {
        List<Evidence> parts = new ArrayList<>();
        if (!plan.header().inStages()) {
            parts.add(writes(requirement));
        }
        captured().ifPresent(parts::add);
        if (!requirement.window().isZero()) {
            parts.add(counted(requirement.window()));
        }
        if (parts.isEmpty()) {
            return Evidence.open("no captured statement needs it");
        }
        String text = parts.stream().map(Evidence::text).collect(Collectors.joining("; "));
        return parts.stream()
                .filter(part -> part.verdict() != Verdict.OPEN)
                .findFirst()
                .map(part -> new Evidence(part.verdict(), text, part.opens()))
                .orElse(Evidence.open(text));
    }

    private Evidence writes(Requirement requirement) throws SQLException {
        @Nullable Instant last = null;
        for (PlannedMapping mapping : plan.mappings()) {
            try (PreparedStatement statement =
                            Named.parse(mapping.watch().oldSideWritten()).prepare(connection, Map.of());
                    ResultSet row = statement.executeQuery()) {
                row.next();
                Timestamp written = row.getTimestamp(1);
                if (written != null && (last == null || written.toInstant().isAfter(last))) {
                    last = written.toInstant();
                }
            }
        }
        String text = last == null
                ? "no old write since the start, " + ago(entry.startedAt())
                : "last old write " + ago(last);
        if (requirement.window().isZero()) {
            return Evidence.open(text);
        }
        Duration quiet = Duration.between(last == null ? entry.startedAt() : last.plus(PRECISION), now);
        return quiet.compareTo(requirement.window()) >= 0
                ? Evidence.open(text)
                : Evidence.closed(
                        text,
                        "retire the old code, then wait "
                                + GateKeeper.words(requirement.window().minus(quiet)));
    }

    /** A captured statement says that there is code which sends it, until somebody captures anew. */
    private Optional<Evidence> captured() throws SQLException {
        Optional<SeenStatements> file = journal.statements().seen(connection, entry.name(), Source.FILE);
        return file.map(seen -> seen.old().isEmpty()
                ? Evidence.open("no statement of " + seen.origin() + " needs it, checked " + ago(seen.at()))
                : Evidence.closed(
                        "%s of %s, checked %s, need it: %s"
                                .formatted(
                                        statements(seen.old().size()),
                                        seen.origin(),
                                        ago(seen.at()),
                                        seen.old().getFirst().sql()),
                        "retire the code that sends it, capture anew, then segue check " + entry.name()
                                + " --statements FILE"));
    }

    /** Between two looks is all that is known, so the time since the last look does not count. */
    private Evidence counted(Duration window) throws SQLException {
        Optional<SeenStatements> counted = journal.statements().seen(connection, entry.name(), Source.COUNTED);
        if (counted.isEmpty()) {
            return Evidence.open("reads are not counted");
        }
        SeenStatements seen = counted.get();
        Optional<Seen> last = seen.old().stream().max(Comparator.comparing(Seen::changedAt));
        if (darkReads) {
            return Evidence.open("reads by old code look like dark reads, so they are not counted");
        }
        if (seen.hidden() > 0) {
            return new Evidence(
                    Verdict.UNKNOWN,
                    statements(seen.hidden()) + " of other roles cannot be seen in " + seen.origin(),
                    "GRANT pg_read_all_stats to Segue's role");
        }
        Instant quietSince =
                last.map(Seen::changedAt).filter(at -> at.isAfter(seen.since())).orElse(seen.since());
        Duration quiet = Duration.between(quietSince, seen.at());
        String text = last.map(one -> "last seen to be sent " + ago(one.changedAt()) + ": " + one.sql())
                .orElse("no statement of old code was sent since "
                        + GateKeeper.words(Duration.between(seen.since(), now)));
        return quiet.compareTo(window) >= 0
                ? Evidence.open(text)
                : Evidence.closed(
                        text,
                        "retire the old code, wait " + GateKeeper.words(window.minus(quiet))
                                + ", then look again: segue resume " + entry.name());
    }

    private String ago(Instant then) {
        return GateKeeper.words(Duration.between(Objects.requireNonNull(then), now)) + " ago";
    }

    private static String statements(int count) {
        return count == 1 ? "1 statement" : count + " statements";
    }
}
