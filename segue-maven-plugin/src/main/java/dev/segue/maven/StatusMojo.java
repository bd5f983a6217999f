package dev.segue.maven;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Shows how migrations stand, which gates they wait for, and what to do next. */
@Mojo(name = "status", requiresProject = false, threadSafe = true)
public final class StatusMojo extends SegueMojo {

    /** The migration; all of them if left out. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    @Override
    Arguments arguments() {
        return Arguments.of("status").about(migration);
    }
}
