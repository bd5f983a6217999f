package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Sets how much of new code's work goes to the new shape. */
@Mojo(name = "flag", requiresProject = false, threadSafe = true)
public final class FlagMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** Is on, off or a percentage like 25%. */
    @Parameter(property = "segue.value")
    private @Nullable String value;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("flag")
                .aboutRequired("migration", migration, "0007_extract_address")
                .aboutRequired("value", value, "25%");
    }
}
