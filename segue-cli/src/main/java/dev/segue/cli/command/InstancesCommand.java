package dev.segue.cli.command;

import dev.segue.cli.render.InstancesReport;
import dev.segue.cli.render.Report;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue instances} */
@Command(
        name = "instances",
        description = {
            "Shows the application's instances.",
            "It says which shapes their code can use, by which change of the flag they work, and which shape they served. "
                    + "Code that does not register is not seen."
        })
final class InstancesCommand extends Action {

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "The migration; all of them if left out.")
    @Nullable
    String name;

    @Override
    Report perform(Invocation invocation) {
        String migration = name == null ? "" : invocation.migration(name);
        return new InstancesReport(migration, invocation.engine().instances(migration));
    }
}
