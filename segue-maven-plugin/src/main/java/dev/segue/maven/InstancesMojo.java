package dev.segue.maven;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Shows the instances of the application. */
@Mojo(name = "instances", requiresProject = false, threadSafe = true)
public final class InstancesMojo extends SegueMojo {

    /** The migration; all of them if left out. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    @Override
    Arguments arguments() {
        return Arguments.of("instances").about(migration);
    }
}
