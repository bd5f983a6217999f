package dev.segue.cli.command;

import dev.segue.cli.render.Json;
import dev.segue.cli.render.Message;
import dev.segue.cli.render.Report;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.migration.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue lint} */
@Command(
        name = "lint",
        description = {
            "Checks the form of migration files.",
            "Needs no database, so it knows nothing of tables and types; segue plan does."
        })
final class LintCommand extends Action {

    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "0..*",
            description = "Migration files, or directories of them; the directory of migrations if left out.")
    List<Path> named = List.of();

    @Override
    Report perform(Invocation invocation) throws InvalidMigrationException, IOException {
        List<Path> files = MigrationFiles.listed(invocation, named, "lint").files();
        if (files.isEmpty()) {
            return new Message(
                    List.of("There is no migration file."),
                    "segue new NAME writes one",
                    new Json().with("files", files, Path::toString).map());
        }
        List<Problem> problems = new ArrayList<>();
        for (Path file : files) {
            try {
                MigrationFile.read(invocation.path(file));
            } catch (InvalidMigrationException e) {
                problems.addAll(e.problems());
            }
        }
        if (!problems.isEmpty()) {
            throw new InvalidMigrationException(problems);
        }
        return new Message(
                List.of(
                        files.size() == 1
                                ? "The file is well formed."
                                : "All " + files.size() + " files are well formed."),
                "segue plan " + files.getFirst() + " checks it against the database",
                new Json().with("files", files, Path::toString).map());
    }
}
