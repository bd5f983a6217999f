package dev.segue.client.darkread;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An answer taken apart into its fields, at the moment it was given: who changes the object afterwards changes nothing
 * here. Records, maps, lists and arrays are taken apart; everything else is a value that equals another or does not.
 * Immutable.
 */
final class Answer {

    private static final int MOST_FIELDS = 10_000;

    private final Map<String, @Nullable Object> fields;
    private final boolean error;

    private Answer(Map<String, @Nullable Object> fields, boolean error) {
        this.fields = fields;
        this.error = error;
    }

    static Answer of(@Nullable Object value, Rules rules) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        take("", "", value, rules, fields);
        return new Answer(Collections.unmodifiableMap(fields), false);
    }

    /** An error is an answer too: of the same kind, it is the same. */
    static Answer failed(Exception error) {
        String state = error instanceof SQLException sql ? " " + sql.getSQLState() : "";
        return new Answer(Map.of("error", error.getClass().getName() + state), true);
    }

    boolean isError() {
        return error;
    }

    Map<String, @Nullable Object> fields() {
        return fields;
    }

    private static void take(
            String path, String general, @Nullable Object value, Rules rules, Map<String, @Nullable Object> fields) {
        if (fields.size() >= MOST_FIELDS) {
            throw new IllegalArgumentException("an answer has more than " + MOST_FIELDS + " fields");
        }
        if (value instanceof Optional<?> optional) {
            take(path, general, optional.orElse(null), rules, fields);
        } else if (value instanceof Record row && components(row) != null) {
            Objects.requireNonNull(components(row)).forEach((name, part) -> {
                take(join(path, name), join(general, name), part, rules, fields);
            });
        } else if (value instanceof Map<?, ?> map) {
            fields.put(join(path, "size()"), map.size());
            map.forEach((name, part) -> {
                take(join(path, String.valueOf(name)), join(general, String.valueOf(name)), part, rules, fields);
            });
        } else if (value instanceof Collection<?> collection) {
            list(path, general, new ArrayList<>(collection), rules, fields);
        } else if (value != null && value.getClass().isArray()) {
            List<@Nullable Object> parts = new ArrayList<>();
            for (int n = 0; n < Array.getLength(value); n++) {
                parts.add(Array.get(value, n));
            }
            list(path, general, parts, rules, fields);
        } else {
            fields.put(path, value instanceof BigDecimal number ? number.stripTrailingZeros() : value);
        }
    }

    private static void list(
            String path, String general, List<?> parts, Rules rules, Map<String, @Nullable Object> fields) {
        fields.put(join(path, "size()"), parts.size());
        List<?> ordered = parts;
        if (rules.unordered().contains(general)) {
            // two lists with the same members have the same members at the same places once both are sorted
            ordered = parts.stream()
                    .sorted((a, b) -> text(a, rules).compareTo(text(b, rules)))
                    .toList();
        }
        for (int n = 0; n < ordered.size(); n++) {
            take(path + "[" + n + "]", general + "[*]", ordered.get(n), rules, fields);
        }
    }

    private static String text(@Nullable Object part, Rules rules) {
        return of(part, rules).fields.toString();
    }

    private static @Nullable Map<String, @Nullable Object> components(Record row) {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        for (RecordComponent component : row.getClass().getRecordComponents()) {
            try {
                if (!component.getAccessor().trySetAccessible()) {
                    return null; // a module that does not open itself: the record is compared as a whole
                }
                parts.put(component.getName(), component.getAccessor().invoke(row));
            } catch (IllegalAccessException | InvocationTargetException e) {
                return null;
            }
        }
        return parts;
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
