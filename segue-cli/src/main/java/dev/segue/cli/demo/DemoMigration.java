package dev.segue.cli.demo;

import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.migration.Strategy;
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
    static MigrationFile in(String schema, String name, DemoSettings settings) throws InvalidMigrationException {
        String text = schema.equals("public")
                ? text()
                : text().replace("from: orders", "from: " + schema + ".orders")
                        .replace("into: addresses", "into: " + schema + ".addresses");
        return MigrationFile.parse(
                Path.of(name + ".yaml"),
                switch (settings.duplicateWrites()) {
                    case DATABASE -> byStrategy(text, settings.strategy());
                    case APPLICATION -> writtenTwiceByTheApplication(text);
                });
    }

    /** New code of the demo was written to run on both shapes. */
    private static String byStrategy(String text, Strategy strategy) {
        return switch (strategy) {
            case AUTO, EXPAND_CONTRACT -> text;
            case CODE_FIRST -> "strategy: code_first\nnew_code: { runs_on_before: true }\n" + text;
            case DATA_FIRST -> "strategy: data_first\n" + text;
            case BIG_BANG -> "strategy: big_bang\n" + text;
        };
    }

    /** Without triggers there is no old side that could be noisy. */
    private static String writtenTwiceByTheApplication(String text) {
        return text.replace("gates:\n", "duplicate_writes: application\n\ngates:\n")
                .replace("  old_side_quiet: 0s\n", "");
    }
}
