package dev.segue.plan;

import dev.segue.gate.Gate;
import dev.segue.gate.Requirement;
import dev.segue.migration.GateSettings;
import dev.segue.migration.Migration;
import java.util.ArrayList;
import java.util.List;

/** The strategies as data: phases and gates in their order. */
final class Itineraries {

    private Itineraries() {}

    /**
     * {@return the itinerary of a migration}
     *
     * @param movesData whether both shapes hold the same data for a while
     */
    static List<Stop> of(Migration migration, boolean movesData) {
        GateSettings settings = migration.gates();
        List<Requirement> beforeSeal = new ArrayList<>();
        if (movesData) {
            beforeSeal.add(Requirement.now(Gate.FILLED));
            beforeSeal.add(Requirement.now(Gate.VERIFIED));
            beforeSeal.add(Requirement.now(Gate.NO_NOTED_KEY));
        }
        beforeSeal.add(Requirement.during(Gate.FLAG_SETTLED, settings.flagSettled()));
        if (movesData) {
            beforeSeal.add(Requirement.during(Gate.OLD_SIDE_QUIET, settings.oldSideQuiet()));
        }
        GateSettings.DarkReadsClean darkReads = settings.darkReadsClean();
        if (darkReads != null) {
            beforeSeal.add(new Requirement(Gate.DARK_READS_CLEAN, darkReads.window(), darkReads.comparisons()));
        }
        List<Requirement> beforeContract = new ArrayList<>();
        if (movesData) {
            beforeContract.add(Requirement.now(Gate.NO_NOTED_KEY));
        }
        beforeContract.add(Requirement.during(Gate.SOAK, settings.soak()));
        return List.of(
                new Stop.Run(Phase.EXPAND),
                new Stop.Run(Phase.BACKFILL),
                new Stop.Run(Phase.VERIFY),
                new Stop.Await(beforeSeal),
                new Stop.Run(Phase.SEAL),
                new Stop.Await(beforeContract),
                new Stop.Run(Phase.CONTRACT));
    }

    static Plan.Choice choice(Migration migration) {
        String name = "expand_contract";
        return switch (migration.strategy()) {
            case EXPAND_CONTRACT -> new Plan.Choice(name, "as the file says");
            case AUTO ->
                new Plan.Choice(name, "chosen: old and new code can run side by side, and the flag may go back");
            case BIG_BANG, CODE_FIRST, DATA_FIRST ->
                throw new IllegalArgumentException("reading refuses the strategy " + migration.strategy());
        };
    }
}
