package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Puts the old shape out of reach, if the gates are open. */
@Mojo(name = "seal", requiresProject = false, threadSafe = true)
public final class SealMojo extends DrivingMojo {

    @Override
    Arguments arguments() throws MojoFailureException {
        return drive("seal");
    }
}
