package dev.segue.client.darkread;

import java.util.List;

/**
 * What came of one dark read.
 *
 * @param differences between the shapes, where they count
 * @param unstable differences of one shape from itself
 * @param calibrated whether a shape was read twice
 */
record Outcome(Verdict verdict, List<Difference> differences, List<Difference> unstable, boolean calibrated) {

    /** The dark side failed. */
    static final Outcome NONE = new Outcome(Verdict.INCONCLUSIVE, List.of(), List.of(), false);

    /** It answered, and the shapes differ because a value has not reached the other one yet. Told from {@link #NONE} by identity. */
    static final Outcome ON_ITS_WAY = new Outcome(Verdict.INCONCLUSIVE, List.of(), List.of(), false);

    static Outcome of(Comparison comparison) {
        return new Outcome(comparison.verdict(), comparison.differences(), List.of(), false);
    }

    Outcome {
        differences = List.copyOf(differences);
        unstable = List.copyOf(unstable);
    }
}
