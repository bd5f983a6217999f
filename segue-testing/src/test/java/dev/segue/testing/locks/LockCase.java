package dev.segue.testing.locks;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * One form of an operation, and the table that it is about.
 *
 * @param operation the operation's key, which is also the name of its page
 * @param form what is particular about it
 * @param table the table that it changes, without its schema
 * @param setUp SQL that is run on the {@linkplain LockCases#SHOP shop} first
 * @param operations of the migration, as YAML
 * @param excused why its statements may go through rows while nobody can write; empty where they may not
 */
public record LockCase(
        String operation, String form, String table, String setUp, String operations, Optional<String> excused) {

    /** The migration of every case. */
    public static final String MIGRATION = "0001_change";

    private static final String HEAD = """
            gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }
            operations:
            """;

    /** {@return a case whose statements may go through rows only where nobody is hindered} */
    public static LockCase of(String operation, String form, String table, String setUp, String declared) {
        return new LockCase(operation, form, table, setUp, declared, Optional.empty());
    }

    LockCase excusedBecause(String reason) {
        return new LockCase(operation, form, table, setUp, operations, Optional.of(reason));
    }

    /** {@return the migration} */
    public MigrationFile file() throws InvalidMigrationException {
        return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), HEAD + operations.indent(2));
    }

    @Override
    public String toString() {
        return form.isEmpty() ? operation : operation + ", " + form;
    }
}
