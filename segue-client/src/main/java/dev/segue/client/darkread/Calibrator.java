package dev.segue.client.darkread;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Decides which dark reads read one shape twice, and keeps what was found. Thread-safe. */
final class Calibrator {

    private static final int FIRST = 20;
    private static final int THEN_EVERY = 100;
    private static final int MOST_PATHS = 100;

    private final Map<String, Long> unstable = new TreeMap<>();
    private long asked;
    private long reads;

    /** {@return whether the next read is to be one: the first ones, then one of a hundred} */
    synchronized boolean next() {
        long number = asked++;
        return number < FIRST || number % THEN_EVERY == 0;
    }

    /** {@return the fields that are unstable for the first time} */
    synchronized List<String> note(Outcome outcome) {
        if (outcome.calibrated()) {
            reads++;
        }
        List<String> fresh = new ArrayList<>();
        outcome.unstable().stream().map(Difference::general).distinct().forEach(path -> {
            if (unstable.containsKey(path) || unstable.size() < MOST_PATHS) {
                if (unstable.merge(path, 1L, Long::sum) == 1) {
                    fresh.add(path);
                }
            }
        });
        return fresh;
    }

    synchronized Calibration result() {
        return new Calibration(reads, unstable);
    }
}
