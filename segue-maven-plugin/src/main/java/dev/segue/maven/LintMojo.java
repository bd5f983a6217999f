package dev.segue.maven;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Checks the form of all migration files, without a database. */
@Mojo(name = "lint", defaultPhase = LifecyclePhase.VALIDATE, requiresProject = false, threadSafe = true)
public final class LintMojo extends SegueMojo {

    @Override
    Arguments arguments() {
        return Arguments.of("lint");
    }
}
