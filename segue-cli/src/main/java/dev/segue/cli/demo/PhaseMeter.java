package dev.segue.cli.demo;

import dev.segue.cli.render.ProgressText;
import dev.segue.cli.render.Wording;
import dev.segue.engine.EngineListener;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Progress;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.Step;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Knows how far each phase is, from what the engine tells. Thread-safe. */
final class PhaseMeter implements EngineListener {

    private final Map<Phase, Integer> steps = new EnumMap<>(Phase.class);
    private final Map<Phase, Double> done = new EnumMap<>(Phase.class);
    private Consumer<Progress> watcher = progress -> {};
    private @Nullable Lifecycle state;
    private @Nullable Progress progress;
    private String work = "";
    private long workBegan;

    /** How far everything is at one moment. */
    record Reading(@Nullable Lifecycle state, Map<Phase, Double> done, String work) {
        Reading {
            done = Map.copyOf(done);
        }

        /** {@return the share of a phase that is done, 0 to 1} */
        double share(Phase phase) {
            return Math.clamp(done.getOrDefault(phase, 0.0), 0.0, 1.0);
        }
    }

    synchronized void plan(Plan plan) {
        for (Phase phase : Phase.values()) {
            steps.put(phase, plan.steps(phase).size());
        }
    }

    /** Has somebody told of every progress, on the engine's threads. */
    synchronized void watch(Consumer<Progress> newWatcher) {
        watcher = newWatcher;
    }

    /** Nothing is under way anymore. */
    synchronized void idle() {
        progress = null;
        work = "";
    }

    synchronized Reading read() {
        Map<Phase, Double> shares = new EnumMap<>(Phase.class);
        done.forEach((phase, number) -> shares.put(phase, (number + underWay(phase)) / steps.getOrDefault(phase, 1)));
        return new Reading(state, shares, work);
    }

    private double underWay(Phase phase) {
        return progress != null && progress.phase() == phase && progress.total() > 0
                ? 0.999 * progress.done() / progress.total()
                : 0;
    }

    @Override
    public synchronized void stateChanged(String migration, Lifecycle newState) {
        state = newState;
        progress = null;
        if (newState instanceof Lifecycle.RolledBack || newState instanceof Lifecycle.Expanding) {
            done.clear();
        } else if (newState instanceof Lifecycle.BothLive) {
            done.keySet().removeAll(List.of(Phase.SEAL, Phase.CONTRACT, Phase.UNSEAL));
        }
    }

    @Override
    public synchronized void stepStarted(String migration, Step step) {
        progress = null;
        work = step.phase().word() + "   " + step.title();
        workBegan = System.nanoTime();
        done.putIfAbsent(step.phase(), 0.0);
    }

    @Override
    public synchronized void stepDone(String migration, Step step) {
        done.merge(step.phase(), 1.0, Double::sum);
        work = "";
        if (progress != null && progress.rowsPerSecond() > 0) {
            Duration took = Duration.ofNanos(System.nanoTime() - workBegan);
            double rate = progress.done() / Math.max(0.001, took.toNanos() / 1e9);
            work = step.phase().word() + "   " + Wording.count(progress.done(), "row") + " in " + Wording.duration(took)
                    + ", " + Wording.rate(rate);
        }
        progress = null;
    }

    @Override
    public void progressed(Progress newProgress) {
        Consumer<Progress> told;
        synchronized (this) {
            progress = newProgress;
            work = newProgress.phase().word() + "   " + ProgressText.sentence(newProgress);
            told = watcher;
        }
        told.accept(newProgress);
    }

    @Override
    public synchronized void waiting(String migration, Step step, int tries, List<String> blockers) {
        work = step.phase().word() + "   waits for a lock, try " + tries;
    }
}
