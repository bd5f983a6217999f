package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Moves the stage of a migration whose application writes twice; the build fails if that is not safe yet. */
@Mojo(name = "stage", requiresProject = false, threadSafe = true)
public final class StageMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** Is off, dual_write, shadow, live, ramp_down or complete. */
    @Parameter(property = "segue.stage")
    private @Nullable String stage;

    /** How long one try waits for a lock; 200ms if left out. */
    @Parameter(property = "segue.lockTimeout")
    private @Nullable String lockTimeout;

    /** How long a step tries to get its locks, like 90s or 1h; 10m if left out. */
    @Parameter(property = "segue.deadline")
    private @Nullable String deadline;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("stage")
                .aboutRequired("migration", migration, "0007_extract_address")
                .aboutRequired("stage", stage, "dual_write")
                .with("--lock-timeout", lockTimeout)
                .with("--deadline", deadline);
    }
}
