package dev.segue.cli.command;

import dev.segue.cli.render.PlanDetail;
import dev.segue.cli.render.PlanReport;
import dev.segue.cli.render.Report;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue plan} */
@Command(
        name = "plan",
        description = {
            "Shows everything that a migration will execute, and changes nothing.",
            "Reads the database, has the server parse and sample every expression, and prints every statement with its "
                    + "phase, the lock it takes and why it is safe."
        })
final class PlanCommand extends Action {

    @Parameters(
            paramLabel = "FILE",
            description = "The migration file, or its name in the directory of migrations, or the beginning of that.")
    Path file = Path.of("");

    @Option(names = "--sql", description = "Shows every statement in full, also those of the ways back.")
    boolean sql;

    @Option(names = "--brief", description = "Shows one line for each step.")
    boolean brief;

    private PlanDetail detail() {
        return sql ? PlanDetail.SQL : brief ? PlanDetail.BRIEF : PlanDetail.STATEMENTS;
    }

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException, IOException {
        Path found = MigrationFiles.find(invocation, file);
        MigrationFile migration = MigrationFile.read(invocation.path(found));
        return new PlanReport(invocation.engine().plan(migration), found.toString(), detail());
    }
}
