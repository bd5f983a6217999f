package dev.segue.cli.demo;

import static dev.segue.cli.demo.Backstage.reached;

import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.sql.SQLException;
import java.util.List;

/** The system is stopped, everything changes in one transaction, it starts again: requests are held, and none fails. */
record BigBangActs(Backstage backstage) implements Acts {

    private static final int NEW_INSTANCES = 2;
    private static final int MOST_TRIES = 150;

    @Override
    public void play() throws SQLException, InvalidMigrationException {
        backstage.scene("Old code and new code write orders", "All of them use the columns of orders.");
        backstage.dwell(0.15);
        String before = backstage.dump();
        backstage.scene(
                "A first try, while old code runs",
                "It would go on with old statements on the new shape. So the system is not even stopped.");
        tryAndFail();
        backstage.evidence().rollback(before, backstage.dump());
        backstage.dwell(0.1);
        backstage.load().stopOldCode();
        backstage.fleet().endOldCode();
        backstage.scene(
                "Old code is retired", "New code knows both shapes, and holds its traffic when it is asked to.");
        backstage.dwell(0.15);
        awaitNewCode();
        backstage.scene("Big bang", "Requests wait. Tables, rows, keys, comparison and drop are one transaction.");
        reached(backstage.engine().run(backstage.file(), Phase.CONTRACT, List.of()));
        backstage
                .evidence()
                .compared(backstage.engine().status(backstage.name()).comparison());
        backstage.flagShown(100);
        backstage.scene("The system runs again", "What was held goes on, on the new shape. No request has failed.");
        backstage.dwell(0.2);
        backstage.scene("The end", "Only the new shape is left.");
    }

    /** New code was there before the journal, and looks for it with its heartbeat. */
    private void awaitNewCode() {
        for (int tries = 0; tries < MOST_TRIES && registered() < NEW_INSTANCES; tries++) {
            Backstage.betweenTries();
        }
    }

    private long registered() {
        return backstage.engine().instances(backstage.name()).stream()
                .filter(instance -> instance.lives() && instance.use() != null)
                .count();
    }

    /** Old code registers once the journal knows the migration: with the first try. */
    private void tryAndFail() throws InvalidMigrationException {
        backstage.engine().plan(backstage.file());
        try {
            backstage.engine().run(backstage.file(), Phase.CONTRACT, List.of());
        } catch (SegueException e) {
            backstage.scene("It does not begin", String.valueOf(e.getMessage()));
        }
        backstage.fleet().startOldCode();
        try {
            backstage.engine().run(backstage.file(), Phase.CONTRACT, List.of());
        } catch (SegueException e) {
            backstage.scene("It does not begin", String.valueOf(e.getMessage()));
            return;
        }
        throw SegueException.failed("the big bang began although old code ran on", "run segue demo again", null);
    }
}
