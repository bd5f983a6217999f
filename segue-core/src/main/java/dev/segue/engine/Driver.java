package dev.segue.engine;

import dev.segue.dialect.Dialect;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import dev.segue.gate.Verdict;
import dev.segue.migration.Strategy;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.plan.Step;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Drives one migration along its itinerary while it holds the lease. Used by one thread. */
final class Driver {

    private final Dialect dialect;
    private final Sessions sessions;
    private final Journal journal;
    private final EngineSettings settings;
    private final EngineListener listener;
    private final Settler settler;
    private final Lease lease;
    private final String name;
    private final StepRunner steps;
    private final Filler filler;
    private final Comparer comparer;
    private final DriftCheck drift;
    private final Stages stages;
    private final Passage passage;
    private final StatementLooks looks;

    Driver(
            Dialect dialect,
            Sessions sessions,
            Journal journal,
            EngineSettings settings,
            EngineListener listener,
            Settler settler,
            Lease lease,
            String name) {
        this.dialect = dialect;
        this.sessions = sessions;
        this.journal = journal;
        this.settings = settings;
        this.listener = listener;
        this.settler = settler;
        this.lease = lease;
        this.name = name;
        this.steps = new StepRunner(dialect, sessions, journal, settings, listener, settler::settleQuietly);
        this.filler = new Filler(dialect, sessions, journal, settings, listener);
        this.comparer = new Comparer(sessions, journal, settings, listener);
        this.drift = new DriftCheck(dialect, sessions);
        this.stages = new Stages(dialect, sessions, journal.fleet(), settings, listener);
        this.passage = new Passage(sessions, journal, settings, name);
        this.looks = new StatementLooks(dialect, sessions, journal);
    }

    /** Goes on until a phase is done, a gate is closed, or somebody pauses. */
    Outcome drive(Phase until, List<Force> force) {
        while (true) {
            lease.check();
            Journal.Entry entry = entry();
            Plan plan = PlanCodec.read(entry.plan());
            if (entry.paused()) {
                return new Outcome.Paused(entry.state());
            }
            switch (entry.state()) {
                case Lifecycle.Working working -> {
                    if (working.phase().compareTo(until) > 0 && isOnTheWay(working.phase())) {
                        return new Outcome.Reached(entry.state());
                    }
                    Optional<Outcome> closed = passage.beforeExpanding(plan, entry, force)
                            .or(() -> passage.beforeFilling(plan, entry, force));
                    if (closed.isPresent()) {
                        return closed.get();
                    }
                    if (working instanceof Lifecycle.Expanding && plan.goesBy(Strategy.BIG_BANG)) {
                        if (until != Phase.CONTRACT) {
                            throw SegueException.usage(
                                    name + " is a big bang: everything or nothing, so it cannot end after "
                                            + until.word(),
                                    "run it without --until");
                        }
                        return new Outcome.Reached(bigBang(plan).run());
                    }
                    if (working instanceof Lifecycle.RollingBack
                            && plan.header().inStages()) {
                        stages.leaveNewShape(name);
                    }
                    Optional<Outcome> halted = phase(plan, entry, working);
                    if (halted.isPresent()) {
                        return halted.get();
                    }
                }
                case Lifecycle.BothLive live -> {
                    if (until.compareTo(Phase.VERIFY) <= 0) {
                        return new Outcome.Reached(live);
                    }
                    Optional<Outcome> waiting = pass(plan, entry, Phase.SEAL, live.seal(), force);
                    if (waiting.isPresent()) {
                        return waiting.get();
                    }
                }
                case Lifecycle.Sealed sealed -> {
                    if (until.compareTo(Phase.SEAL) <= 0) {
                        return new Outcome.Reached(sealed);
                    }
                    Optional<Outcome> waiting = pass(plan, entry, Phase.CONTRACT, sealed.contract(), force);
                    if (waiting.isPresent()) {
                        return waiting.get();
                    }
                }
                case Lifecycle.Contracted contracted -> {
                    sweep(plan);
                    return new Outcome.Reached(contracted);
                }
                case Lifecycle.RolledBack rolledBack -> {
                    sweep(plan);
                    return new Outcome.Reached(rolledBack);
                }
            }
        }
    }

    private BigBang bigBang(Plan plan) {
        return new BigBang(dialect, sessions, journal, settings, listener, plan);
    }

    /** Starts the system that a big bang may have left stopped; {@return whether there was one} */
    boolean start() {
        Optional<Fleet.Stopped> stopped = sessions.reading(c -> journal.fleet().stopped(c, name));
        stopped.ifPresent(s -> bigBang(PlanCodec.read(entry().plan())).startAgain(s));
        return stopped.isPresent();
    }

    private void sweep(Plan plan) {
        if (plan.header().inStages()) {
            stages.sweep(name);
        }
    }

    /** The ways back are finished whatever phase was asked for. */
    private static boolean isOnTheWay(Phase phase) {
        return phase != Phase.UNSEAL && phase != Phase.ROLLBACK;
    }

    private Optional<Outcome> pass(Plan plan, Journal.Entry entry, Phase phase, Lifecycle next, List<Force> force) {
        settler.settleAll();
        if (plan.gatesBefore(phase).stream().anyMatch(StatementLooks::askedBy)) {
            looks.look(plan);
        }
        List<GateReport> gates =
                sessions.reading(c -> passage.gateKeeper(c, plan, entry).before(phase, force));
        if (!gates.stream().allMatch(GateReport::passable)) {
            return Optional.of(new Outcome.Waiting(entry.state(), gates));
        }
        drift.before(phase, plan);
        sessions.writing(c -> {
            passage.passed(c, gates);
            for (GateReport gate : gates) {
                if (gate.verdict() != Verdict.OPEN && gate.requirement().gate() == Gate.NO_NOTED_KEY) {
                    settler.discard(c, plan);
                }
            }
            transition(c, next);
            return next;
        });
        listener.stateChanged(name, next);
        return Optional.empty();
    }

    private Optional<Outcome> phase(Plan plan, Journal.Entry entry, Lifecycle.Working working) {
        List<Step> all = plan.steps(working.phase());
        Set<Integer> done = sessions.reading(c -> journal.stepsDone(c, name, entry.attempt()));
        List<Step> open = all.stream().filter(s -> !done.contains(s.number())).toList();
        if (open.isEmpty()) {
            move(plan, working);
            return Optional.empty();
        }
        for (Step step : open) {
            lease.check();
            if (entry().paused()) {
                return Optional.of(new Outcome.Paused(working));
            }
            boolean last = step.equals(all.getLast());
            listener.stepStarted(name, step);
            Optional<Outcome> halted = step(plan, working, step, last);
            if (halted.isPresent()) {
                return halted;
            }
            listener.stepDone(name, step);
        }
        listener.stateChanged(name, working.done());
        return Optional.empty();
    }

    private Optional<Outcome> step(Plan plan, Lifecycle.Working working, Step step, boolean last) {
        StepRunner.Along along = c -> {
            if (last) {
                finish(c, plan, working);
            }
        };
        switch (step) {
            case Step.Transaction transaction -> steps.run(plan, transaction, along);
            case Step.Concurrent concurrent -> steps.run(plan, concurrent, along);
            case Step.Fill fill -> {
                if (!filler.fill(plan, fill)) {
                    return Optional.of(new Outcome.Paused(working));
                }
                record(plan, step, along);
            }
            case Step.Compare compare -> {
                Comparison comparison = compare(plan, compare.phase());
                if (!comparison.clean()) {
                    return Optional.of(new Outcome.Disagreeing(working, comparison));
                }
                record(plan, step, along);
            }
        }
        return Optional.empty();
    }

    /** Rows may have slipped past the backfill: it goes by keys, and a key can become another one. */
    private Comparison compare(Plan plan, Phase phase) {
        settler.settleAll();
        Comparison comparison = comparer.compare(plan, phase, phase == Phase.CONTRACT);
        if (comparison.clean() || phase != Phase.VERIFY || filler.fillWhatIsLeft(plan) == 0) {
            return comparison;
        }
        settler.settleAll();
        return comparer.compare(plan, phase, false);
    }

    /** The work took a while: if the lease was lost meanwhile, another process may have gone further by now. */
    private void record(Plan plan, Step step, StepRunner.Along along) {
        lease.check();
        sessions.writing(c -> {
            journal.stepDone(c, name, plan.header().attempt(), step.number());
            along.write(c);
            return step;
        });
    }

    private void move(Plan plan, Lifecycle.Working working) {
        sessions.writing(c -> {
            finish(c, plan, working);
            return working;
        });
        listener.stateChanged(name, working.done());
    }

    /** The end of a phase, in the transaction of its last step. */
    private void finish(Connection connection, Plan plan, Lifecycle.Working working) throws SQLException {
        if (working instanceof Lifecycle.Unsealing) {
            // seal can be done again
            List<Integer> redone = java.util.stream.Stream.of(Phase.SEAL, Phase.UNSEAL, Phase.CONTRACT)
                    .flatMap(p -> plan.steps(p).stream())
                    .map(Step::number)
                    .toList();
            journal.stepsUndone(connection, name, plan.header().attempt(), redone);
        }
        if (working instanceof Lifecycle.Expanding && plan.header().inStages()) {
            journal.fleet().noteOpenTransactions(connection, name);
        }
        if (working instanceof Lifecycle.Verifying
                && (plan.goesBy(Strategy.DATA_FIRST) || plan.goesBy(Strategy.CODE_FIRST))) {
            // no flag of theirs: whatever code can use the new shape is to use it from now on
            journal.flag(connection, name, plan.header().flag(), 100, settings.actor());
            journal.event(
                    connection, name, "flag", settings.actor(), plan.header().flag() + " at 100 %");
        }
        if (working instanceof Lifecycle.Contracting || working instanceof Lifecycle.RollingBack) {
            journal.fleet().end(connection, name);
        }
        transition(connection, working.done());
    }

    private void transition(Connection connection, Lifecycle next) throws SQLException {
        journal.state(connection, name, next);
        journal.event(connection, name, "state", settings.actor(), next.word());
    }

    Outcome unseal() {
        Journal.Entry entry = entry();
        switch (entry.state()) {
            case Lifecycle.Sealed sealed -> to(sealed.unseal());
            case Lifecycle.Contracting contracting -> {
                to(contracting.halt());
                to(contracting.halt().unseal());
            }
            case Lifecycle.Unsealing unsealing -> {}
            default ->
                throw DefaultEngine.wrongState(
                        entry, "only a sealed migration can be unsealed", "segue status " + name);
        }
        return drive(Phase.VERIFY, List.of());
    }

    Outcome rollback() {
        Journal.Entry entry = entry();
        start();
        if (entry.paused()) {
            sessions.writing(c -> {
                journal.pause(c, name, false);
                return name;
            });
        }
        switch (entry.state()) {
            case Lifecycle.Contracted contracted ->
                throw DefaultEngine.wrongState(
                        entry, "the old shape was dropped and cannot come back", "segue history " + name);
            case Lifecycle.RolledBack rolledBack -> {
                return new Outcome.Reached(rolledBack);
            }
            case Lifecycle.RollingBack rollingBack -> {}
            case Lifecycle.Sealed sealed -> unsealThenRollBack();
            case Lifecycle.Contracting contracting -> unsealThenRollBack();
            case Lifecycle.Unsealing unsealing -> unsealThenRollBack();
            case Lifecycle.Reversible reversible -> back(reversible);
        }
        return drive(Phase.CONTRACT, List.of());
    }

    private void unsealThenRollBack() {
        refuseAfterComplete(sessions.reading(c -> journal.fleet().stages(c, name)));
        if (unseal().state() instanceof Lifecycle.Reversible reversible) {
            back(reversible);
        }
    }

    private void back(Lifecycle.Reversible from) {
        Plan plan = PlanCodec.read(entry().plan());
        drift.before(Phase.ROLLBACK, plan);
        sessions.writing(c -> {
            if (plan.header().inStages()) {
                refuseAfterComplete(journal.fleet().held(c, name));
            } else {
                journal.flag(c, name, plan.header().flag(), 0, settings.actor());
            }
            transition(c, from.rollBack());
            return from;
        });
        listener.stateChanged(name, from.rollBack());
    }

    private void refuseAfterComplete(Optional<Fleet.Stages> held) {
        if (held.map(Fleet.Stages::stage).equals(Optional.of(Stage.COMPLETE))) {
            throw SegueException.usage(
                    name
                            + " is in stage complete: the old shape is not written any more and has fallen behind; a rollback"
                            + " would lose what was written since",
                    "segue seal " + name + ", then segue contract " + name + "; or restore a backup");
        }
    }

    private void to(Lifecycle next) {
        sessions.writing(c -> {
            transition(c, next);
            return next;
        });
        listener.stateChanged(name, next);
    }

    private Journal.Entry entry() {
        return sessions.reading(c -> journal.find(c, name))
                .orElseThrow(() -> SegueException.failed(
                        "the journal lost the migration " + name, "look at the schema segue of the database", null));
    }
}
