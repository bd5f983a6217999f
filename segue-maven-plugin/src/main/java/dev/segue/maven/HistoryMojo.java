package dev.segue.maven;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Shows who did what and when. */
@Mojo(name = "history", requiresProject = false, threadSafe = true)
public final class HistoryMojo extends SegueMojo {

    /** The migration; all of them if left out. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    @Override
    Arguments arguments() {
        return Arguments.of("history").about(migration);
    }
}
