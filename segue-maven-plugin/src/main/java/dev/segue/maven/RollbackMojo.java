package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Takes the new shape away. */
@Mojo(name = "rollback", requiresProject = false, threadSafe = true)
public final class RollbackMojo extends WorkingMojo {

    @Override
    Arguments arguments() throws MojoFailureException {
        return work("rollback");
    }
}
