package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import dev.segue.engine.Engine;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue run} */
@Command(
        name = "run",
        description = {
            "Starts a migration, or goes on with it.",
            "Ends at a closed gate (exit code 3), or after the phase that --until names; run it again when the gate is "
                    + "open. It may be interrupted at any moment and run again."
        })
final class RunCommand extends Action {

    @Parameters(
            paramLabel = "FILE",
            description = "The migration file, or its name in the directory of migrations, or the beginning of that.")
    Path file = Path.of("");

    @Mixin
    final UntilOption until = new UntilOption();

    @Mixin
    final WaitOptions waiting = new WaitOptions();

    @Mixin
    final ForceOptions force = new ForceOptions();

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Override
    Options options(Options options) {
        return work.addTo(options);
    }

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException, IOException {
        Phase end = until.phase();
        Path found = MigrationFiles.find(invocation, file);
        MigrationFile migration = MigrationFile.read(invocation.path(found));
        String name = migration.migration().name();
        Engine engine = invocation.engine();
        return waiting.drive(invocation, name, forces -> engine.run(migration, end, forces), force.forces());
    }
}
