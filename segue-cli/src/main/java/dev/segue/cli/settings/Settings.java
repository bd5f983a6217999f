package dev.segue.cli.settings;

import dev.segue.cli.settings.Layer.Value;
import dev.segue.declare.Durations;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SessionPattern;
import dev.segue.engine.StopSettings;
import dev.segue.engine.StopWay;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All settings of one call: options of the command line over environment variables over {@code segue.yaml} over defaults.
 * Nothing is checked before somebody asks for it, so that a command without a database needs no URL.
 */
public final class Settings {

    private static final Pattern MILLISECONDS = Pattern.compile("([0-9]{1,6})ms");

    private static final Path MIGRATIONS = Path.of("migrations");
    private static final Path RESOURCES = Path.of("src/main/resources/db/segue");
    private static final List<String> BUILDS = List.of("pom.xml", "build.gradle", "build.gradle.kts");

    private final List<Layer> layers;
    private final Passwords passwords;
    private final Path directory;

    private Settings(List<Layer> layers, Passwords passwords, Path directory) {
        this.directory = directory;
        this.layers = List.copyOf(layers);
        this.passwords = passwords;
    }

    /**
     * Gathers the settings.
     *
     * @param directory where the command was started
     * @throws InvalidSettingsException if the configuration file is wrong
     */
    public static Settings gather(Options options, Map<String, String> environment, Path directory) {
        List<Layer> layers = new ArrayList<>();
        layers.add(options.layer(directory));
        layers.add(Layer.ofEnvironment(environment, directory));
        configurationFile(options, environment, directory)
                .map(ConfigurationFile::read)
                .ifPresent(layers::add);
        return new Settings(layers, new Passwords(environment), directory);
    }

    private static Optional<Path> configurationFile(Options options, Map<String, String> environment, Path directory) {
        Optional<Path> named = options.configFile()
                .or(() -> Optional.ofNullable(environment.get("SEGUE_CONFIG")).map(Path::of));
        if (named.isPresent()) {
            return named.map(directory::resolve);
        }
        Path usual = directory.resolve(ConfigurationFile.NAME);
        return Files.exists(usual) ? Optional.of(usual) : Optional.empty();
    }

    /** {@return how the database is reached} */
    public ConnectionSettings connection() {
        Value url = value(Key.URL)
                .orElseThrow(() -> new InvalidSettingsException(
                        "no database is named",
                        "add --url jdbc:postgresql://HOST/DATABASE, set SEGUE_URL, or write url: into segue.yaml"
                                + " (segue init makes one)"));
        return connection(url.text());
    }

    /** {@return how a database with this URL is reached, whatever URL is set elsewhere} */
    public ConnectionSettings connection(String url) {
        ConnectionUrl parts = ConnectionUrl.parse(url);
        String user = value(Key.USER).map(Value::text).orElse(parts.user());
        Secret password = passwords.find(layers).orElse(parts.password());
        return new ConnectionSettings(parts.jdbc(), user, password);
    }

    /** {@return for whom the command writes} */
    public OutputFormat output() {
        return value(Key.OUTPUT)
                .map(value -> switch (value.text()) {
                    case "text" -> OutputFormat.TEXT;
                    case "json" -> OutputFormat.JSON;
                    default ->
                        throw new InvalidSettingsException(
                                "there is no output format \"" + value.text() + "\" (" + value.origin() + ")",
                                "use text or json");
                })
                .orElse(OutputFormat.TEXT);
    }

    /**
     * {@return the directory of migration files, from where the command was started: the one that is set; else {@code
     * migrations}, or in a project of Maven or Gradle that has none the place of resources, {@code
     * src/main/resources/db/segue}}
     */
    public Path migrations() {
        for (Layer layer : layers) {
            Optional<Value> set = layer.value(Key.MIGRATIONS);
            if (set.isPresent()) {
                Path path = Path.of(set.get().text());
                return layer.directory().toAbsolutePath().equals(directory.toAbsolutePath())
                        ? path
                        : layer.directory().resolve(path);
            }
        }
        return Files.isDirectory(directory.resolve(MIGRATIONS))
                        || BUILDS.stream().noneMatch(this::has)
                ? MIGRATIONS
                : RESOURCES;
    }

    private boolean has(String file) {
        return Files.isRegularFile(directory.resolve(file));
    }

    /** {@return how the engine goes about its work} */
    public EngineSettings engine() {
        EngineSettings settings = EngineSettings.standard();
        settings = set(settings, Key.ACTOR, (s, v) -> s.withActor(v.text()));
        settings = set(settings, Key.WORKERS, (s, v) -> s.withWorkers(number(v)));
        settings = set(settings, Key.ROWS_PER_RANGE, (s, v) -> s.withRowsPerRange(number(v)));
        settings = set(settings, Key.DEADLINE, (s, v) -> s.withDeadline(duration(v)));
        settings = set(
                settings,
                Key.APPLICATION_SESSIONS,
                (s, v) -> s.withApplicationSessions(SessionPattern.parse(v.text())));
        settings = settings.withStop(stop());
        return set(settings, Key.LOCK_TIMEOUT, (s, v) -> s.withLockTimeout(duration(v)));
    }

    /** How the system is stopped: only what the way needs is asked for. */
    private StopSettings stop() {
        Duration within = value(Key.STOP_WITHIN).map(Settings::duration).orElse(StopSettings.UNKNOWN.within());
        StopWay way = value(Key.STOP_BY)
                .<StopWay>map(by -> switch (by.text()) {
                    case "instances" -> new StopWay.Instances();
                    case "pgbouncer" ->
                        new StopWay.PgBouncer(needed(Key.PGBOUNCER_URL), needed(Key.PGBOUNCER_DATABASE));
                    case "sessions" -> new StopWay.Roles(list(needed(Key.STOP_ROLES)));
                    case "command" -> new StopWay.Command(needed(Key.STOP_COMMAND), needed(Key.START_COMMAND));
                    default ->
                        throw new InvalidSettingsException(
                                "\"" + by.text() + "\" is no way to stop the system (" + by.origin() + ")",
                                "use one of instances, pgbouncer, sessions, command");
                })
                .orElse(null);
        return new StopSettings(way, within);
    }

    private String needed(Key key) {
        return value(key)
                .map(Value::text)
                .orElseThrow(() -> new InvalidSettingsException(
                        key.word() + " is missing, which stop_by needs", "write " + key.word() + ": into segue.yaml"));
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    private EngineSettings set(
            EngineSettings settings, Key key, BiFunction<EngineSettings, Value, EngineSettings> change) {
        Optional<Value> value = value(key);
        if (value.isEmpty()) {
            return settings;
        }
        try {
            return change.apply(settings, value.get());
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(
                    e.getMessage() + " (" + value.get().origin() + ")", "choose another value");
        }
    }

    private static int number(Value value) {
        try {
            return Integer.parseInt(value.text());
        } catch (NumberFormatException e) {
            throw new InvalidSettingsException(
                    "\"" + value.text() + "\" is not a number (" + value.origin() + ")", "write a whole number");
        }
    }

    private static Duration duration(Value value) {
        Matcher milliseconds = MILLISECONDS.matcher(value.text());
        if (milliseconds.matches()) {
            return Duration.ofMillis(Long.parseLong(milliseconds.group(1)));
        }
        return Durations.parse(value.text())
                .orElseThrow(() -> new InvalidSettingsException(
                        "\"" + value.text() + "\" is not a duration (" + value.origin() + ")",
                        "write it like 200ms, 90s, 15m, 1h or 7d"));
    }

    private Optional<Value> value(Key key) {
        return layers.stream().flatMap(layer -> layer.value(key).stream()).findFirst();
    }
}
