package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Tells which of the application's own statements would break, and on which shape. */
@Mojo(name = "check", requiresProject = false, threadSafe = true)
public final class CheckMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** A file of statements, or {@code pg_stat_statements} for those that the server has counted. */
    @Parameter(property = "segue.statements", defaultValue = "pg_stat_statements")
    private @Nullable String statements;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("check")
                .aboutRequired("migration", migration, "0007_extract_address")
                .with("--statements", statements);
    }
}
