package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Writes the next migration file. */
@Mojo(name = "new", requiresProject = false, threadSafe = true)
public final class NewMojo extends SegueMojo {

    /** What the migration does, like {@code extract_address}. */
    @Parameter(property = "segue.name")
    private @Nullable String name;

    /** The table that loses the columns. */
    @Parameter(property = "segue.table")
    private @Nullable String table;

    /** The columns that move, separated by commas. */
    @Parameter(property = "segue.columns")
    private @Nullable String columns;

    /** The table that is made and receives them. */
    @Parameter(property = "segue.into")
    private @Nullable String into;

    /** The column of the first table that refers to the new one. */
    @Parameter(property = "segue.reference")
    private @Nullable String reference;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("new")
                .aboutRequired("name", name, "extract_address")
                .with("--table", table)
                .with("--columns", columns)
                .with("--into", into)
                .with("--reference", reference);
    }
}
