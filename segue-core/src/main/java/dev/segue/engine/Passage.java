package dev.segue.engine;

import dev.segue.gate.GateReport;
import dev.segue.gate.Verdict;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** How one migration passes its gates, and what is remembered of that. Used by one thread. */
final class Passage {

    private final Sessions sessions;
    private final Journal journal;
    private final EngineSettings settings;
    private final String name;

    Passage(Sessions sessions, Journal journal, EngineSettings settings, String name) {
        this.sessions = sessions;
        this.journal = journal;
        this.settings = settings;
        this.name = name;
    }

    /** {@return whether gates before the first row that is filled were not passed yet} */
    static boolean awaitsFilling(Journal journal, Connection connection, Plan plan) throws SQLException {
        return plan.header().inStages()
                && journal.fleet()
                        .stages(connection, plan.header().migration())
                        .map(Fleet.Stages::fillingSince)
                        .isEmpty();
    }

    /** What is to be done in the transaction that looks at gates. */
    private interface Along {
        void with(Connection connection) throws SQLException;
    }

    /** Gates before the backfill; once passed they stay so, for the stage cannot go back to where they were closed. */
    Optional<Outcome> beforeFilling(Plan plan, Journal.Entry entry, List<Force> force) {
        if (!(entry.state() instanceof Lifecycle.Filling) || !sessions.reading(c -> awaitsFilling(journal, c, plan))) {
            return Optional.empty();
        }
        // nobody moves the stage between the look and the pass
        return before(
                Phase.BACKFILL,
                plan,
                entry,
                force,
                c -> journal.fleet().held(c, name),
                c -> journal.fleet().filling(c, name));
    }

    /** Gates before the first step; once one is done they are passed. */
    Optional<Outcome> beforeExpanding(Plan plan, Journal.Entry entry, List<Force> force) {
        if (!(entry.state() instanceof Lifecycle.Expanding)
                || plan.gatesBefore(Phase.EXPAND).isEmpty()
                || !sessions.reading(c -> journal.stepsDone(c, name, entry.attempt()))
                        .isEmpty()) {
            return Optional.empty();
        }
        return before(Phase.EXPAND, plan, entry, force, c -> {}, c -> {});
    }

    private Optional<Outcome> before(
            Phase phase, Plan plan, Journal.Entry entry, List<Force> force, Along first, Along onPassing) {
        List<GateReport> gates = sessions.writing(c -> {
            first.with(c);
            List<GateReport> reports = gateKeeper(c, plan, entry).before(phase, force);
            if (reports.stream().allMatch(GateReport::passable)) {
                passed(c, reports);
                onPassing.with(c);
            }
            return reports;
        });
        return gates.stream().allMatch(GateReport::passable)
                ? Optional.empty()
                : Optional.of(new Outcome.Waiting(entry.state(), gates));
    }

    GateKeeper gateKeeper(Connection connection, Plan plan, Journal.Entry entry) throws SQLException {
        return new GateKeeper(journal, connection, plan, entry, settings.applicationSessions());
    }

    void passed(Connection connection, List<GateReport> gates) throws SQLException {
        for (GateReport gate : gates) {
            boolean closed = gate.verdict() != Verdict.OPEN;
            journal.event(
                    connection,
                    name,
                    closed ? "force" : "gate",
                    settings.actor(),
                    gate.requirement().word() + ": " + gate.evidence() + (closed ? "; forced: " + gate.forced() : ""));
        }
    }
}
