package dev.segue.cli;

import dev.segue.cli.terminal.Terminal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Map;

/**
 * Everything that a command sees of the process it runs in.
 *
 * @param out standard output
 * @param error standard error
 * @param environment the environment variables
 * @param directory where relative paths start; empty for the process's own directory
 * @param terminal what the streams are connected to
 * @param engines how a database's engine is had
 */
public record Surroundings(
        PrintStream out,
        PrintStream error,
        Map<String, String> environment,
        Path directory,
        Terminal terminal,
        EngineOpener engines) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }
}
