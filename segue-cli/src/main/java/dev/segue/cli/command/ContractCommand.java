package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import dev.segue.migration.InvalidMigrationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue contract} */
@Command(
        name = "contract",
        description = {
            "Drops the sealed old shape for good.",
            "Needs its gates open, the soak above all. After it there is no way back."
        })
final class ContractCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Mixin
    final ForceOptions force = new ForceOptions();

    @Mixin
    final WaitOptions waiting = new WaitOptions();

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Override
    Options options(Options options) {
        return work.addTo(options);
    }

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException {
        String migration = invocation.migration(name);
        return waiting.drive(
                invocation, migration, forces -> invocation.engine().contract(migration, forces), force.forces());
    }
}
