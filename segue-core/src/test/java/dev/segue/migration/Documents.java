package dev.segue.migration;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.segue.declare.Faults;
import dev.segue.declare.Node;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Migration files for tests. */
final class Documents {
    static final List<String> GOOD = List.of(
            "good/0007_extract_address.yaml",
            "good/0008_minimal.yml",
            "good/0009_as_json.json",
            "good/0010_several_operations.yaml");

    private Documents() {}

    static Path resource(String name) {
        try {
            return Path.of(Documents.class.getResource(name).toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** The problems a reading is refused for; none if it is not refused. */
    static List<Problem> problemsOf(ThrowingCallable reading) {
        var refused = catchThrowableOfType(InvalidMigrationException.class, reading);
        return refused == null ? List.of() : refused.problems();
    }

    /** A whole document around the fields of one {@code extract_table}, written in braces. */
    static String extractTable(String fields) {
        return "operations: [{ extract_table: { " + fields + " } }]\n";
    }

    /** The schema as it follows from the model. */
    static Schema schema() {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(MigrationSchema.generate(), InputFormat.JSON);
    }

    /** The text as the schema sees it. */
    static JsonNode json(String text) {
        return json(YamlTree.parse(text, new Faults()).orElseThrow());
    }

    private static JsonNode json(Node node) {
        var factory = JsonNodeFactory.instance;
        return switch (node) {
            case Node.Mapping mapping -> {
                var object = factory.objectNode();
                mapping.entries().forEach(entry -> object.set(entry.key(), json(entry.value())));
                yield object;
            }
            case Node.Sequence sequence -> {
                var array = factory.arrayNode();
                sequence.items().forEach(item -> array.add(json(item)));
                yield array;
            }
            case Node.Scalar scalar ->
                switch (scalar.kind()) {
                    case TEXT -> factory.stringNode(scalar.text());
                    case NUMBER -> JsonMapper.shared().readTree(scalar.text());
                    case BOOLEAN -> factory.booleanNode(true);
                    case NULL -> factory.nullNode();
                };
            case Node.Unreadable ignored -> factory.nullNode();
        };
    }
}
