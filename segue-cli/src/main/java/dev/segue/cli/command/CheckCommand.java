package dev.segue.cli.command;

import dev.segue.cli.render.Report;
import dev.segue.cli.render.StatementReport;
import dev.segue.engine.Captured;
import dev.segue.engine.SegueException;
import dev.segue.engine.StatementCheck;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code segue check} */
@Command(
        name = "check",
        description = {
            "Tells which of the application's statements would break, and on which shape.",
            "Has the server prepare each of them on empty copies of the tables before, while both shapes live and after, "
                    + "and rolls that back. Nothing is changed, and no table of the application is locked.",
            "Of a migration that is under way, what needs the old shape keeps the gate old_side_quiet closed, until "
                    + "another check no longer finds it."
        })
final class CheckCommand extends Action {

    private static final String COUNTED = "pg_stat_statements";

    @Parameters(paramLabel = "NAME", description = "The migration, or its file.")
    String name = "";

    @Option(
            names = "--statements",
            paramLabel = "FILE",
            required = true,
            description = "A file of statements, each ended by a semicolon, with ? or $1 for parameters; or "
                    + "pg_stat_statements for those that the server has counted.")
    String statements = "";

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException, IOException {
        Plan plan = PlanOf.named(invocation, name);
        Captured captured = statements.equals(COUNTED)
                ? new Captured.ByServer()
                : new Captured.InFile(statements, read(invocation.path(Path.of(statements))));
        return new StatementReport(
                plan.header().migration(), invocation.engine().check(plan, captured));
    }

    private static List<String> read(Path file) {
        try {
            return StatementCheck.split(Files.readString(file));
        } catch (IOException e) {
            throw SegueException.usage(
                    file + " cannot be read: " + e.getClass().getSimpleName(),
                    "name a file of statements, or pg_stat_statements");
        }
    }
}
