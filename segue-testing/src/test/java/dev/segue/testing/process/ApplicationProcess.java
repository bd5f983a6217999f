package dev.segue.testing.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A process of the application, as seen from outside. */
public final class ApplicationProcess {

    private final Process process;
    private final Thread listener;
    private boolean paused;

    /**
     * Starts one.
     *
     * @param main what it runs
     * @param heard is told each line that it says, and of what went wrong in a line that begins with an exclamation mark
     */
    public ApplicationProcess(Class<?> main, Consumer<String> heard, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(List.of(arguments));
        this.process = new ProcessBuilder(command).redirectErrorStream(true).start();
        this.listener = new Thread(() -> listen(heard), "listener of " + process.pid());
        listener.start();
    }

    /** A line without an end is what a killed process did not finish saying. */
    private void listen(Consumer<String> heard) {
        try (BufferedReader reader = process.inputReader()) {
            StringBuilder line = new StringBuilder();
            for (int read = reader.read(); read >= 0; read = reader.read()) {
                if (read == '\n') {
                    heard.accept(line.toString());
                    line.setLength(0);
                } else {
                    line.append((char) read);
                }
            }
        } catch (IOException e) {
            heard.accept("! the output of a process cannot be read: " + e);
        }
    }

    /** Freezes it as a long collection of garbage does, or lets it go on. */
    public void pause(boolean on) throws IOException, InterruptedException {
        if (paused != on && process.isAlive()) {
            new ProcessBuilder("kill", on ? "-STOP" : "-CONT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
        paused = on;
    }

    public boolean paused() {
        return paused;
    }

    /** {@return whether it runs} */
    public boolean alive() {
        return process.isAlive();
    }

    /** Kills it. Through its handle: the process itself would close its output, and what it had said is to be heard. */
    public void kill() throws InterruptedException {
        process.toHandle().destroyForcibly();
        process.waitFor();
        listener.join();
    }

    /** Lets it end in an orderly way. */
    public boolean stop() throws IOException, InterruptedException {
        pause(false);
        process.getOutputStream().close();
        boolean ended = process.waitFor(1, TimeUnit.MINUTES);
        kill();
        return ended && process.exitValue() == 0;
    }
}
