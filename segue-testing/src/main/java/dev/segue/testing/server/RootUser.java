package dev.segue.testing.server;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** PostgreSQL refuses to run as root; for root it is started through {@code unshare -U}, where that is possible. */
final class RootUser {

    private RootUser() {}

    /**
     * Does nothing for an ordinary user.
     *
     * @throws IllegalStateException if this process is root's and {@code unshare -U} does not work
     */
    static void requireUnshare() {
        if (!isRoot()) {
            return;
        }
        String cause;
        try {
            Process process = new ProcessBuilder("unshare", "-U", "true")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0) {
                return;
            }
            cause = "'unshare -U' does not work here" + (output.isEmpty() ? "" : ": " + output);
        } catch (IOException e) {
            cause = "the command 'unshare' is not on the PATH (on Debian it is in the package util-linux)";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            cause = "the check was interrupted";
        }
        throw new IllegalStateException("PostgreSQL does not run as root. It would be started in a user namespace, but "
                + cause + ". Run as an ordinary user, or make 'unshare -U true' work.");
    }

    private static boolean isRoot() {
        Path self = Path.of("/proc/self");
        try {
            return Files.exists(self) && Integer.valueOf(0).equals(Files.getAttribute(self, "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "root".equals(System.getProperty("user.name"));
        }
    }
}
