package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue pause} */
@Command(
        name = "pause",
        description = {
            "Stops a migration after the range or step under way.",
            "Whoever drives it then ends with exit code 3. Duplicate writes go on, so nothing is lost meanwhile."
        })
final class PauseCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Override
    Report perform(Invocation invocation) {
        String migration = invocation.migration(name);
        invocation.engine().pause(migration);
        return new Message(
                List.of(migration + "   will pause after the range or step under way"),
                "segue resume " + migration,
                new Json().with("migration", migration).with("paused", true).map());
    }
}
