package dev.segue.maven;

import org.apache.maven.plugins.annotations.Mojo;

/** Carries over what waits to be carried over, of all migrations. */
@Mojo(name = "settle", requiresProject = false, threadSafe = true)
public final class SettleMojo extends SegueMojo {

    @Override
    Arguments arguments() {
        return Arguments.of("settle");
    }
}
