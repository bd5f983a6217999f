package dev.segue.cli.command;

import dev.segue.cli.render.OutcomeReport;
import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue rollback} */
@Command(
        name = "rollback",
        description = {
            "Takes the new shape away.",
            "Works from every state before the old shape is dropped, and restores the old structure exactly. Writes through the new shape are in the old one too, so none is lost."
        })
final class RollbackCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Mixin
    final WorkOptions work = new WorkOptions();

    @Override
    Options options(Options options) {
        return work.addTo(options);
    }

    @Override
    Report perform(Invocation invocation) {
        String migration = invocation.migration(name);
        return OutcomeReport.of(
                invocation.engine(), migration, invocation.engine().rollback(migration));
    }
}
