package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Shows what each registered dark read found. */
@Mojo(name = "dark-reads", requiresProject = false, threadSafe = true)
public final class DarkReadsMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("dark-reads").aboutRequired("migration", migration, "0007_extract_address");
    }
}
