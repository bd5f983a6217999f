package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.settings.Options;
import dev.segue.migration.InvalidMigrationException;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

/** A command: does something, and has something to say at its end. */
@Command(mixinStandardHelpOptions = false)
abstract class Action implements Callable<Integer> {

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it before anything is called
    SegueCommand segue;

    /** {@return what the command has to say} */
    abstract Report perform(Invocation invocation) throws InvalidMigrationException, IOException;

    /** {@return the settings that the command's own options change} */
    Options options(Options options) {
        return options;
    }

    @Override
    public final Integer call() throws Exception {
        try (Invocation invocation = segue.invocation(this::options)) {
            Report report = perform(invocation);
            invocation.print(report);
            return report.exitCode();
        }
    }
}
