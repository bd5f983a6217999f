package dev.segue.testing.kill;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.nio.file.Path;
import java.util.List;

/**
 * A migration that is struck.
 *
 * @param name for people
 * @param setUp statements that make the old shape and fill it
 * @param migrationName the migration's name
 * @param migrationText the migration file's text; its gates must wait for no time to pass
 * @param schemas the schemas whose structure is compared
 * @param traffic what the application writes
 */
public record KillCase(
        String name, String setUp, String migrationName, String migrationText, List<String> schemas, Traffic traffic) {

    public KillCase {
        schemas = List.copyOf(schemas);
    }

    MigrationFile file() {
        try {
            return MigrationFile.parse(Path.of(migrationName + ".yaml"), migrationText);
        } catch (InvalidMigrationException e) {
            throw new IllegalArgumentException("the migration of " + name + " is wrong: " + e, e);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
