package dev.segue.cli.command;

import dev.segue.cli.render.DriftReport;
import dev.segue.cli.render.Report;
import dev.segue.engine.Drift;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
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

    private static final List<String> ENDINGS = List.of(".yaml", ".yml", ".json");

    @Parameters(
            paramLabel = "DIR|FILE",
            arity = "0..*",
            description =
                    "Directories that hold all migration files, or single files; the directory migrations if left out.")
    List<Path> named = List.of();

    @Override
    Report perform(Invocation invocation) throws IOException {
        List<Path> places = named.isEmpty() ? List.of(NewCommand.DIRECTORY) : named;
        List<Drift.DeclaredFile> files = new ArrayList<>();
        boolean complete = false;
        for (Path place : places) {
            if (Files.isDirectory(invocation.path(place))) {
                complete = true;
                try (Stream<Path> listed = Files.list(invocation.path(place))) {
                    listed.filter(ValidateCommand::isDeclared)
                            .sorted()
                            .forEach(file -> files.add(declared(invocation, place.resolve(file.getFileName()))));
                }
            } else if (Files.isRegularFile(invocation.path(place))) {
                files.add(declared(invocation, place));
            } else {
                throw SegueException.usage(
                        "there is no file or directory " + place,
                        "name where your migration files are: segue validate DIR");
            }
        }
        return new DriftReport(invocation.engine().validate(files, complete), complete);
    }

    private static boolean isDeclared(Path file) {
        return Files.isRegularFile(file) && ENDINGS.stream().anyMatch(file.toString()::endsWith);
    }

    private static Drift.DeclaredFile declared(Invocation invocation, Path file) {
        String name = file.getFileName().toString();
        String migration = name.substring(0, name.lastIndexOf('.') < 0 ? name.length() : name.lastIndexOf('.'));
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
