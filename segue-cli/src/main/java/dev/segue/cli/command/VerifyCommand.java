package dev.segue.cli.command;

import dev.segue.cli.render.ComparisonReport;
import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code segue verify} */
@Command(
        name = "verify",
        description = {
            "Compares both shapes of a migration, row by row.",
            "It is exact under load and takes no lock. Where the shapes disagree the rows are named, and the exit code "
                    + "is 4."
        })
final class VerifyCommand extends Action {

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
        return new ComparisonReport(migration, invocation.engine().verify(migration));
    }
}
