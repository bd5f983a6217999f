package dev.segue.client.darkread;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a dark read found and did not report yet, of one epoch. Guarded by its {@link Ledger}. */
final class Tally {

    /** A difference on its way to the journal. */
    record Sample(Difference difference, String verdict) {}

    private static final int MOST_SAMPLES = 20;

    private final Map<Verdict, Long> verdicts = new EnumMap<>(Verdict.class);
    private final List<Sample> samples = new ArrayList<>();
    private long dropped;

    void add(Verdict verdict) {
        verdicts.merge(verdict, 1L, Long::sum);
    }

    void drop() {
        dropped++;
    }

    void sample(List<Difference> differences, String verdict) {
        for (Difference difference : differences) {
            if (samples.size() == MOST_SAMPLES) {
                return;
            }
            samples.add(new Sample(difference, verdict));
        }
    }

    void forgetSamples() {
        samples.clear();
    }

    void add(Tally other) {
        other.verdicts.forEach((verdict, count) -> verdicts.merge(verdict, count, Long::sum));
        dropped += other.dropped;
        other.samples.stream().limit(Math.max(0, MOST_SAMPLES - samples.size())).forEach(samples::add);
    }

    long of(Verdict verdict) {
        return verdicts.getOrDefault(verdict, 0L);
    }

    /** {@return how many say something about the shapes} */
    long comparisons() {
        return of(Verdict.MATCH) + of(Verdict.IGNORED) + of(Verdict.MISMATCH);
    }

    long dropped() {
        return dropped;
    }

    List<Sample> samples() {
        return samples;
    }
}
