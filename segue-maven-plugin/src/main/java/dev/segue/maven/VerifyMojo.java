package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Compares both shapes now; the build fails if they disagree. */
@Mojo(name = "verify", requiresProject = false, threadSafe = true)
public final class VerifyMojo extends WorkingMojo {

    @Override
    Arguments arguments() throws MojoFailureException {
        return work("verify");
    }
}
