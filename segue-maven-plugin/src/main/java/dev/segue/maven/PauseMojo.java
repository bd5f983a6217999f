package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Stops a migration after the step or range under way. */
@Mojo(name = "pause", requiresProject = false, threadSafe = true)
public final class PauseMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("pause").aboutRequired("migration", migration, "0007_extract_address");
    }
}
