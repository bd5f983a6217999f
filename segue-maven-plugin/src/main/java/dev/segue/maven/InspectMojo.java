package dev.segue.maven;

import java.util.List;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;

/** Says for each table what can be done with it and what not, and why. */
@Mojo(name = "inspect", requiresProject = false, threadSafe = true)
public final class InspectMojo extends SegueMojo {

    /** Schemas and tables; the whole database if left out. */
    @Parameter(property = "segue.names")
    private List<String> names = List.of();

    @Override
    Arguments arguments() {
        return Arguments.of("inspect").about(names);
    }
}
