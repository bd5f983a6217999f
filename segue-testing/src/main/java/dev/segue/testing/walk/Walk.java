package dev.segue.testing.walk;

import dev.segue.engine.Comparison;
import dev.segue.engine.EngineSettings;
import dev.segue.plan.Phase;
import dev.segue.testing.load.LoadSettings;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.server.EmbeddedServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Takes a migration through all its phases and back while old and new code write all the time: start, roll back, start
 * again, the flag to and fro, seal, unseal, seal, contract. After each stage the state must be the expected one, no
 * request may have failed, no deadlock may have been broken, and the oracle, for whose look the writers are held between
 * two requests, must find every acknowledged write through every shape that lives. Not thread-safe.
 */
public final class Walk {

    private static final Set<Shape> OLD = Set.of(Shape.OLD);
    private static final Set<Shape> NEW = Set.of(Shape.NEW);
    private static final Set<Shape> BOTH = Set.of(Shape.OLD, Shape.NEW);

    private static final int EARLY = 40;

    private final WalkCase walkCase;
    private LoadSettings load = LoadSettings.standard().withRequestsPerSecond(300);
    private EngineSettings engine = EngineSettings.standard().withDeadline(Duration.ofMinutes(2));
    private Duration dwell = Duration.ofMillis(1_500);
    private boolean fromEachPhase;
    private Consumer<WalkStage> listener = stage -> {};

    private Walk(WalkCase walkCase) {
        this.walkCase = walkCase;
    }

    /** {@return a walk of that case} */
    public static Walk of(WalkCase walkCase) {
        return new Walk(walkCase);
    }

    /** Sets how much load there is. */
    public Walk load(LoadSettings settings) {
        load = settings;
        return this;
    }

    /** Sets how the engine works. */
    public Walk engine(EngineSettings settings) {
        engine = settings;
        return this;
    }

    /** Sets how long the load runs in each state that is reached. */
    public Walk dwell(Duration time) {
        dwell = time;
        return this;
    }

    /**
     * Goes back from each phase, and not only while both shapes live; and has new code write to the new shape from expand
     * on, while its rows are not filled.
     */
    public Walk backFromEachPhase() {
        fromEachPhase = true;
        return this;
    }

    /** Is called after each stage, with the load running; may assert what the case knows and the walk does not. */
    public Walk afterEachStage(Consumer<WalkStage> consumer) {
        listener = consumer;
        return this;
    }

    /**
     * Walks, in a database of its own, which is dropped at the end unless the walk fails.
     *
     * @throws AssertionError if anything is not as it must be; it names the stage and the database
     */
    public WalkReport on(EmbeddedServer server) {
        String database = server.freshDatabase("walk");
        WalkReport report;
        try (WalkContext context =
                new WalkContext(walkCase, server.url(database), server.dataSource(database), engine, load)) {
            report = walk(context);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "%s on PostgreSQL %s, database %s, -D%s=%d: %s"
                            .formatted(
                                    walkCase.name(),
                                    server.major(),
                                    database,
                                    LoadSettings.SEED,
                                    load.seed(),
                                    e.getMessage()),
                    e);
        }
        server.dropDatabase(database);
        return report;
    }

    private WalkReport walk(WalkContext context) {
        String before = context.dump();
        context.startLoad();
        stage(context, "old code alone", OLD, () -> dwell(context));
        stage(context, "plan", OLD, () -> {
            context.plan();
            context.assertDump(before, "planning");
        });

        if (fromEachPhase) {
            expand(context);
            rollback(context, before, false);
            expand(context);
            backfill(context);
            rollback(context, before, false);
            start(context);
            stage(context, "flag at 100 %", BOTH, () -> flag(context, 100));
            stage(context, "seal, to go back", NEW, () -> seal(context));
            rollback(context, before, true);
        }
        start(context);
        stage(context, "new code on a half of all requests", BOTH, () -> flag(context, 50));
        stage(context, "flag off", BOTH, () -> flag(context, 0));
        rollback(context, before, false);

        start(context);
        for (int percent : List.of(25, 100, 0, 100)) {
            stage(context, "flag at " + percent + " %", BOTH, () -> flag(context, percent));
        }
        stage(context, "verify", BOTH, () -> verify(context));
        stage(context, "seal", NEW, () -> seal(context));
        stage(context, "unseal", BOTH, () -> {
            context.reach("BOTH_LIVE", () -> context.engine().unseal(walkCase.migrationName()));
            context.load().returnOldCode();
            dwell(context);
        });
        stage(context, "verify again", BOTH, () -> verify(context));
        stage(context, "seal again", NEW, () -> seal(context));
        stage(context, "contract", NEW, () -> {
            context.reach("CONTRACTED", () -> context.engine().contract(walkCase.migrationName(), List.of()));
            dwell(context);
        });
        return context.report();
    }

    private void start(WalkContext context) {
        expand(context);
        backfill(context);
        stage(context, "both shapes live", BOTH, () -> run(context, Phase.VERIFY, "BOTH_LIVE"));
    }

    private void expand(WalkContext context) {
        stage(context, "expand", OLD, () -> {
            run(context, Phase.EXPAND, "FILLING");
            if (fromEachPhase) {
                context.useNewShape(EARLY);
                dwell(context);
            }
        });
    }

    private void backfill(WalkContext context) {
        stage(context, "backfill", OLD, () -> run(context, Phase.BACKFILL, "VERIFYING"));
    }

    private void rollback(WalkContext context, String before, boolean sealed) {
        stage(context, "rollback", OLD, () -> {
            context.rollBack(sealed);
            context.assertDump(before, "the rollback");
            dwell(context);
        });
    }

    private void run(WalkContext context, Phase until, String state) {
        context.reach(state, () -> context.engine().run(context.file(), until, List.of()));
        dwell(context);
    }

    private void flag(WalkContext context, int percent) {
        context.flag(percent);
        dwell(context);
    }

    private void verify(WalkContext context) {
        Comparison comparison = context.engine().verify(walkCase.migrationName());
        if (!comparison.clean()) {
            throw new AssertionError("the comparison found differences: " + comparison);
        }
    }

    private void seal(WalkContext context) {
        context.load().retireOldCode();
        context.reach("SEALED", () -> context.engine().seal(walkCase.migrationName(), List.of()));
        dwell(context);
    }

    private void dwell(WalkContext context) {
        context.dwell(dwell);
    }

    private void stage(WalkContext context, String name, Set<Shape> shapes, Runnable action) {
        listener.accept(context.stage(name, shapes, action));
    }
}
