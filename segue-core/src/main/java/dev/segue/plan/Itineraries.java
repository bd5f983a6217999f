package dev.segue.plan;

import dev.segue.gate.Gate;
import dev.segue.gate.Requirement;
import dev.segue.migration.DuplicateWrites;
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
        return switch (migration.duplicateWrites()) {
            case DATABASE -> written(migration, movesData);
            case APPLICATION -> inStages(migration);
        };
    }

    /**
     * Where the application writes twice: who writes the old shape alone is gone before the first row is filled. What the
     * flag's stages ask for on their way, the journal asks when they move.
     */
    private static List<Stop> inStages(Migration migration) {
        GateSettings settings = migration.gates();
        return List.of(
                new Stop.Run(Phase.EXPAND),
                new Stop.Await(List.of(Requirement.now(Gate.OLD_CODE_RETIRED))),
                new Stop.Run(Phase.BACKFILL),
                new Stop.Run(Phase.VERIFY),
                new Stop.Await(List.of(
                        Requirement.now(Gate.FILLED),
                        Requirement.now(Gate.VERIFIED),
                        Requirement.now(Gate.NO_NOTED_KEY),
                        Requirement.now(Gate.OUTBOX_EMPTY),
                        Requirement.during(Gate.STAGE_COMPLETE, settings.flagSettled()))),
                new Stop.Run(Phase.SEAL),
                new Stop.Await(
                        List.of(Requirement.now(Gate.NO_NOTED_KEY), Requirement.during(Gate.SOAK, settings.soak()))),
                new Stop.Run(Phase.CONTRACT));
    }

    private static List<Stop> written(Migration migration, boolean movesData) {
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
        boolean inStages = migration.duplicateWrites() == DuplicateWrites.APPLICATION;
        return switch (migration.strategy()) {
            case EXPAND_CONTRACT -> new Plan.Choice(name, "as the file says");
            case AUTO ->
                new Plan.Choice(
                        name,
                        inStages
                                ? "chosen: both shapes live side by side while the application writes both, and its stages may go back"
                                : "chosen: old and new code can run side by side, and the flag may go back");
            case BIG_BANG, CODE_FIRST, DATA_FIRST ->
                throw new IllegalArgumentException("reading refuses the strategy " + migration.strategy());
        };
    }
}
