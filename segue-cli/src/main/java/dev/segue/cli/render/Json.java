package dev.segue.cli.render;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** One JSON object as it is being built; keys keep their order. Not thread-safe. */
public final class Json {

    private static final ObjectMapper INDENTED =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final ObjectMapper ON_ONE_LINE = JsonMapper.builder().build();

    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a value; null is left out. Instants, durations and enums become texts. */
    public Json with(String key, @Nullable Object value) {
        if (value != null) {
            values.put(key, plain(value));
        }
        return this;
    }

    /** Adds a list. */
    public <T> Json with(String key, List<T> list, Function<T, ?> element) {
        values.put(key, list.stream().map(element).map(Json::plain).toList());
        return this;
    }

    /** {@return the object} */
    public Map<String, Object> map() {
        return values;
    }

    /** {@return the text of a document, on several lines} */
    public static String indented(Map<String, Object> document) {
        return INDENTED.writeValueAsString(document);
    }

    /** {@return the text of a document, on one line} */
    public static String onOneLine(Map<String, Object> document) {
        return ON_ONE_LINE.writeValueAsString(document);
    }

    private static Object plain(Object value) {
        return switch (value) {
            case Json json -> json.map();
            case String text -> text;
            case Number number -> number;
            case Boolean truth -> truth;
            case Map<?, ?> map -> map;
            case List<?> list -> list;
            default -> value.toString();
        };
    }
}
