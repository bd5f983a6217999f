package dev.segue.maven;

import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Shows how code connects to the version schema of a migration. */
@Mojo(name = "schema", requiresProject = false, threadSafe = true)
public final class SchemaMojo extends SegueMojo {

    /** The migration; all version schemas if left out. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    @Override
    Arguments arguments() {
        return Arguments.of("schema").about(migration);
    }
}
