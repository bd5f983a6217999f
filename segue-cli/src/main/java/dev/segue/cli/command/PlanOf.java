package dev.segue.cli.command;

import dev.segue.engine.Engine;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Plan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the plan that somebody means, by a file or by the name of a migration that was started. */
final class PlanOf {

    private PlanOf() {}

    /**
     * {@return the plan of the file if there is one of that name, as it was stored if it was started; else that of the
     * migration in the journal; else that of the file in the directory of migrations}
     *
     * @throws InvalidMigrationException if the file does not fit the database
     */
    static Plan named(Invocation invocation, String named) throws InvalidMigrationException, IOException {
        Engine engine = invocation.engine();
        Path file = invocation.path(Path.of(named));
        if (Files.isRegularFile(file)) {
            return engine.plan(MigrationFile.read(file));
        }
        if (MigrationName.among(named, engine.migrations()).isEmpty()) {
            Optional<Path> declared = MigrationFiles.inDirectory(invocation, named);
            if (declared.isPresent()) {
                return engine.plan(MigrationFile.read(invocation.path(declared.get())));
            }
        }
        return engine.status(invocation.migration(named)).plan();
    }
}
