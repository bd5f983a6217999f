package dev.segue.maven;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The command line, in a JVM of its own: it gets its settings as the environment does, and what it says is read as it comes.
 *
 * @param java the {@code java} to start
 * @param classPath the command line and what it needs
 * @param directory where relative paths start
 */
record CommandLine(Path java, List<Path> classPath, Path directory) {

    /** What begins the report of a failure; what comes before it tells of progress. */
    private static final Pattern FAILURE = Pattern.compile("✘ .*|.*\\.(?:ya?ml|json)(?::[0-9]+){0,2}(?:\\s.*)?");

    /**
     * How a call ended.
     *
     * @param result what it says on standard output, line by line
     * @param failure what it says of a failure; empty if there is none
     */
    record Ended(int exitCode, List<String> result, List<String> failure) {

        Ended {
            result = List.copyOf(result);
            failure = List.copyOf(failure);
        }
    }

    CommandLine {
        classPath = List.copyOf(classPath);
    }

    /**
     * Runs one command.
     *
     * @param environment what is set beside Maven's own environment; secrets are here
     * @param progress gets each line that tells what is being done
     * @throws IOException if it cannot be started
     * @throws InterruptedException if the build is ended meanwhile; so is the command then, which leaves nothing half done
     */
    Ended run(List<String> arguments, Map<String, String> environment, Consumer<String> progress)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(arguments)).directory(directory.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        Thread end = new Thread(process::destroy, "segue-end-of-maven");
        Runtime.getRuntime().addShutdownHook(end);
        try {
            process.getOutputStream().close();
            CompletableFuture<List<String>> result =
                    CompletableFuture.supplyAsync(() -> lines(process.getInputStream(), line -> true));
            List<String> failure = lines(process.getErrorStream(), new Failure(progress));
            return new Ended(process.waitFor(), result.join(), failure);
        } finally {
            process.destroy();
            withdraw(end);
        }
    }

    private static void withdraw(Thread end) {
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException e) {
            // Maven is being shut down: the hook does what it is for.
            return;
        }
    }

    private List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                java.toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)),
                "dev.segue.cli.Main"));
        command.addAll(arguments);
        return command;
    }

    private static List<String> lines(InputStream stream, Predicate<String> kept) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return reader.lines().map(MavenWords::say).filter(kept).toList();
        } catch (IOException | UncheckedIOException e) {
            return List.of("what the command line says could not be read: " + e.getMessage());
        }
    }

    /** Keeps what is said of a failure, and passes on what comes before. */
    private static final class Failure implements Predicate<String> {

        private final Consumer<String> progress;
        private boolean failed;

        Failure(Consumer<String> progress) {
            this.progress = progress;
        }

        @Override
        public boolean test(String line) {
            failed = failed || FAILURE.matcher(line).matches();
            if (!failed) {
                progress.accept(line);
            }
            return failed;
        }
    }
}
