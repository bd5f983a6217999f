package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.StatusListReport;
import dev.segue.cli.render.StatusReport;
import dev.segue.cli.settings.OutputFormat;
import dev.segue.cli.terminal.Screen;
import dev.segue.engine.Engine;
import dev.segue.engine.SegueException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue status} */
@Command(
        name = "status",
        description = {
            "Shows how migrations stand.",
            "It says where each one is, which gates it waits for with the evidence and what would open them, and what "
                    + "to type next."
        })
final class StatusCommand extends Action {

    private static final long BETWEEN_LOOKS = 1_000;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The migration; all of them if left out.")
    @Nullable
    String name;

    @Option(
            names = "--watch",
            description = "Looks again every second until Ctrl-C: redraws a terminal, elsewhere prints what changed.")
    boolean watch;

    @Override
    Report perform(Invocation invocation) {
        Engine engine = invocation.engine();
        String migration = name == null ? null : invocation.migration(name);
        return watch ? watch(invocation, engine, migration) : look(engine, migration);
    }

    private static Report look(Engine engine, @Nullable String migration) {
        return migration == null
                ? new StatusListReport(
                        engine.migrations().stream().map(engine::status).toList())
                : new StatusReport(engine.status(migration));
    }

    /** Ends by an interruption, or when there is nothing more to see. */
    private static Report watch(Invocation invocation, Engine engine, @Nullable String migration) {
        Screen screen = invocation.output();
        List<String> shown = List.of();
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Report report = look(engine, migration);
                List<String> lines = invocation.format() == OutputFormat.JSON
                        ? List.of(Json.onOneLine(report.json()))
                        : invocation.page(report);
                if (screen.live()) {
                    screen.show(lines);
                } else if (!lines.equals(shown)) {
                    screen.print(lines);
                    shown = lines;
                }
                Thread.sleep(BETWEEN_LOOKS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw SegueException.failed("watching was interrupted", "segue status --watch", null);
    }
}
