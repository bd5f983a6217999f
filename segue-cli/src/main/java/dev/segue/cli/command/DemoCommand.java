package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.engine.SegueException;
import picocli.CommandLine.Command;

/** {@code segue demo} */
@Command(name = "demo", description = "Shows a whole migration under live traffic.")
final class DemoCommand extends Action {

    @Override
    Report perform(Invocation invocation) {
        throw SegueException.failed("the demo is not there yet", "wait for it", null);
    }
}
