package dev.segue.maven;

import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.Mojo;

/** Drops the sealed old shape, for good, if the gates are open. */
@Mojo(name = "contract", requiresProject = false, threadSafe = true)
public final class ContractMojo extends DrivingMojo {

    @Override
    Arguments arguments() throws MojoFailureException {
        return drive("contract");
    }
}
