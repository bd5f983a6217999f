package dev.segue.examples.orders.spring.rollout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A process of the order service, as its operator and its load balancer see it. Thread-safe. */
final class ServiceInstance {

    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final int LAST_LINES = 30;

    private final String name;
    private final int version;
    private final Process process;
    private final Path log;
    private final AtomicInteger underWay = new AtomicInteger();
    private final LongAdder answered = new LongAdder();
    private volatile int port;
    private volatile boolean admitted;
    private volatile boolean healthy;

    /** Starts the process; it works later. */
    ServiceInstance(String name, int version, List<String> command, Path log) throws IOException {
        this.name = name;
        this.version = version;
        this.log = log;
        this.process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** {@return the command of a JVM that is content with little} */
    static List<String> command(Application application, int version, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                application.classPath(),
                application.mainClass(version)));
        command.addAll(arguments);
        return command;
    }

    String name() {
        return name;
    }

    int version() {
        return version;
    }

    int port() {
        return port;
    }

    /** Waits until it says which port it listens on. */
    void awaitPort() throws InterruptedException {
        Waiting.until(
                () -> {
                    if (!process.isAlive()) {
                        throw new RolloutFailedException(name + " did not start:\n" + lastLines());
                    }
                    Matcher said = PORT.matcher(text());
                    if (said.find()) {
                        port = Integer.parseInt(said.group(1));
                    }
                    return port != 0;
                },
                () -> name + " did not start in time:\n" + lastLines());
    }

    private String text() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new RolloutFailedException("the log of " + name + " cannot be read: " + e);
        }
    }

    /** {@return what it said last} */
    String lastLines() {
        List<String> lines = text().lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    /** Says whether it is to be given requests. */
    void admit(boolean on) {
        admitted = on;
    }

    /** Says whether it seems to be able to answer. */
    void seems(boolean able) {
        healthy = able;
    }

    boolean takesRequests() {
        return admitted && healthy;
    }

    /** Begins a request; {@return false if there may be none} */
    boolean begin() {
        underWay.incrementAndGet();
        if (takesRequests()) {
            return true;
        }
        underWay.decrementAndGet();
        return false;
    }

    void end() {
        underWay.decrementAndGet();
    }

    int underWay() {
        return underWay.get();
    }

    void answered() {
        answered.increment();
    }

    /** {@return how many requests it has answered} */
    long answers() {
        return answered.sum();
    }

    /** Freezes it as a long collection of garbage does, or lets it go on. */
    void freeze(boolean on) throws IOException, InterruptedException {
        new ProcessBuilder("kill", on ? "-STOP" : "-CONT", Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** Kills it, with whatever it is doing; waits for nothing. */
    void destroy() {
        process.destroyForcibly();
    }

    /** Kills it, with whatever it is doing. */
    void kill() throws InterruptedException {
        destroy();
        process.waitFor();
    }

    /** Asks it to end, and waits. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(Waiting.LONG.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new RolloutFailedException(name + " did not end when it was asked to:\n" + lastLines());
        }
    }
}
