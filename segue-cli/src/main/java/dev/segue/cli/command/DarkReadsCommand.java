package dev.segue.cli.command;

import dev.segue.cli.render.DarkReadsReport;
import dev.segue.cli.render.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue dark-reads} */
@Command(
        name = "dark-reads",
        description = {
            "Shows what dark reads found.",
            "It counts since the flag's last change, for the version of the code that is registered now, and shows the last "
                    + "differences by field."
        })
final class DarkReadsCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Override
    Report perform(Invocation invocation) {
        String migration = invocation.migration(name);
        return new DarkReadsReport(invocation.engine().darkReads(migration));
    }
}
