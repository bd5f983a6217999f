package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue approve} */
@Command(
        name = "approve",
        description = {
            "Approves that the old shape is put out of reach.",
            "Opens the gate of that name if the migration's file lists you (approved_by). Say who you are with --actor; it "
                    + "is kept in the history."
        })
final class ApproveCommand extends Action {

    @Parameters(paramLabel = "NAME", description = "The migration.")
    String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "What you have looked at.")
    String reason = "";

    @Override
    Report perform(Invocation invocation) {
        String migration = invocation.migration(name);
        invocation.engine().approve(migration, reason);
        return new Message(
                List.of("Approved."),
                "segue status " + migration,
                new Json().with("migration", migration).map());
    }
}
