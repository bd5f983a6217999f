package dev.segue.cli.demo;

import static dev.segue.cli.demo.Backstage.reached;
import static dev.segue.cli.demo.Backstage.untilReached;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.sql.SQLException;
import java.util.List;

/** New code that runs on both shapes takes over; only when the old code is gone does the data change. */
record CodeFirstActs(Backstage backstage) implements Acts {

    @Override
    public void play() throws SQLException, InvalidMigrationException {
        backstage.scene(
                "Old code writes orders", "New code is deployed beside it. It was written to run on both shapes.");
        backstage.dwell(0.1);
        String before = backstage.dump();
        backstage.engine().run(backstage.file(), Phase.CONTRACT, List.of());
        backstage.fleet().startOldCode();
        backstage.scene("The gates are closed: old code runs", "Nothing was changed. Segue waits until it is gone.");
        backstage.dwell(0.2);
        backstage.scene("Somebody changes their mind: rollback", "There is nothing to take away.");
        reached(backstage.engine().rollback(backstage.name()));
        backstage.evidence().rollback(before, backstage.dump());
        backstage.engine().run(backstage.file(), Phase.CONTRACT, List.of());
        backstage.load().stopOldCode();
        backstage.fleet().endOldCode();
        backstage.scene(
                "Old code is retired", "Its instances said goodbye. Now the data may change under the new code.");
        untilReached(() -> backstage.engine().proceed(backstage.name(), Phase.VERIFY, List.of()));
        backstage
                .evidence()
                .compared(backstage.engine().status(backstage.name()).comparison());
        backstage.flagShown(100);
        backstage.fleet().beginDarkReads();
        backstage.scene("Both shapes live", "New code uses addresses by itself, and compares some reads in the dark.");
        backstage.dwell(0.2);
        backstage.compare();
        backstage.fleet().endDarkReads();
        backstage.scene("Contract", "Every instance has followed: the old columns go.");
        untilReached(() -> backstage.engine().proceed(backstage.name(), Phase.CONTRACT, List.of()));
        backstage.dwell(0.1);
        backstage.scene("The end", "Only the new shape is left.");
    }
}
