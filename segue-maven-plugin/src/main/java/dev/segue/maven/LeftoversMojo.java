package dev.segue.maven;

import java.util.List;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.jspecify.annotations.Nullable;

/** Lists the places in sources that still mention what contract drops. */
@Mojo(name = "leftovers", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class LeftoversMojo extends SegueMojo {

    /** The migration: its name, its file, or the beginning of its name. */
    @Parameter(property = "segue.migration")
    private @Nullable String migration;

    /** The directories to search, {@code src} if left out. */
    @Parameter(property = "segue.sources")
    private List<String> sources = List.of();

    /** A file of rules for what is left out; {@code .segue-leftovers-ignore} if there is one. */
    @Parameter(property = "segue.ignoreFile")
    private @Nullable String ignoreFile;

    /** Whether the build fails if anything outside of comments is found. */
    @Parameter(property = "segue.fail", defaultValue = "false")
    private boolean fail;

    @Override
    Arguments arguments() throws MojoFailureException {
        return Arguments.of("leftovers")
                .aboutRequired("migration", migration, "0007_extract_address")
                .withEach("--sources", sources.isEmpty() ? List.of("src") : sources)
                .with("--ignore-file", ignoreFile)
                .when(fail, "--fail");
    }
}
