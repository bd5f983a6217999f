package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Opens the gate of approval, if the file names the actor. */
@Mojo(name = "approve", requiresProject = false, threadSafe = true)
public final class ApproveMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** What was looked at. */
    @Parameter(property = "segue.reason")
    private @Nullable String reason;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("approve")
                .aboutRequired("migration", migration, "0007_extract_address")
                .with("--reason", reason);
    }
}
