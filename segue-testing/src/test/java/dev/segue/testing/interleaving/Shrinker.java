package dev.segue.testing.interleaving;

import dev.segue.testing.interleaving.Player.Verdict;
import dev.segue.testing.interleaving.Step.Interleaving;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Leaves out of a case that fails whatever it does not need in order to fail in the same way (Zeller, Hildebrandt:
 * <em>Simplifying and Isolating Failure-Inducing Input</em>).
 */
final class Shrinker {

    private final Function<Interleaving, Verdict> play;
    private final String kind;
    private Interleaving smallest;

    private Shrinker(Function<Interleaving, Verdict> play, Interleaving failing, String kind) {
        this.play = play;
        this.kind = kind;
        this.smallest = failing;
    }

    static Interleaving shrink(Interleaving failing, Verdict verdict, Function<Interleaving, Verdict> play) {
        Shrinker shrinker = new Shrinker(play, failing.with(played(verdict)), verdict.kind());
        if (!shrinker.fails(shrinker.smallest.steps())) {
            return failing;
        }
        boolean smaller = true;
        while (smaller) {
            smaller = shrinker.leaveOut() || shrinker.relax();
        }
        return shrinker.smallest;
    }

    private static List<Step> played(Verdict verdict) {
        return verdict.transcript().stream().map(Player.Played::step).toList();
    }

    /** {@return whether something could be left out} */
    private boolean leaveOut() {
        boolean smaller = false;
        for (int size = Math.max(1, smallest.steps().size() / 2); size >= 1; size /= 2) {
            for (int from = 0; from < smallest.steps().size(); ) {
                List<Step> rest = new ArrayList<>(smallest.steps());
                rest.subList(from, Math.min(rest.size(), from + size)).clear();
                if (fails(rest)) {
                    smallest = smallest.with(rest);
                    smaller = true;
                } else {
                    from += size;
                }
            }
        }
        return smaller;
    }

    /** {@return whether a transaction could do with the weakest level} */
    private boolean relax() {
        boolean smaller = false;
        for (int n = 0; n < smallest.steps().size(); n++) {
            Step step = smallest.steps().get(n);
            if (step.action() instanceof Action.Begin begin && !begin.level().equals("READ COMMITTED")) {
                List<Step> relaxed = new ArrayList<>(smallest.steps());
                relaxed.set(n, new Step(step.session(), new Action.Begin("READ COMMITTED")));
                if (fails(relaxed)) {
                    smallest = smallest.with(relaxed);
                    smaller = true;
                }
            }
        }
        return smaller;
    }

    private boolean fails(List<Step> steps) {
        return play.apply(smallest.with(steps)).kind().equals(kind);
    }
}
