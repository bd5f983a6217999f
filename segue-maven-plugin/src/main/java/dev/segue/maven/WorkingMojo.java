package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that work on the rows or the structure of one migration. */
public abstract class WorkingMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** How many sessions fill and compare at once; 2 if left out. */
    @Parameter(property = "segue.workers")
    private @Nullable String workers;

    /** How many rows are filled and compared at a time; 2000 if left out. */
    @Parameter(property = "segue.rowsPerRange")
    private @Nullable String rowsPerRange;

    /** How long one try waits for a lock; 200ms if left out. */
    @Parameter(property = "segue.lockTimeout")
    private @Nullable String lockTimeout;

    /** How long a step tries to get its locks, like 90s or 1h; 10m if left out. */
    @Parameter(property = "segue.deadline")
    private @Nullable String deadline;

    /** {@return a command with what these goals share} */
    final Arguments work(String command) throws MojoFailureException {
        return Arguments.of(command)
                .aboutRequired("migration", migration, "0007_extract_address")
                .with("--workers", workers)
                .with("--rows-per-range", rowsPerRange)
                .with("--lock-timeout", lockTimeout)
                .with("--deadline", deadline);
    }
}
