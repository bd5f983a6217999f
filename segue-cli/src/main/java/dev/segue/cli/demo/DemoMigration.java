package dev.segue.cli.demo;

import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The migration file of the demo. */
final class DemoMigration {

    /** The name of the file, and so of the migration. */
    static final String NAME = "0001_extract_address";

    private DemoMigration() {}

    /** {@return the text of the file, as the documentation shows it} */
    static String text() {
        try (InputStream stream = DemoMigration.class.getResourceAsStream(NAME + ".yaml")) {
            if (stream == null) {
                throw new IllegalStateException(NAME + ".yaml is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the file for the tables of a schema, under a name} */
    static MigrationFile in(String schema, String name, DuplicateWrites duplicateWrites)
            throws InvalidMigrationException {
        String text = schema.equals("public")
                ? text()
                : text().replace("from: orders", "from: " + schema + ".orders")
                        .replace("into: addresses", "into: " + schema + ".addresses");
        return MigrationFile.parse(
                Path.of(name + ".yaml"),
                switch (duplicateWrites) {
                    case DATABASE -> text;
                    case APPLICATION -> writtenTwiceByTheApplication(text);
                });
    }

    /** Without triggers there is no old side that could be noisy. */
    private static String writtenTwiceByTheApplication(String text) {
        return text.replace("gates:\n", "duplicate_writes: application\n\ngates:\n")
                .replace("  old_side_quiet: 0s\n", "");
    }
}
