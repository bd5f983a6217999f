package dev.segue.engine;

import dev.segue.gate.GateReport;
import dev.segue.gate.Requirement;
import dev.segue.gate.Verdict;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import dev.segue.plan.Step;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Gathers the evidence for gates. Only the database's clock counts. */
final class GateKeeper {

    /**
     * How long a pending note may wait without closing a gate: under traffic of REPEATABLE READ there is always a
     * fresh one. What is left when the shapes are sealed or contracted is settled under the locks.
     */
    private static final Duration ON_ITS_WAY = Duration.ofSeconds(5);

    private final Journal journal;
    private final Connection connection;
    private final Plan plan;
    private final Journal.Entry entry;
    private final Instant now;
    private final FleetEvidence fleet;
    private final CodeEvidence code;

    GateKeeper(
            Journal journal,
            Connection connection,
            Plan plan,
            Journal.Entry entry,
            List<SessionPattern> applicationSessions)
            throws SQLException {
        this.journal = journal;
        this.connection = connection;
        this.plan = plan;
        this.entry = entry;
        this.now = journal.now(connection);
        Fleet all = journal.fleet().fleet(connection, entry.name());
        this.fleet = new FleetEvidence(entry.name(), all, now);
        this.code = new CodeEvidence(all, applicationSessions);
    }

    /** {@return how the gates before a phase stand} */
    List<GateReport> before(Phase phase, List<Force> forced) throws SQLException {
        List<GateReport> reports = new ArrayList<>();
        for (Requirement requirement : plan.gatesBefore(phase)) {
            Evidence evidence = evidence(requirement);
            Optional<Force> force =
                    forced.stream().filter(f -> f.gate() == requirement.gate()).findFirst();
            reports.add(new GateReport(
                    requirement,
                    evidence.verdict(),
                    evidence.text(),
                    evidence.opens(),
                    force.map(Force::reason).orElse(null)));
        }
        return reports;
    }

    /** What speaks for or against a gate. */
    record Evidence(Verdict verdict, String text, String opens) {
        static Evidence open(String text) {
            return new Evidence(Verdict.OPEN, text, "");
        }

        static Evidence closed(String text, String opens) {
            return new Evidence(Verdict.CLOSED, text, opens);
        }
    }

    private Evidence evidence(Requirement requirement) throws SQLException {
        return switch (requirement.gate()) {
            case FILLED -> filled();
            case VERIFIED -> verified();
            case NO_NOTED_KEY -> noNotedKey();
            case FLAG_SETTLED -> fleet.flagSettled(requirement, journal.flag(connection, entry.name()));
            case NEW_CODE_DEPLOYED -> code.newCodeDeployed();
            case OLD_CODE_RETIRED ->
                plan.header().inStages() ? code.inStages(fleet.oldCodeRetired()) : code.oldCodeRetired();
            case STAGE_COMPLETE -> fleet.stageComplete(requirement);
            case OUTBOX_EMPTY -> fleet.outboxEmpty();
            case DARK_READS_CLEAN -> fleet.darkReadsClean(requirement);
            case OLD_SIDE_QUIET ->
                new OldSideEvidence(journal, connection, plan, entry, now, fleet.hasDarkReads()).quiet(requirement);
            case REPLICAS_CAUGHT_UP ->
                asked().replicas(requirement, journal.fleet().replicas(connection));
            case APPROVAL -> asked().approval(requirement, journal.events(connection, entry.name()), entry.startedAt());
            case OWN -> asked().own(Objects.requireNonNull(requirement.probe(), "probe"));
            case SOAK -> {
                Duration age = Duration.between(entry.stateSince(), now);
                yield age.compareTo(requirement.window()) >= 0
                        ? Evidence.open("sealed for " + words(age))
                        : Evidence.closed(
                                "sealed for " + words(age) + " of " + words(requirement.window()),
                                "wait " + words(requirement.window().minus(age)));
            }
        };
    }

    private AskedEvidence asked() {
        return new AskedEvidence(entry.name(), connection);
    }

    private Evidence filled() throws SQLException {
        Set<Integer> done = journal.stepsDone(connection, entry.name(), entry.attempt());
        List<Step> fills = plan.steps(Phase.BACKFILL).stream()
                .filter(Step.Fill.class::isInstance)
                .toList();
        long rows = 0;
        for (Step fill : fills) {
            rows += journal.rangeTotals(connection, entry.name(), entry.attempt(), fill.number())
                    .rows();
        }
        return fills.stream().allMatch(f -> done.contains(f.number()))
                ? Evidence.open("%,d rows filled".formatted(rows))
                : Evidence.closed("%,d rows filled so far".formatted(rows), "segue resume " + entry.name());
    }

    private Evidence verified() throws SQLException {
        Optional<Comparison> last = journal.lastComparison(connection, entry.name());
        if (last.isEmpty()) {
            return new Evidence(Verdict.UNKNOWN, "not compared yet", "segue verify " + entry.name());
        }
        String text = "%,d rows, %,d differ, %s ago"
                .formatted(
                        last.get().rows(),
                        last.get().differing(),
                        words(Duration.between(last.get().finishedAt(), now)));
        return last.get().clean() ? Evidence.open(text) : Evidence.closed(text, "segue verify " + entry.name());
    }

    private Evidence noNotedKey() throws SQLException {
        Status.Notes notes = notes(connection, plan);
        String text = "%,d %s unsettled, %,d cannot be mapped"
                .formatted(notes.pending(), notes.pending() == 1 ? "key" : "keys", notes.unmappable());
        if (notes.unmappable() == 0 && notes.oldest().compareTo(ON_ITS_WAY) < 0) {
            return Evidence.open(notes.pending() == 0 ? text : text + "; none for " + words(ON_ITS_WAY));
        }
        String keys = notes.unmappable() == 0 ? "" : "; mend the rows " + problems();
        return Evidence.closed(text, "segue settle" + keys);
    }

    private String problems() throws SQLException {
        List<String> found = new ArrayList<>();
        for (PlannedMapping mapping : plan.mappings()) {
            try (PreparedStatement statement =
                            Named.parse(mapping.watch().problems()).prepare(connection, Map.of());
                    ResultSet row = statement.executeQuery()) {
                while (row.next() && found.size() < 5) {
                    found.add(mapping.source().name() + row.getString(1) + " " + row.getString(2));
                }
            }
        }
        return String.join(", ", found);
    }

    /** {@return the notes of all mappings of a plan} */
    static Status.Notes notes(Connection connection, Plan plan) throws SQLException {
        long pending = 0;
        long unmappable = 0;
        long oldest = 0;
        for (PlannedMapping mapping : plan.mappings()) {
            try (PreparedStatement statement =
                            Named.parse(mapping.watch().noted()).prepare(connection, Map.of());
                    ResultSet row = statement.executeQuery()) {
                row.next();
                pending += row.getLong(1);
                unmappable += row.getLong(2);
                oldest = Math.max(oldest, row.getLong(3));
            }
        }
        return new Status.Notes(pending, unmappable, Duration.ofSeconds(pending == 0 ? 0 : oldest));
    }

    static String words(Duration duration) {
        Duration positive = duration.isNegative() ? Duration.ZERO : duration;
        long days = positive.toDays();
        String text =
                List.of(part(days, "d"), part(positive.toHoursPart(), "h"), part(positive.toMinutesPart(), "min"))
                        .stream()
                        .filter(p -> !p.isEmpty())
                        .limit(2)
                        .collect(Collectors.joining(" "));
        return text.isEmpty() ? positive.toSecondsPart() + " s" : text;
    }

    private static String part(long amount, String unit) {
        return amount == 0 ? "" : amount + " " + unit;
    }
}
