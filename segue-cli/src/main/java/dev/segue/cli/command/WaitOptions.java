package dev.segue.cli.command;

import dev.segue.cli.render.OutcomeReport;
import dev.segue.cli.render.Report;
import dev.segue.engine.Engine;
import dev.segue.engine.Force;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.gate.Gate;
import dev.segue.gate.GateReport;
import dev.segue.migration.InvalidMigrationException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Whether a command that comes to a closed gate ends there. */
final class WaitOptions {

    private static final long BETWEEN_LOOKS = 2_000;

    @Option(
            names = "--wait",
            description = "Waits at closed gates until they open, instead of ending with exit code 3.")
    boolean wait;

    /** One try to move a migration. */
    @FunctionalInterface
    interface Move {
        Outcome make(List<Force> forces) throws InvalidMigrationException;
    }

    /** Moves a migration as far as it goes; if that is wanted, waits at closed gates and moves it on. */
    Report drive(Invocation invocation, String migration, Move move, List<Force> forces)
            throws InvalidMigrationException {
        Engine engine = invocation.engine();
        try (Interruption ignored = Interruption.guard(invocation, migration)) {
            Outcome outcome = move.make(forces);
            while (wait && outcome instanceof Outcome.Waiting waiting) {
                await(invocation, migration, waiting.gates(), forces);
                outcome = move.make(forces);
            }
            return OutcomeReport.of(engine, migration, outcome);
        }
    }

    private static void await(Invocation invocation, String migration, List<GateReport> closed, List<Force> forces) {
        Set<Gate> forced = forces.stream().map(Force::gate).collect(Collectors.toSet());
        GateWatch watch = new GateWatch(invocation.errors());
        List<GateReport> gates = closed;
        try {
            while (!gates.stream()
                    .allMatch(gate -> gate.passable()
                            || forced.contains(gate.requirement().gate()))) {
                watch.show(migration, gates);
                Thread.sleep(BETWEEN_LOOKS);
                gates = invocation.engine().gates(migration);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SegueException.failed(migration + ": waiting was interrupted", "segue status " + migration, e);
        }
    }
}
