package dev.segue.testing.walk;

import dev.segue.testing.load.Application;
import java.util.List;

/**
 * What one walk is about.
 *
 * @param name for people
 * @param setUp SQL scripts that make the old shape and fill it; each is sent as a whole
 * @param migrationName the migration's name
 * @param migrationText the migration file's text; its gates should wait for no time to pass
 * @param schemas the schemas whose structure a rollback must restore exactly
 * @param application old and new code, and what the oracle watches
 */
public record WalkCase(
        String name,
        List<String> setUp,
        String migrationName,
        String migrationText,
        List<String> schemas,
        Application application) {

    public WalkCase {
        setUp = List.copyOf(setUp);
        schemas = List.copyOf(schemas);
    }

    @Override
    public String toString() {
        return name;
    }
}
