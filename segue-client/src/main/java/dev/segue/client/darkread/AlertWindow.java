package dev.segue.client.darkread;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Gathers the mismatches of one dark read into at most one alert per window: the first at once. Thread-safe. */
final class AlertWindow {

    private static final int MOST_DIFFERENCES = 20;

    private final long nanos;
    private final Map<String, Difference> differences = new LinkedHashMap<>();
    private Instant from = Instant.now();
    private long comparisons;
    private long mismatches;
    private long notBefore = System.nanoTime();

    AlertWindow(Duration window) {
        this.nanos = window.toNanos();
    }

    synchronized void add(Outcome outcome) {
        if (outcome.verdict() == Verdict.INCONCLUSIVE) {
            return;
        }
        comparisons++;
        if (outcome.verdict() == Verdict.MISMATCH) {
            mismatches++;
            for (Difference difference : outcome.differences()) {
                if (differences.size() < MOST_DIFFERENCES) {
                    differences.putIfAbsent(difference.general(), difference);
                }
            }
        }
    }

    /** {@return what is to be told now, and forgets it} */
    synchronized Optional<Alert> due(Alert.Read read, boolean inAnyCase) {
        if (mismatches == 0 || !inAnyCase && System.nanoTime() - notBefore < 0) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        String message = "%s: the shapes differ in %s, %,d of %,d reads, in %s"
                .formatted(read.migration(), read.name(), mismatches, comparisons, differences.values());
        Alert alert = new Alert(
                Alert.Kind.MISMATCH,
                read,
                new Alert.Window(from, now, comparisons, mismatches),
                List.copyOf(differences.values()),
                message);
        differences.clear();
        comparisons = 0;
        mismatches = 0;
        from = now;
        notBefore = System.nanoTime() + nanos;
        return Optional.of(alert);
    }
}
