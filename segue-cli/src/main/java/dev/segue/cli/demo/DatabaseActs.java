package dev.segue.cli.demo;

import static dev.segue.cli.demo.Backstage.reached;
import static dev.segue.cli.demo.Backstage.untilReached;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.sql.SQLException;
import java.util.List;

/** The database writes twice: old and new code live side by side, and a flag says who uses what. */
record DatabaseActs(Backstage backstage) implements Acts {

    @Override
    public void play() throws SQLException, InvalidMigrationException {
        giveUp();
        start();
        flipTheFlag();
        retireTheOldCode();
    }

    private void giveUp() throws SQLException, InvalidMigrationException {
        backstage.scene(
                "Old code and new code write orders",
                "The flag is at 0 %: all of them use the columns of orders. There are no addresses yet.");
        backstage.dwell(0.08);
        String before = backstage.dump();
        backstage.scene(
                "First start",
                "Segue makes the table of addresses and carries every write to both shapes. Old rows follow by and by.");
        Pauser pauser = backstage.pauser();
        backstage.engine().run(backstage.file(), Phase.BACKFILL, List.of());
        pauser.awaitPause();
        backstage.fleet().startOldCode();
        backstage.dwell(0.03);
        backstage.scene(
                "Somebody changes their mind: rollback",
                "The new shape is taken away under load. No write was lost with it, for each is in the old shape too.");
        reached(backstage.engine().rollback(backstage.name()));
        backstage.evidence().rollback(before, backstage.dump());
        backstage.dwell(0.06);
    }

    private void start() throws InvalidMigrationException {
        backstage.scene(
                "Start again",
                "Now to the end: new structures, backfill in short ranges, and a comparison of both shapes under load.");
        reached(backstage.engine().run(backstage.file(), Phase.VERIFY, List.of()));
        backstage
                .evidence()
                .compared(backstage.engine().status(backstage.name()).comparison());
        backstage.fleet().beginDarkReads();
    }

    private void flipTheFlag() {
        flag(25, "A quarter of the new code's requests use addresses; old code knows nothing of them.");
        backstage.dwell(0.14);
        backstage.compare();
        flag(100, "All new code uses addresses. Old code still works on orders alone.");
        backstage.dwell(0.12);
        flag(0, "Something looks odd: back to the old shape at once. Nothing has to be copied back.");
        backstage.dwell(0.10);
        backstage.compare();
        flag(100, "It was nothing. New code uses addresses for good.");
        backstage.dwell(0.12);
    }

    private void flag(int percent, String explanation) {
        backstage.engine().flag(backstage.name(), percent);
        backstage.flagShown(percent);
        backstage.scene("Flag at " + percent + " %", explanation);
    }

    private void retireTheOldCode() {
        backstage.fleet().endDarkReads();
        endOldCode();
        backstage.scene("Old code is retired", "The gates before the seal open: flag settled, no write on its way.");
        backstage.dwell(0.06);
        backstage.scene("Seal", "The old columns are renamed out of reach, and still kept in step.");
        untilReached(() -> backstage.engine().seal(backstage.name(), List.of()));
        backstage.compare();
        backstage.dwell(0.05);
        backstage.scene(
                "Somebody needs the old code once more: unseal", "The old columns are back at once, up to date.");
        reached(backstage.engine().unseal(backstage.name()));
        backstage.fleet().startOldCode();
        backstage.load().returnOldCode();
        backstage.dwell(0.10);
        endOldCode();
        backstage.scene(
                "Seal again", "Old code is gone for good. The old shape stays restorable for the time of the soak.");
        untilReached(() -> backstage.engine().seal(backstage.name(), List.of()));
        backstage.dwell(0.04);
        backstage.scene("Contract", "The old columns, the triggers and everything of Segue's are dropped.");
        untilReached(() -> backstage.engine().contract(backstage.name(), List.of()));
        backstage.dwell(0.08);
        backstage.scene("The end", "Only the new shape is left.");
    }

    private void endOldCode() {
        backstage.load().retireOldCode();
        backstage.fleet().endOldCode();
    }
}
