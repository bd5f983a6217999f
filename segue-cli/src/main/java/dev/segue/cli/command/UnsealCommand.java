package dev.segue.cli.command;

import dev.segue.cli.render.OutcomeReport;
import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue unseal} */
@Command(
        name = "unseal",
        description = {
            "Brings the sealed old shape back.",
            "It was kept in step all the while, so nothing has to be filled."
        })
final class UnsealCommand extends Action {

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
                invocation.engine(), migration, invocation.engine().unseal(migration));
    }
}
