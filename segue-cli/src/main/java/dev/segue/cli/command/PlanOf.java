package dev.segue.cli.command;

import dev.segue.engine.Engine;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Plan;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the plan that somebody means, by a file or by the name of a migration that was started. */
final class PlanOf {

    private PlanOf() {}

    /**
     * {@return the plan of the file if there is one of that name, as it was stored if it was started; else that of the
     * migration in the journal}
     *
     * @throws InvalidMigrationException if the file does not fit the database
     */
    static Plan named(Invocation invocation, String named) throws InvalidMigrationException {
        Engine engine = invocation.engine();
        Path file = invocation.path(Path.of(named));
        return Files.isRegularFile(file)
                ? engine.plan(MigrationFile.read(file))
                : engine.status(invocation.migration(named)).plan();
    }
}
