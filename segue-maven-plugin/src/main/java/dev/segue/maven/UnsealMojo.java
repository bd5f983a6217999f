package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Brings a sealed old shape back. */
@Mojo(name = "unseal", requiresProject = false, threadSafe = true)
public final class UnsealMojo extends WorkingMojo {

    @Override
    Arguments arguments() throws MojoFailureException {
        return work("unseal");
    }
}
