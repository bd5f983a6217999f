package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue start} */
@Command(
        name = "start",
        description = {
            "Starts the system that a big bang has left stopped.",
            "A big bang starts it again by itself. This is for the day on which it could not: segue status then says that "
                    + "the system is stopped."
        })
final class StartCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Override
    Report perform(Invocation invocation) {
        String migration = invocation.migration(name);
        boolean was = invocation.engine().start(migration);
        return new Message(
                List.of(was ? "The system runs again." : "The system was not stopped by " + migration + "."),
                "segue status " + migration,
                new Json().with("migration", migration).with("started", was).map());
    }
}
