package dev.segue.client.darkread;

import java.util.Map;
import java.util.TreeMap;

/**
 * What one dark read found: in all, and, by epoch, what the journal was not told yet. Its size is bounded whatever is found
 * and however long the journal is away. Thread-safe.
 */
final class Ledger {

    private static final int MOST_EPOCHS = 8;

    private final Tally total = new Tally();
    private final TreeMap<Long, Tally> unreported = new TreeMap<>();
    private long nanos;

    synchronized void add(long epoch, Outcome outcome, long took) {
        total.add(outcome.verdict());
        nanos += took;
        Tally tally = tally(epoch);
        tally.add(outcome.verdict());
        if (outcome.verdict() == Verdict.MISMATCH) {
            tally.sample(outcome.differences(), "MISMATCH");
        }
        tally.sample(outcome.unstable(), "UNSTABLE");
    }

    synchronized void drop(long epoch) {
        total.drop();
        tally(epoch).drop();
    }

    /** Takes what was not reported; what could not be sent is {@linkplain #giveBack given back}. */
    synchronized Map<Long, Tally> take() {
        Map<Long, Tally> taken = new TreeMap<>(unreported);
        unreported.clear();
        return taken;
    }

    synchronized void giveBack(Map<Long, Tally> taken) {
        taken.forEach((epoch, tally) -> tally(epoch).add(tally));
    }

    synchronized long of(Verdict verdict) {
        return total.of(verdict);
    }

    synchronized long dropped() {
        return total.dropped();
    }

    synchronized long nanos() {
        return nanos;
    }

    /** {@return how many were tried, for the time that they took} */
    synchronized long tried() {
        return total.comparisons() + total.of(Verdict.INCONCLUSIVE);
    }

    private Tally tally(long epoch) {
        Tally tally = unreported.computeIfAbsent(epoch, e -> new Tally());
        while (unreported.size() > MOST_EPOCHS) {
            unreported.pollFirstEntry(); // of an epoch long gone, which no gate asks for
        }
        return tally;
    }
}
