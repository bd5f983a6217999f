package dev.segue.maven;

import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that move a migration on, past gates. */
public abstract class DrivingMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** Waits at closed gates until they open, instead of ending there. */
    @Parameter(property = "segue.wait", defaultValue = "false")
    private boolean wait;

    /** Whether the build fails where a gate is closed; otherwise it says so and goes on. */
    @Parameter(property = "segue.failOnGate", defaultValue = "true")
    private boolean failOnGate;

    /** Gates that are passed although they are closed; needs a reason. */
    @Parameter(property = "segue.force")
    private List<String> force = List.of();

    /** Why gates are forced; it is kept in the event log with the actor's name. */
    @Parameter(property = "segue.reason")
    private @Nullable String reason;

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
    final boolean failsOnGate() {
        return failOnGate;
    }

    /** {@return a command with what these goals share} */
    final Arguments drive(String command) throws MojoFailureException {
        return Arguments.of(command)
                .aboutRequired("migration", migration, "0007_extract_address")
                .when(wait, "--wait")
                .withEach("--force", force)
                .with("--reason", reason)
                .with("--workers", workers)
                .with("--rows-per-range", rowsPerRange)
                .with("--lock-timeout", lockTimeout)
                .with("--deadline", deadline);
    }
}
