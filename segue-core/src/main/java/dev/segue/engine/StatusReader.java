package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.gate.GateReport;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts together what there is to say about a migration. */
final class StatusReader {

    private final Dialect dialect;
    private final Journal journal;
    private final Settler settler;
    private final List<SessionPattern> applicationSessions;

    StatusReader(Dialect dialect, Journal journal, Settler settler, List<SessionPattern> applicationSessions) {
        this.dialect = dialect;
        this.journal = journal;
        this.settler = settler;
        this.applicationSessions = applicationSessions;
    }

    Status read(Connection connection, Journal.Entry entry) throws SQLException {
        Plan plan = PlanCodec.read(entry.plan());
        Instant now = journal.now(connection);
        boolean noted = settler.hasDuplicateWrites(connection, entry);
        return new Status(
                entry.name(),
                entry.state(),
                entry.paused(),
                journal.driver(connection, entry.name()).orElse(null),
                new Status.Ages(
                        entry.startedAt(),
                        entry.stateSince(),
                        Duration.between(entry.startedAt(), now),
                        Duration.between(entry.stateSince(), now)),
                journal.flag(connection, entry.name()).percent(),
                progress(connection, entry, plan),
                journal.fleet().fleet(connection, entry.name()),
                noted ? GateKeeper.notes(connection, plan) : Status.Notes.NONE,
                journal.lastComparison(connection, entry.name()).orElse(null),
                gates(connection, entry, plan),
                dialect.bytes(connection, plan.newTables()),
                plan);
    }

    private List<GateReport> gates(Connection connection, Journal.Entry entry, Plan plan) throws SQLException {
        return switch (entry.state()) {
            case Lifecycle.Filling s ->
                new GateKeeper(journal, connection, plan, entry, applicationSessions)
                        .before(
                                Passage.awaitsFilling(journal, connection, plan) ? Phase.BACKFILL : Phase.SEAL,
                                List.of());
            case Lifecycle.Verifying s ->
                new GateKeeper(journal, connection, plan, entry, applicationSessions).before(Phase.SEAL, List.of());
            case Lifecycle.BothLive s ->
                new GateKeeper(journal, connection, plan, entry, applicationSessions).before(Phase.SEAL, List.of());
            case Lifecycle.Sealed s ->
                new GateKeeper(journal, connection, plan, entry, applicationSessions).before(Phase.CONTRACT, List.of());
            case Lifecycle.Expanding s ->
                new GateKeeper(journal, connection, plan, entry, applicationSessions).before(Phase.EXPAND, List.of());
            case Lifecycle.Sealing s -> List.of();
            case Lifecycle.Unsealing s -> List.of();
            case Lifecycle.Contracting s -> List.of();
            case Lifecycle.Contracted s -> List.of();
            case Lifecycle.RollingBack s -> List.of();
            case Lifecycle.RolledBack s -> List.of();
        };
    }

    private @Nullable Progress progress(Connection connection, Journal.Entry entry, Plan plan) throws SQLException {
        if (!(entry.state() instanceof Lifecycle.Working working)) {
            return null;
        }
        Set<Integer> done = journal.stepsDone(connection, entry.name(), entry.attempt());
        List<Step> steps = plan.steps(working.phase());
        for (Step step : steps) {
            if (done.contains(step.number())) {
                continue;
            }
            if (step instanceof Step.Fill) {
                Journal.RangeTotals totals =
                        journal.rangeTotals(connection, entry.name(), entry.attempt(), step.number());
                long all = Math.max(plan.assessment().rows(), totals.rows());
                return new Progress(entry.name(), working.phase(), step.title(), totals.rows(), all, 0, null);
            }
            long finished =
                    steps.stream().filter(s -> done.contains(s.number())).count();
            return new Progress(entry.name(), working.phase(), step.title(), finished, steps.size(), 0, null);
        }
        return null;
    }
}
