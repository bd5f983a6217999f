package dev.segue.engine;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The user's own commands stop and start the system. A command that fails or hangs is an error with what it said. */
record CommandStop(StopWay.Command command, Duration within) implements SystemStop {

    private static final int MOST_SAID = 2_000;

    @Override
    public String howToStart() {
        return command.start();
    }

    @Override
    public void stop() {
        run(command.stop(), "stop");
    }

    @Override
    public void start(String howToStart) {
        run(howToStart, "start");
    }

    private void run(String line, String what) {
        try {
            Path output = Files.createTempFile("segue-" + what, ".log");
            try {
                Process process = new ProcessBuilder("sh", "-c", line)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(
                                Path.of("/dev/null").toFile()))
                        .start();
                boolean ended = process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS);
                if (!ended) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly();
                    throw failed(line, what, "does not end within " + within.toSeconds() + " s", output);
                }
                if (process.exitValue() != 0) {
                    throw failed(line, what, "ended with exit code " + process.exitValue(), output);
                }
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw SegueException.failed(
                    "the command to " + what + " cannot be run: " + e.getMessage(), "correct " + what + "_command", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SegueException.failed(
                    "interrupted while the system was to " + what, "see whether it runs: " + command.start(), e);
        }
    }

    private static SegueException failed(String line, String what, String how, Path output) throws IOException {
        byte[] all = Files.readAllBytes(output);
        int from = Math.max(0, all.length - MOST_SAID);
        String said = new String(all, from, all.length - from, StandardCharsets.UTF_8).strip();
        return SegueException.failed(
                "the command to %s %s: %s%s".formatted(what, how, line, said.isEmpty() ? "" : "\n" + said.indent(2)),
                "correct " + what + "_command, or what it calls",
                null);
    }
}
