package dev.segue.cli.command;

import dev.segue.cli.EngineOpener.OpenEngine;
import dev.segue.cli.Surroundings;
import dev.segue.cli.render.Page;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.Style;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.cli.settings.OutputFormat;
import dev.segue.cli.settings.Redaction;
import dev.segue.cli.settings.Settings;
import dev.segue.cli.terminal.ProgressDisplay;
import dev.segue.cli.terminal.Screen;
import dev.segue.engine.Engine;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of one command: its settings, where it prints, and the engine once somebody asks for it. Not thread-safe. */
final class Invocation implements AutoCloseable {

    private final Surroundings surroundings;
    private final Settings settings;
    private final OutputFormat format;
    private final Screen output;
    private final Screen errors;
    private final ProgressDisplay progress;
    private Redaction redaction = Redaction.OF_URLS;
    private @Nullable OpenEngine engine;

    Invocation(Surroundings surroundings, Settings settings, boolean noColor) {
        this.surroundings = surroundings;
        this.settings = settings;
        this.format = settings.output();
        boolean colors = !noColor
                && surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty();
        boolean showsOutput =
                format == OutputFormat.TEXT && surroundings.terminal().showsOutput();
        boolean showsErrors = surroundings.terminal().showsErrors();
        this.output =
                new Screen(surroundings.out(), showsOutput, new Style(colors && showsOutput), surroundings.terminal());
        this.errors = new Screen(
                surroundings.error(), showsErrors, new Style(colors && showsErrors), surroundings.terminal());
        this.progress = new ProgressDisplay(errors);
    }

    Settings settings() {
        return settings;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    OutputFormat format() {
        return format;
    }

    /** {@return what must not be seen, as far as it is known by now} */
    Redaction redaction() {
        return redaction;
    }

    /** {@return where the result goes} */
    Screen output() {
        return output;
    }

    /** {@return where everything else goes} */
    Screen errors() {
        return errors;
    }

    /** {@return a path as it was named, from where the command was started} */
    Path path(Path named) {
        return surroundings.directory().resolve(named);
    }

    /** {@return the engine of the database that the settings name} */
    Engine engine() {
        if (engine == null) {
            ConnectionSettings connection = settings.connection();
            redaction = Redaction.of(connection);
            engine = surroundings.engines().open(connection, settings.engine(), progress);
        }
        return engine.engine();
    }

    /** {@return how a database is reached; its password will not be seen} */
    ConnectionSettings connection(String url) {
        ConnectionSettings connection = settings.connection(url);
        redaction = Redaction.of(connection);
        return connection;
    }

    /** {@return the migration that is meant: by its name, by its file, or by the beginning of its name} */
    String migration(String named) {
        return MigrationName.resolve(named, engine().migrations());
    }

    /** Prints a result, as text or as one document. */
    void print(Report report) {
        progress.close();
        if (format == OutputFormat.JSON) {
            output.print(report.document());
        } else {
            output.print(page(report));
        }
    }

    /** {@return a result as lines for the width there is} */
    List<String> page(Report report) {
        Page page = new Page(output.style(), output.width());
        report.text(page);
        return page.lines();
    }

    @Override
    public void close() {
        progress.close();
        if (engine != null) {
            engine.close();
        }
    }
}
