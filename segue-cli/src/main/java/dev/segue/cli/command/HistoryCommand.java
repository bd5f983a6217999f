package dev.segue.cli.command;

import dev.segue.cli.render.HistoryReport;
import dev.segue.cli.render.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue history} */
@Command(
        name = "history",
        description = {
            "Shows who did what and when.",
            "The event log is only ever appended to; forced gates are in it with a name and a reason."
        })
final class HistoryCommand extends Action {

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The migration; all of them if left out.")
    @Nullable
    String name;

    @Override
    Report perform(Invocation invocation) {
        String migration = name == null ? "" : invocation.migration(name);
        return new HistoryReport(invocation.engine().history(migration), migration.isEmpty());
    }
}
