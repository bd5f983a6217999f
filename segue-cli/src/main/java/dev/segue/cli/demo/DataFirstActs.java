package dev.segue.cli.demo;

import static dev.segue.cli.demo.Backstage.reached;
import static dev.segue.cli.demo.Backstage.untilReached;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.sql.SQLException;
import java.util.List;

/** The data changes under the old code, which notices nothing; then the new code takes over, and the old shape goes. */
record DataFirstActs(Backstage backstage) implements Acts {

    @Override
    public void play() throws SQLException, InvalidMigrationException {
        backstage.scene(
                "Old code writes orders", "New code is there too, and uses the same columns: there is nothing else.");
        backstage.dwell(0.1);
        String before = backstage.dump();
        change("The data changes first", "Old code goes on and notices nothing. Every write reaches both shapes.");
        backstage.scene("Somebody changes their mind: rollback", "The new shape is taken away under load.");
        reached(backstage.engine().rollback(backstage.name()));
        backstage.evidence().rollback(before, backstage.dump());
        backstage.dwell(0.08);
        change("Start again", "To the end of the comparison; then new code uses addresses by itself.");
        backstage.flagShown(100);
        backstage.fleet().beginDarkReads();
        backstage.dwell(0.2);
        backstage.compare();
        backstage.scene(
                "The gates are closed: old code runs",
                "Segue waits for the roll-out: contract would break instances that know the old shape only.");
        backstage.engine().proceed(backstage.name(), Phase.CONTRACT, List.of());
        backstage.dwell(0.2);
        backstage.fleet().endDarkReads();
        backstage.load().retireOldCode();
        backstage.fleet().endOldCode();
        backstage.scene("Old code is retired", "Its instances said goodbye. Nobody is left who needs the old shape.");
        backstage.dwell(0.05);
        untilReached(() -> backstage.engine().proceed(backstage.name(), Phase.CONTRACT, List.of()));
        backstage.dwell(0.1);
        backstage.scene("The end", "Only the new shape is left.");
    }

    private void change(String title, String explanation) throws InvalidMigrationException {
        backstage.scene(title, explanation);
        backstage.engine().run(backstage.file(), Phase.EXPAND, List.of());
        backstage.fleet().startOldCode();
        reached(backstage.engine().proceed(backstage.name(), Phase.VERIFY, List.of()));
        backstage
                .evidence()
                .compared(backstage.engine().status(backstage.name()).comparison());
    }
}
