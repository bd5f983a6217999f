package dev.segue.migration;

import dev.segue.declare.SchemaGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.databind.json.JsonMapper;

/** The JSON Schema of migration files, for editors and other tools. */
public final class MigrationSchema {
    private static final String RESOURCE = "migration.schema.json";

    private MigrationSchema() {}

    /** The schema as published with this release. */
    public static String published() {
        try (var stream = MigrationSchema.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException(RESOURCE + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The schema as it follows from the model; what is published is a copy of this. */
    static String generate() {
        var schema = SchemaGenerator.schema(DeclaredMigration.class, "urn:segue:migration", "Segue migration");
        var indenter = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withObjectIndenter(indenter).withArrayIndenter(indenter);
        return JsonMapper.builder().build().writer().with(printer).writeValueAsString(schema) + "\n";
    }
}
