package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Writes a migration as a script for databases that Segue does not migrate. */
@Mojo(name = "export", requiresProject = false, threadSafe = true)
public final class ExportMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** For whom: sql, flyway or liquibase. */
    @Parameter(property = "segue.format", defaultValue = "sql")
    private @Nullable String format;

    /** The file to write, or the directory; if left out, the script is shown. Nothing is overwritten. */
    @Parameter(property = "segue.outputFile")
    private @Nullable String outputFile;

    /** The version of the Flyway migration; if left out, the number of the migration's name. */
    @Parameter(property = "segue.flywayVersion")
    private @Nullable String flywayVersion;

    /** The author of the Liquibase changeset; segue if left out. */
    @Parameter(property = "segue.author")
    private @Nullable String author;

    /** Leaves out the owners and the rights of new tables. */
    @Parameter(property = "segue.noPrivileges", defaultValue = "false")
    private boolean noPrivileges;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("export")
                .aboutRequired("migration", migration, "0007_extract_address")
                .with("--format", format)
                .with("--output-file", outputFile)
                .with("--flyway-version", flywayVersion)
                .with("--author", author)
                .when(noPrivileges, "--no-privileges");
    }
}
