package dev.segue.cli.command;

import dev.segue.cli.demo.Demo;
import dev.segue.cli.demo.DemoSettings;
import dev.segue.cli.render.Report;
import dev.segue.cli.settings.ConnectionSettings;
import dev.segue.cli.settings.InvalidSettingsException;
import dev.segue.cli.settings.Options;
import dev.segue.cli.settings.OutputFormat;
import dev.segue.cli.terminal.Screen;
import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.Strategy;
import dev.segue.testing.server.Major;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code segue demo} */
@Command(
        name = "demo",
        description = {
            "Shows a whole migration under live traffic.",
            "Starts a PostgreSQL server of its own, lets old and new code write orders all the time, and moves their "
                    + "addresses into a table of their own: plan, first start, rollback, start again, flag, seal, "
                    + "contract. An oracle remembers every acknowledged write and looks for it at the end.",
            "With --url it does the same on a server that is there, in a schema of its own, and removes that."
        })
final class DemoCommand extends Action {

    @Option(
            names = "--rows",
            paramLabel = "N",
            defaultValue = "200000",
            description = "How many orders there are at the beginning; 200000 if left out.")
    long rows;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "40",
            description = "About how long the parts last in which both codes work; 40 if left out.")
    long seconds;

    @Option(
            names = "--major",
            paramLabel = "N",
            defaultValue = "18",
            description = "The version of the embedded PostgreSQL, 15 to 18; 18 if left out.")
    int major;

    @Option(names = "--seed", paramLabel = "N", description = "Repeats the choices of an earlier demo.")
    @Nullable
    Long seed;

    @Option(
            names = "--duplicate-writes",
            paramLabel = "WHO",
            defaultValue = "database",
            description = "Who writes both shapes, database or application; database if left out. The application does "
                    + "it in stages, with nothing attached to its tables.")
    DuplicateWrites duplicateWrites = DuplicateWrites.DATABASE;

    @Option(
            names = "--strategy",
            paramLabel = "STRATEGY",
            defaultValue = "expand_contract",
            description = "How the migration goes, as big_bang, code_first, data_first or expand_contract; "
                    + "expand_contract if left out.")
    Strategy strategy = Strategy.EXPAND_CONTRACT;

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Override
    Options options(Options options) {
        return work.addTo(options);
    }

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException {
        Screen screen = invocation.format() == OutputFormat.JSON ? invocation.errors() : invocation.output();
        Demo demo = new Demo(
                invocation.surroundings().engines(), invocation.settings().engine(), screen, settings());
        return demo.run(server(invocation));
    }

    private DemoSettings settings() {
        try {
            return new DemoSettings(
                    rows,
                    Duration.ofSeconds(seconds),
                    Major.of(major),
                    seed == null ? System.currentTimeMillis() : seed,
                    strategy == Strategy.AUTO ? Strategy.EXPAND_CONTRACT : strategy,
                    duplicateWrites);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingsException(String.valueOf(e.getMessage()), "segue demo --help");
        }
    }

    /** Only a server that is named right here: nobody wants a demo on what segue.yaml says. */
    private @Nullable ConnectionSettings server(Invocation invocation) {
        return segue.urlOption().map(invocation::connection).orElse(null);
    }
}
