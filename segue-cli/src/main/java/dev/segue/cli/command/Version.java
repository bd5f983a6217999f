package dev.segue.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The version of this release, and of the Java that runs it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "segue " + (version == null ? "(built here)" : version) + ", Java "
                    + Runtime.version().feature()
        };
    }
}
