package dev.segue.cli.command;

import dev.segue.cli.render.DriftReport;
import dev.segue.cli.render.Report;
import dev.segue.engine.Drift;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code segue validate} */
@Command(
        name = "validate",
        description = {
            "Finds where migration files, journal and database do not agree, and changes nothing.",
            "A file that changed since its migration was started; a migration without its file; tables that are not what "
                    + "the migrations made of them; and what migrations left behind. Ends with exit code 1 if anything "
                    + "is found."
        })
final class ValidateCommand extends Action {

    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "0..*",
            description =
                    "Directories that hold all migration files, or single files; the directory of migrations if left out.")
    List<Path> named = List.of();

    @Override
    Report perform(Invocation invocation) throws IOException {
        MigrationFiles.Named files = MigrationFiles.listed(invocation, named, "validate");
        List<Drift.DeclaredFile> declared =
                files.files().stream().map(file -> declared(invocation, file)).toList();
        return new DriftReport(invocation.engine().validate(declared, files.complete()), files.complete());
    }

    private static Drift.DeclaredFile declared(Invocation invocation, Path file) {
        String migration = MigrationFiles.migration(file);
        try {
            return new Drift.DeclaredFile(
                    migration,
                    file.toString(),
                    MigrationFile.read(invocation.path(file)).checksum());
        } catch (InvalidMigrationException e) {
            return new Drift.DeclaredFile(migration, file.toString(), null);
        }
    }
}
