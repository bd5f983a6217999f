package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Starts a migration, or goes on with it, until a gate is closed. */
@Mojo(name = "run", requiresProject = false, threadSafe = true)
public final class RunMojo extends DrivingMojo {

    /** The phase after which it ends: expand, backfill, verify, seal or contract; if left out, a closed gate ends it. */
    @Parameter(property = "segue.until")
    private @Nullable String until;

    @Override
    Arguments arguments() throws MojoFailureException {
        return drive("run").with("--until", until);
    }
}
