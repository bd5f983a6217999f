package dev.segue.client.darkread;

import java.util.BitSet;
import java.util.Optional;

/** The last comparisons of one dark read in the present epoch. Thread-safe. */
final class RetreatWindow {

    private final DarkReadSettings.Retreat settings;
    private final BitSet mismatches;
    private long epoch;
    private int next;
    private int filled;

    RetreatWindow(DarkReadSettings.Retreat settings) {
        this.settings = settings;
        this.mismatches = new BitSet(settings.over());
    }

    /** Adds a comparison. {@return why the flag should go back now} */
    synchronized Optional<String> add(long atEpoch, Verdict verdict) {
        if (verdict == Verdict.INCONCLUSIVE || atEpoch < epoch) {
            return Optional.empty();
        }
        if (atEpoch > epoch) {
            epoch = atEpoch;
            next = 0;
            filled = 0;
            mismatches.clear();
        }
        mismatches.set(next, verdict == Verdict.MISMATCH);
        next = (next + 1) % settings.over();
        filled = Math.min(filled + 1, settings.over());
        int found = mismatches.cardinality();
        return verdict == Verdict.MISMATCH && filled == settings.over() && found >= settings.rate() * filled
                ? Optional.of("%,d of the last %,d reads differ".formatted(found, filled))
                : Optional.empty();
    }
}
