package dev.segue.cli;

import dev.segue.cli.command.SegueCommand;
import dev.segue.cli.terminal.SystemTerminal;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Entry point of {@code segue}. */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        int exitCode;
        try (SystemTerminal terminal = new SystemTerminal(environment)) {
            Surroundings surroundings = new Surroundings(
                    stream(FileDescriptor.out),
                    stream(FileDescriptor.err),
                    environment,
                    Path.of(""),
                    terminal,
                    new DatabaseEngines());
            exitCode = SegueCommand.execute(surroundings, arguments);
        }
        System.exit(exitCode);
    }

    /** UTF-8 whatever the locale says: containers often have none, and their terminals read UTF-8. */
    private static PrintStream stream(FileDescriptor descriptor) {
        return new PrintStream(new FileOutputStream(descriptor), true, StandardCharsets.UTF_8);
    }
}
