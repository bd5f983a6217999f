package dev.segue.cli;

import dev.segue.cli.command.SegueCommand;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.cli.settings.Secret;
import dev.segue.cli.terminal.Terminal;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Runs commands as a shell would, with a fake engine behind them. */
public final class Shell {

    public final FakeEngine engine = new FakeEngine();
    public final Map<String, String> environment = new TreeMap<>();
    public final List<ConnectionSettings> connections = new ArrayList<>();
    public final List<EngineSettings> settings = new ArrayList<>();
    public EngineOpener opener = this::open;
    public int width = 80;
    public boolean onTerminal;
    public @Nullable String typedPassword;

    private final Path directory;

    public Shell(Path directory) {
        this.directory = directory;
        environment.put("SEGUE_URL", "jdbc:postgresql://db.example/shop");
    }

    /** What a command left behind. */
    public record Result(int exitCode, String out, String err) {}

    public Result run(String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = SegueCommand.execute(
                new Surroundings(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        environment,
                        directory,
                        new FakeTerminal(),
                        opener),
                arguments);
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private EngineOpener.OpenEngine open(
            ConnectionSettings connection, EngineSettings engineSettings, EngineListener listener) {
        connections.add(connection);
        settings.add(engineSettings);
        return new EngineOpener.OpenEngine() {
            @Override
            public Engine engine() {
                return engine;
            }

            @Override
            public void close() {}
        };
    }

    private final class FakeTerminal implements Terminal {
        @Override
        public boolean showsOutput() {
            return onTerminal;
        }

        @Override
        public boolean showsErrors() {
            return onTerminal;
        }

        @Override
        public int width() {
            return width;
        }

        @Override
        public int height() {
            return 50;
        }

        @Override
        public Optional<Secret> askSecret(String prompt) {
            return Optional.ofNullable(typedPassword).map(Secret::new);
        }

        @Override
        public void close() {}
    }
}
