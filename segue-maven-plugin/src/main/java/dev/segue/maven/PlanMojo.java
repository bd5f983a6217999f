package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Shows everything that a migration would execute, and changes nothing. */
@Mojo(name = "plan", requiresProject = false, threadSafe = true)
public final class PlanMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** Shows whole statements, also those of the ways back. */
    @Parameter(property = "segue.sql", defaultValue = "false")
    private boolean sql;

    /** Shows one line for each step. */
    @Parameter(property = "segue.brief", defaultValue = "false")
    private boolean brief;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("plan")
                .aboutRequired("migration", migration, "0007_extract_address")
                .when(sql, "--sql")
                .when(brief, "--brief");
    }
}
