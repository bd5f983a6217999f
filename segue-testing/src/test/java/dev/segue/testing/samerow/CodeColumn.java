package dev.segue.testing.samerow;

import dev.segue.testing.oracle.Field;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column as one code knows it: a prefix, and the values of one or more fields of the oracle with slashes between them.
 *
 * @param name its name
 * @param type its type in SQL
 * @param prefix what its text begins with
 * @param fields the fields that its value holds
 * @param follow fields that get the same value whenever this one is written: by itself where a code does not know them
 * @param none the text that stands for a field that is NULL; null where the column itself is NULL then
 * @param nullable whether its last field may be NULL
 */
record CodeColumn(
        String name,
        String type,
        String prefix,
        List<Field> fields,
        List<Field> follow,
        @Nullable String none,
        boolean nullable) {

    /** {@return a column that holds one field as it is, and always has a value} */
    static CodeColumn of(String name, Field field) {
        return new CodeColumn(
                name,
                field.kind() == Field.Kind.NUMBER ? "numeric" : "text",
                "",
                List.of(field),
                List.of(),
                null,
                false);
    }

    /** {@return a text of several fields, of which none is NULL} */
    static CodeColumn of(String name, Field first, Field second) {
        return new CodeColumn(name, "text", "", List.of(first, second), List.of(), "", false);
    }

    /** {@return the same of another type} */
    CodeColumn as(String otherType) {
        return new CodeColumn(name, otherType, prefix, fields, follow, none, nullable);
    }

    /** {@return the same text behind a prefix} */
    CodeColumn behind(String otherPrefix) {
        return new CodeColumn(name, type, otherPrefix, fields, follow, none, nullable);
    }

    /** {@return the same, and a field that follows from it} */
    CodeColumn with(Field follower) {
        return new CodeColumn(name, type, prefix, fields, List.of(follower), none, nullable);
    }

    /** {@return the same, whose last field may be NULL} */
    CodeColumn orNull() {
        return new CodeColumn(name, type, prefix, fields, follow, none, true);
    }

    /** {@return the same, in which a text stands for NULL} */
    CodeColumn orNull(String text) {
        return new CodeColumn(name, type, prefix, fields, follow, text, true);
    }

    /** {@return all fields that a write of this column writes, as a set} */
    int bits() {
        int bits = 0;
        for (Field field : fields) {
            bits |= field.bit();
        }
        for (Field field : follow) {
            bits |= field.bit();
        }
        return bits;
    }

    /** {@return the text of fields with these values} */
    @Nullable
    String text(List<@Nullable String> values) {
        if (none == null && values.contains(null)) {
            return null;
        }
        if (fields.size() == 1 && values.getFirst() == null) {
            return none;
        }
        return prefix
                + values.stream().map(value -> value == null ? none : value).collect(Collectors.joining("/"));
    }

    /** {@return the values of its fields in a text} */
    List<@Nullable String> values(@Nullable String text) {
        if (text == null || fields.size() == 1 && text.equals(none)) {
            return Collections.nCopies(fields.size(), null);
        }
        List<@Nullable String> values = new ArrayList<>();
        String rest = text.startsWith(prefix) ? text.substring(prefix.length()) : text;
        for (String value : rest.split("/", fields.size())) {
            values.add(value.isEmpty() ? null : value);
        }
        return values;
    }

    /** {@return SQL for the value of row {@code n} before the first write} */
    String initially() {
        String text = fields.stream()
                .map(field -> switch (field.kind()) {
                    case TEXT -> "'" + field.name() + " 0-' || n";
                    case NUMBER -> "n";
                })
                .collect(Collectors.joining(" || '/' || "));
        return "CAST('" + prefix + "' || " + text + " AS " + type + ")";
    }
}
