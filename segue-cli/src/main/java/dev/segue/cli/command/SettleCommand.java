package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import dev.segue.cli.render.Wording;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code segue settle} */
@Command(
        name = "settle",
        description = {
            "Carries writes that wait over to the other shape.",
            "They settle by themselves with the next write to the same row; this does it now, for all migrations."
        })
final class SettleCommand extends Action {

    @Override
    Report perform(Invocation invocation) {
        long settled = invocation.engine().settle();
        return new Message(
                List.of(
                        settled == 0
                                ? "Nothing waited to be settled."
                                : Wording.count(settled, "key") + (settled == 1 ? " was" : " were") + " settled."),
                "",
                new Json().with("settled", settled).map());
    }
}
