package dev.segue.declare;

import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON Schema (2020-12) of what {@link DeclarationReader} reads. It says all that a schema can say: what compares
 * several values, or asks for bytes, only the reader knows. It never refuses what the reader accepts.
 */
public final class SchemaGenerator {
    private final JsonNodeFactory json = JsonNodeFactory.instance;
    private final TreeMap<String, ObjectNode> definitions = new TreeMap<>();

    private SchemaGenerator() {}

    /** The schema of a record, with the given {@code $id}. */
    public static ObjectNode schema(Class<? extends Record> type, String id, String title) {
        var generator = new SchemaGenerator();
        var schema = generator.json.objectNode();
        schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.put("$id", id);
        schema.put("title", title);
        schema.setAll(generator.fields(Shape.ofRecord(type)));
        var definitions = generator.json.objectNode();
        definitions.setAll(generator.definitions);
        schema.set("$defs", definitions);
        return schema;
    }

    private ObjectNode schema(Shape shape) {
        return switch (shape) {
            case Shape.Literal literal -> literal(literal);
            case Shape.WholeNumber number -> wholeNumber(number);
            case Shape.TruthValue ignored -> type("boolean");
            case Shape.TimeSpan ignored -> type("string").put("pattern", Durations.PATTERN);
            case Shape.Choice choice -> choice(choice);
            case Shape.ListOf list -> list(list);
            case Shape.RecordOf fields -> record(fields);
            case Shape.OneOf oneOf -> oneOf(oneOf);
        };
    }

    private ObjectNode literal(Shape.Literal shape) {
        var schema = type("string");
        if (!shape.words().isEmpty()) {
            return schema.set("enum", strings(shape.words()));
        }
        schema.put("pattern", shape.pattern().isEmpty() ? "[^ \\t\\r\\n]" : shape.pattern());
        if (shape.maximumLength() < Integer.MAX_VALUE) {
            schema.put("maxLength", shape.maximumLength());
        }
        return schema;
    }

    private ObjectNode wholeNumber(Shape.WholeNumber shape) {
        var isInt = shape.type() == int.class || shape.type() == Integer.class;
        return type("integer")
                .put("minimum", shape.minimum())
                .put("maximum", isInt ? Integer.MAX_VALUE : Long.MAX_VALUE);
    }

    private ObjectNode choice(Shape.Choice shape) {
        var schema = type("string")
                .set(
                        "enum",
                        strings(shape.options().stream().map(Shape.Option::word).toList()));
        var described = shape.options().stream()
                .filter(option -> !option.description().isEmpty())
                .map(option -> option.word() + ": " + option.description())
                .collect(Collectors.joining("\n"));
        return described.isEmpty() ? (ObjectNode) schema : ((ObjectNode) schema).put("description", described);
    }

    private ObjectNode list(Shape.ListOf shape) {
        var schema = type("array");
        if (!shape.mayBeEmpty()) {
            schema.put("minItems", 1);
        }
        schema.set("items", schema(shape.item()));
        if (!(shape.item() instanceof Shape.RecordOf fields) || fields.keyed() == null) {
            return schema;
        }
        var either = json.arrayNode().add(schema).add(keyed(shape, fields, fields.keyed()));
        var both = json.objectNode();
        both.set("oneOf", either);
        return both;
    }

    private ObjectNode keyed(Shape.ListOf shape, Shape.RecordOf fields, Keyed keyed) {
        var others = fields(new Shape.RecordOf(
                fields.type(),
                "",
                fields.fields().stream()
                        .filter(field -> !field.name().equals(keyed.by()))
                        .toList(),
                null,
                null,
                fields.together()));
        var schema = type("object");
        if (!shape.mayBeEmpty()) {
            schema.put("minProperties", 1);
        }
        var values = json.arrayNode().add(others);
        fields.fields().stream()
                .filter(field -> field.name().equals(keyed.single()))
                .forEach(field -> values.add(schema(field.shape())));
        if (keyed.single().isEmpty()) {
            values.add(type("null"));
        }
        var value = json.objectNode();
        value.set("anyOf", values);
        schema.set("additionalProperties", value);
        return schema;
    }

    private ObjectNode record(Shape.RecordOf shape) {
        var fields = fields(shape);
        var shorthand = shape.shorthand();
        if (shorthand == null) {
            return fields;
        }
        var either = json.arrayNode().add(schema(shorthand.shape())).add(fields);
        var schema = json.objectNode();
        schema.set("oneOf", either);
        return schema;
    }

    private ObjectNode fields(Shape.RecordOf shape) {
        var schema = json.objectNode();
        if (!shape.description().isEmpty()) {
            schema.put("description", shape.description());
        }
        schema.put("type", "object").put("additionalProperties", false);
        var properties = schema.putObject("properties");
        shape.fields().forEach(field -> properties.set(field.name(), property(field)));
        var required = shape.fields().stream()
                .filter(Shape.Field::required)
                .map(Shape.Field::name)
                .toList();
        if (!required.isEmpty()) {
            schema.set("required", strings(required));
        }
        if (!shape.together().isEmpty()) {
            var dependent = schema.putObject("dependentRequired");
            for (var name : shape.together()) {
                dependent.set(
                        name,
                        strings(shape.together().stream()
                                .filter(other -> !other.equals(name))
                                .toList()));
            }
        }
        return schema;
    }

    private ObjectNode property(Shape.Field field) {
        var value = schema(field.shape());
        var schema = json.objectNode();
        var description = joined(field.description(), value.path("description").asString(""));
        if (!description.isEmpty()) {
            schema.put("description", description);
        }
        value.remove("description");
        if (field.mayBeBlank()) {
            value.remove("pattern");
        }
        if (field.ofNull() != null) {
            value.set("type", json.arrayNode().add("string").add("null"));
        }
        schema.setAll(value);
        var fallback = field.fallback();
        if (fallback != null) {
            setDefault(schema, field.shape(), fallback);
        }
        return schema;
    }

    private static void setDefault(ObjectNode schema, Shape shape, String fallback) {
        switch (shape) {
            case Shape.WholeNumber ignored -> schema.put("default", Long.parseLong(fallback));
            case Shape.TruthValue ignored -> schema.put("default", Boolean.parseBoolean(fallback));
            default -> {
                if (fallback.isEmpty()) {
                    schema.putObject("default");
                } else {
                    schema.put("default", fallback);
                }
            }
        }
    }

    private ObjectNode oneOf(Shape.OneOf shape) {
        var schema =
                type("object").put("minProperties", 1).put("maxProperties", 1).put("additionalProperties", false);
        var properties = schema.putObject("properties");
        shape.alternatives().forEach((name, fields) -> {
            definitions.put(name, record(fields));
            properties.putObject(name).put("$ref", "#/$defs/" + name);
        });
        return schema;
    }

    private ObjectNode type(String type) {
        return json.objectNode().put("type", type);
    }

    private ArrayNode strings(Collection<String> words) {
        var array = json.arrayNode();
        words.forEach(array::add);
        return array;
    }

    private static String joined(String first, String second) {
        return Stream.of(first, second)
                .filter(text -> !text.isEmpty())
                .distinct()
                .collect(Collectors.joining("\n"));
    }
}
