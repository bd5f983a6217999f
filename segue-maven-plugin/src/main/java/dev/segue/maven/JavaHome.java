package dev.segue.maven;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.maven.plugin.MojoFailureException;

/**
 * Finds a Java that can run the command line, which needs 21, where Maven itself needs less. The first that is new enough is
 * taken. Not thread-safe.
 */
final class JavaHome {

    private static final int NEEDED = 21;
    private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?([0-9]+).*\"");

    private final List<String> looked = new ArrayList<>();
    private Optional<Path> found = Optional.empty();

    /** Considers a Java whose version is known. */
    JavaHome consider(String where, Path home, int version) {
        if (found.isEmpty()) {
            looked.add(where + ": Java " + version + " in " + home);
            if (version >= NEEDED) {
                found = Optional.of(home);
            }
        }
        return this;
    }

    /** Considers a Java that tells its version itself, in the file {@code release}. */
    JavaHome consider(String where, Path home) {
        if (!Files.isExecutable(java(home))) {
            looked.add(where + ": " + home + " has no bin/java");
            return this;
        }
        return consider(where, home, version(home));
    }

    /**
     * {@return the {@code java} to start}
     *
     * @throws MojoFailureException if there is none, with what to do
     */
    Path java() throws MojoFailureException {
        return java(found.orElseThrow(() -> new MojoFailureException("Segue needs Java " + NEEDED
                + " or newer, and none was found; nothing was tried\n  " + String.join("\n  ", looked)
                + "\nNext: set JAVA_HOME to a JDK " + NEEDED + " or newer, or name one with -Dsegue.java=DIRECTORY,"
                + " or in ~/.m2/toolchains.xml; your code may be compiled for an older Java all the same")));
    }

    private static Path java(Path home) {
        Path windows = home.resolve("bin").resolve("java.exe");
        return Files.isExecutable(windows) ? windows : home.resolve("bin").resolve("java");
    }

    /** {@return the version; the one that is needed where nothing is told, so that the JVM itself may refuse} */
    private static int version(Path home) {
        try {
            for (String line : Files.readAllLines(home.resolve("release"))) {
                Matcher matcher = RELEASE.matcher(line);
                if (matcher.matches()) {
                    return Integer.parseInt(matcher.group(1));
                }
            }
            return NEEDED;
        } catch (IOException e) {
            return NEEDED;
        }
    }
}
