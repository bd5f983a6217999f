package dev.segue.maven;

import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** What the goals share that move a migration on, past gates. */
public abstract class DrivingMojo extends WorkingMojo {

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

    @Override
    final boolean failsOnGate() {
        return failOnGate;
    }

    /** {@return a command with what these goals share} */
    final Arguments drive(String command) throws MojoFailureException {
        return work(command).when(wait, "--wait").withEach("--force", force).with("--reason", reason);
    }
}
