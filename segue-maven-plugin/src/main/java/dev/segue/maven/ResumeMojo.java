package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Takes a pause back and goes on with a started migration, from its stored plan. */
@Mojo(name = "resume", requiresProject = false, threadSafe = true)
public final class ResumeMojo extends DrivingMojo {

    /** The phase after which it ends: expand, backfill, verify, seal or contract; if left out, a closed gate ends it. */
    @Parameter(property = "segue.until")
    private @Nullable String until;

    @Override
    Arguments arguments() throws MojoFailureException {
        return drive("resume").with("--until", until);
    }
}
