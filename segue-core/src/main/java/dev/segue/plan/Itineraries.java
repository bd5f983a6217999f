package dev.segue.plan;

import dev.segue.gate.Gate;
import dev.segue.gate.Requirement;
import dev.segue.migration.GateSettings;
import dev.segue.migration.Migration;
import dev.segue.migration.Strategy;
import java.util.ArrayList;
import java.util.List;

/** The strategies as data: phases and gates in their order. */
final class Itineraries {

    private Itineraries() {}

    /**
     * {@return the itinerary of a migration}
     *
     * @param movesData whether both shapes hold the same data for a while
     * @param takesNothing whether nothing is tightened or taken away, so that no code has to be gone first
     */
    static List<Stop> of(Strategy strategy, Migration migration, boolean movesData, boolean takesNothing) {
        if (takesNothing && strategy != Strategy.BIG_BANG) {
            return phases(List.of(), asked(migration.gates()), List.of());
        }
        return switch (strategy) {
            case EXPAND_CONTRACT ->
                switch (migration.duplicateWrites()) {
                    case DATABASE -> written(migration, movesData);
                    case APPLICATION -> inStages(migration);
                };
            case DATA_FIRST -> dataFirst(migration.gates(), movesData);
            case CODE_FIRST -> codeFirst(migration.gates(), movesData);
            case BIG_BANG -> bigBang(migration.gates());
            case AUTO -> throw new IllegalArgumentException("auto is no strategy but leaves the choice to Segue");
        };
    }

    /** Nobody uses the data while it changes; all of it, the comparison too, is one transaction. */
    private static List<Stop> bigBang(GateSettings settings) {
        List<Stop> stops = new ArrayList<>();
        if (!asked(settings).isEmpty()) {
            stops.add(new Stop.Await(asked(settings)));
        }
        stops.addAll(List.of(
                new Stop.Halt(),
                new Stop.Run(Phase.EXPAND),
                new Stop.Run(Phase.BACKFILL),
                new Stop.Run(Phase.VERIFY),
                new Stop.Run(Phase.SEAL),
                new Stop.Run(Phase.CONTRACT),
                new Stop.Start()));
        return List.copyOf(stops);
    }

    /** What only the file asks for, before the old shape is put out of reach. */
    private static List<Requirement> asked(GateSettings settings) {
        List<Requirement> gates = new ArrayList<>();
        if (settings.replicasWithin() != null) {
            gates.add(Requirement.during(Gate.REPLICAS_CAUGHT_UP, settings.replicasWithin()));
        }
        if (settings.own() != null) {
            settings.own()
                    .forEach(
                            own -> gates.add(Requirement.own(new Requirement.Probe(own.name(), own.sql(), own.url()))));
        }
        if (settings.approvedBy() != null) {
            gates.add(Requirement.approval(settings.approvedBy()));
        }
        return gates;
    }

    /** The data changes while the old code runs and notices nothing; then the new code takes over. */
    private static List<Stop> dataFirst(GateSettings settings, boolean movesData) {
        List<Requirement> beforeSeal = complete(movesData);
        beforeSeal.add(Requirement.now(Gate.NEW_CODE_DEPLOYED));
        beforeSeal.add(Requirement.now(Gate.OLD_CODE_RETIRED));
        beforeSeal.add(Requirement.now(Gate.FLAG_SETTLED));
        beforeSeal.add(Requirement.now(Gate.OLD_SIDE_QUIET));
        beforeSeal.addAll(asked(settings));
        return phases(List.of(), beforeSeal, settled(movesData));
    }

    /** The old code is gone before anything changes; what runs knows both shapes, and follows the flag. */
    private static List<Stop> codeFirst(GateSettings settings, boolean movesData) {
        List<Requirement> beforeSeal = complete(movesData);
        beforeSeal.add(Requirement.now(Gate.OLD_CODE_RETIRED));
        beforeSeal.add(Requirement.now(Gate.FLAG_SETTLED));
        beforeSeal.add(Requirement.now(Gate.OLD_SIDE_QUIET));
        beforeSeal.addAll(asked(settings));
        return phases(
                List.of(Requirement.now(Gate.NEW_CODE_DEPLOYED), Requirement.now(Gate.OLD_CODE_RETIRED)),
                beforeSeal,
                settled(movesData));
    }

    private static List<Requirement> complete(boolean movesData) {
        List<Requirement> gates = new ArrayList<>();
        if (movesData) {
            gates.add(Requirement.now(Gate.FILLED));
            gates.add(Requirement.now(Gate.VERIFIED));
        }
        gates.addAll(settled(movesData));
        return gates;
    }

    private static List<Requirement> settled(boolean movesData) {
        return movesData ? List.of(Requirement.now(Gate.NO_NOTED_KEY)) : List.of();
    }

    private static List<Stop> phases(
            List<Requirement> beforeExpand, List<Requirement> beforeSeal, List<Requirement> beforeContract) {
        List<Stop> stops = new ArrayList<>();
        if (!beforeExpand.isEmpty()) {
            stops.add(new Stop.Await(beforeExpand));
        }
        stops.addAll(List.of(
                new Stop.Run(Phase.EXPAND),
                new Stop.Run(Phase.BACKFILL),
                new Stop.Run(Phase.VERIFY),
                new Stop.Await(beforeSeal),
                new Stop.Run(Phase.SEAL)));
        if (!beforeContract.isEmpty()) {
            stops.add(new Stop.Await(beforeContract));
        }
        stops.add(new Stop.Run(Phase.CONTRACT));
        return List.copyOf(stops);
    }

    /**
     * Where the application writes twice: who writes the old shape alone is gone before the first row is filled. What the
     * flag's stages ask for on their way, the journal asks when they move.
     */
    private static List<Stop> inStages(Migration migration) {
        GateSettings settings = migration.gates();
        List<Requirement> beforeSeal = complete(true);
        beforeSeal.add(Requirement.now(Gate.OUTBOX_EMPTY));
        beforeSeal.add(Requirement.during(Gate.STAGE_COMPLETE, settings.flagSettled()));
        beforeSeal.add(Requirement.now(Gate.OLD_SIDE_QUIET));
        beforeSeal.addAll(asked(settings));
        return List.of(
                new Stop.Run(Phase.EXPAND),
                new Stop.Await(List.of(Requirement.now(Gate.OLD_CODE_RETIRED))),
                new Stop.Run(Phase.BACKFILL),
                new Stop.Run(Phase.VERIFY),
                new Stop.Await(beforeSeal),
                new Stop.Run(Phase.SEAL),
                new Stop.Await(
                        List.of(Requirement.now(Gate.NO_NOTED_KEY), Requirement.during(Gate.SOAK, settings.soak()))),
                new Stop.Run(Phase.CONTRACT));
    }

    private static List<Stop> written(Migration migration, boolean movesData) {
        GateSettings settings = migration.gates();
        List<Requirement> beforeSeal = complete(movesData);
        beforeSeal.add(Requirement.during(Gate.FLAG_SETTLED, settings.flagSettled()));
        if (settings.oldCodeRetired()) {
            beforeSeal.add(Requirement.now(Gate.OLD_CODE_RETIRED));
        }
        if (movesData) {
            beforeSeal.add(Requirement.during(Gate.OLD_SIDE_QUIET, settings.oldSideQuiet()));
        }
        GateSettings.DarkReadsClean darkReads = settings.darkReadsClean();
        if (darkReads != null) {
            beforeSeal.add(new Requirement(Gate.DARK_READS_CLEAN, darkReads.window(), darkReads.comparisons()));
        }
        beforeSeal.addAll(asked(settings));
        List<Requirement> beforeContract = new ArrayList<>(settled(movesData));
        beforeContract.add(Requirement.during(Gate.SOAK, settings.soak()));
        return phases(List.of(), beforeSeal, beforeContract);
    }
}
