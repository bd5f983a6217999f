package dev.segue.cli.demo;

import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.Strategy;
import dev.segue.testing.server.Major;
import java.time.Duration;

/**
 * How large the demo is.
 *
 * @param rows orders at the beginning
 * @param live about how long the phases last in which people watch, all together
 * @param major of the embedded server
 * @param seed of all chance
 * @param strategy how the migration goes
 * @param duplicateWrites who writes both shapes
 */
public record DemoSettings(
        long rows, Duration live, Major major, long seed, Strategy strategy, DuplicateWrites duplicateWrites) {

    private static final int MOST_ROWS_PER_RANGE = 2_000;
    private static final int RANGES = 20;

    public DemoSettings {
        if (strategy != Strategy.EXPAND_CONTRACT && duplicateWrites == DuplicateWrites.APPLICATION) {
            throw new IllegalArgumentException("--duplicate-writes application goes with expand_contract only");
        }
        if (rows < 1 || rows > 50_000_000) {
            throw new IllegalArgumentException("the demo takes 1 to 50,000,000 rows, not " + rows);
        }
        if (live.toSeconds() < 1 || live.toHours() > 24) {
            throw new IllegalArgumentException("the demo lasts 1 second to 24 hours, not " + live);
        }
    }

    /** {@return a part of the live time} */
    Duration share(double part) {
        return Duration.ofMillis(Math.max(300, Math.round(live.toMillis() * part)));
    }

    /** {@return ranges so small that a backfill of few rows has several too} */
    int rowsPerRange() {
        return (int) Math.clamp(rows / RANGES, 5, MOST_ROWS_PER_RANGE);
    }
}
