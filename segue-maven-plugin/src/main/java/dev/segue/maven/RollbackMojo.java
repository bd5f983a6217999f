package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Takes the new shape away. */
@Mojo(name = "rollback", requiresProject = false, threadSafe = true)
public final class RollbackMojo extends SegueMojo {

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

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("rollback")
                .aboutRequired("migration", migration, "0007_extract_address")
                .with("--workers", workers)
                .with("--rows-per-range", rowsPerRange)
                .with("--lock-timeout", lockTimeout)
                .with("--deadline", deadline);
    }
}
