package dev.segue.cli.command;

import dev.segue.cli.settings.Key;
import dev.segue.cli.settings.Options;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command goes about its work. */
final class WorkOptions {

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Fills and compares with this many sessions at once; 2 if left out.")
    @Nullable
    String workers;

    @Option(
            names = "--rows-per-range",
            paramLabel = "N",
            description = "Fills and compares this many rows at a time; 2000 if left out.")
    @Nullable
    String rowsPerRange;

    @Option(
            names = "--lock-timeout",
            paramLabel = "TIME",
            description = "Waits this long for a lock before it steps back and tries again; 200ms if left out.")
    @Nullable
    String lockTimeout;

    @Option(
            names = "--deadline",
            paramLabel = "TIME",
            description = "Tries this long to get the locks of one step, like 90s or 1h; 10m if left out.")
    @Nullable
    String deadline;

    Options addTo(Options options) {
        return options.with(Key.WORKERS, workers)
                .with(Key.ROWS_PER_RANGE, rowsPerRange)
                .with(Key.LOCK_TIMEOUT, lockTimeout)
                .with(Key.DEADLINE, deadline);
    }
}
