package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import dev.segue.migration.InvalidMigrationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue seal} */
@Command(
        name = "seal",
        description = {
            "Tightens the new shape and puts the old one out of reach.",
            "Needs its gates open. The old shape is renamed and still kept in step, so that a forgotten reader fails loudly and segue unseal brings it back at once."
        })
final class SealCommand extends Action {

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
                invocation, migration, forces -> invocation.engine().seal(migration, forces), force.forces());
    }
}
