package dev.segue.maven;

import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;

/** Finds drift between migration files, journal and database; the build fails if there is any. */
@Mojo(name = "validate", defaultPhase = LifecyclePhase.VERIFY, requiresProject = false, threadSafe = true)
public final class ValidateMojo extends SegueMojo {

    @Override
    Arguments arguments() {
        return Arguments.of("validate");
    }
}
