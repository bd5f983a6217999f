package dev.segue.cli.demo;

import static dev.segue.cli.demo.Backstage.reached;
import static dev.segue.cli.demo.Backstage.untilReached;

import dev.segue.engine.Outcome;
import dev.segue.engine.Stage;
import dev.segue.engine.StageMove;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.sql.SQLException;
import java.util.List;

/** The application writes twice: nothing is attached to its tables, and new code goes from stage to stage. */
record ApplicationActs(Backstage backstage) implements Acts {

    @Override
    public void play() throws SQLException, InvalidMigrationException {
        giveUp();
        start();
        moveTheReads();
        leaveTheOldShape();
    }

    private void giveUp() throws SQLException, InvalidMigrationException {
        backstage.scene(
                "Old code and new code write orders",
                "The migration has not begun: all of them use the columns of orders. There are no addresses yet.");
        backstage.dwell(0.08);
        String before = backstage.dump();
        expand("First start", "Segue makes the table of addresses, empty, and attaches nothing to orders: stage off.");
        refused();
        endOldCode();
        stage(Stage.DUAL_WRITE, "Each write of new code goes to both shapes in one transaction, or to neither.");
        Pauser pauser = backstage.pauser();
        Outcome paused =
                Backstage.untilOpen(() -> backstage.engine().proceed(backstage.name(), Phase.BACKFILL, List.of()));
        pauser.awaitPause();
        backstage.dwell(0.03);
        backstage.scene(
                "Somebody changes their mind: rollback",
                "From " + paused.state().word() + ": first every instance goes back to the old shape alone, then the "
                        + "new one is taken away.");
        reached(backstage.engine().rollback(backstage.name()));
        backstage.evidence().rollback(before, backstage.dump());
        backstage.fleet().startOldCode();
        backstage.load().returnOldCode();
        backstage.dwell(0.06);
    }

    private void start() throws InvalidMigrationException {
        expand("Start again", "Now to the end. Old code knows one shape only, so it has to go before the next stage.");
        backstage.dwell(0.03);
        endOldCode();
        stage(Stage.DUAL_WRITE, "Old rows are filled, where new code has not made an address yet, and then compared.");
        untilReached(() -> backstage.engine().proceed(backstage.name(), Phase.VERIFY, List.of()));
        backstage
                .evidence()
                .compared(backstage.engine().status(backstage.name()).comparison());
        backstage.fleet().beginDarkReads();
    }

    private void moveTheReads() {
        stage(Stage.SHADOW, "The old shape answers. Half of the reads look into the new one too, in the dark.");
        backstage.dwell(0.16);
        backstage.compare();
        stage(Stage.LIVE, "The new shape answers, the old one is compared in the dark. Both are written.");
        backstage.dwell(0.12);
        stage(Stage.SHADOW, "Something looks odd: back to the old shape at once. Nothing has to be copied back.");
        backstage.dwell(0.10);
        backstage.compare();
        stage(Stage.LIVE, "It was nothing. The new shape answers for good.");
        backstage.dwell(0.12);
        stage(Stage.RAMP_DOWN, "Nobody reads the old shape any more, and both are written: the last way back.");
        backstage.fleet().endDarkReads();
        backstage.dwell(0.06);
        backstage.compare();
    }

    private void leaveTheOldShape() {
        stage(Stage.COMPLETE, "From here on the new shape alone is written. A comparison since ramp_down allowed it.");
        backstage.dwell(0.08);
        backstage.scene("Seal", "The old columns are renamed out of reach.");
        untilReached(() -> backstage.engine().seal(backstage.name(), List.of()));
        backstage.dwell(0.06);
        backstage.scene("Contract", "The old columns, the fence of the stages and everything of Segue's are dropped.");
        untilReached(() -> backstage.engine().contract(backstage.name(), List.of()));
        backstage.dwell(0.08);
        backstage.scene("The end", "Only the new shape is left.");
    }

    /** Old and new code go on; the gate before the backfill is closed. */
    private void expand(String title, String explanation) throws InvalidMigrationException {
        backstage.scene(title, explanation);
        backstage.engine().run(backstage.file(), Phase.BACKFILL, List.of());
        backstage.fleet().startOldCode();
        backstage.dwell(0.04);
    }

    private void refused() {
        StageMove move = backstage.engine().stage(backstage.name(), Stage.DUAL_WRITE);
        backstage.scene(
                move.moved() ? "Stage dual_write" : "Stage dual_write is refused: old code runs",
                move.moved() ? "" : move.against().getLast().reason());
        backstage.dwell(0.03);
    }

    private void endOldCode() {
        backstage.load().stopOldCode();
        backstage.fleet().endOldCode();
    }

    /** Tries until every instance follows; new code needs a moment to learn of a stage. */
    private void stage(Stage wanted, String explanation) {
        StageMove move = backstage.engine().stage(backstage.name(), wanted);
        while (!move.moved()) {
            Backstage.betweenTries();
            move = backstage.engine().stage(backstage.name(), wanted);
        }
        backstage.flagShown(wanted.compareTo(Stage.LIVE) < 0 ? 0 : 100);
        backstage.scene("Stage " + wanted.word(), explanation);
    }
}
