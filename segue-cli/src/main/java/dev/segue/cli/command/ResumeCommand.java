package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import dev.segue.engine.Engine;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue resume} */
@Command(
        name = "resume",
        description = {
            "Takes a pause back and goes on with a started migration.",
            "It executes the plan that was stored when the migration was started, whatever became of the file."
        })
final class ResumeCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

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
    Report perform(Invocation invocation) throws InvalidMigrationException {
        Phase end = until.phase();
        String migration = invocation.migration(name);
        Engine engine = invocation.engine();
        engine.unpause(migration);
        return waiting.drive(invocation, migration, forces -> engine.proceed(migration, end, forces), force.forces());
    }
}
