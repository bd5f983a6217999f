package dev.segue.operation;

import dev.segue.declare.Fault;
import dev.segue.declare.InvalidDeclarationException;
import dev.segue.declare.Wording;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a table or sequence, exactly as the database keeps it (case counts, nothing is folded).
 *
 * @param schema the schema, or null where the declaration leaves it to the default
 */
public record ObjectName(@Nullable String schema, String name) {
    /** What {@link #parse} reads, for the JSON Schema. */
    static final String PATTERN =
            "^(\"([^\"]|\"\")+\"|[^\". ]([^\".]*[^\". ])?)(\\.(\"([^\"]|\"\")+\"|[^\". ]([^\".]*[^\". ])?))?$";

    private static final String PART = "\"((?:[^\"]|\"\")+)\"|([^\". ](?:[^\".]*[^\". ])?)";
    private static final Pattern FORM = Pattern.compile("(?:" + PART + ")(?:\\.(?:" + PART + "))?");

    public ObjectName {
        for (var part : schema == null ? List.of(name) : List.of(schema, name)) {
            var reason = Identifiers.reasonAgainst(part);
            if (reason != null) {
                throw new InvalidDeclarationException(
                        List.of(new Fault("", Wording.quoted(part) + " cannot be a name: " + reason, null)));
            }
        }
    }

    /**
     * Reads {@code table}, {@code schema.table} or {@code "odd schema"."odd.table"}; within quotes, two quotes are one.
     *
     * @throws InvalidDeclarationException if the text is no such name; the fault's path is empty
     */
    public static ObjectName parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new InvalidDeclarationException(List.of(new Fault(
                    "",
                    Wording.quoted(text) + " is not a name",
                    "write table, schema.table, or with odd characters '\"odd schema\".\"odd.table\"'")));
        }
        var first = part(matcher, 1);
        var second = part(matcher, 3);
        if (first == null) {
            throw new IllegalStateException("the form has a first part: " + text);
        }
        return second == null ? new ObjectName(null, first) : new ObjectName(first, second);
    }

    /** The text that {@link #parse} reads as this name, with quotes only where they are needed. */
    @Override
    public String toString() {
        return schema == null ? written(name) : written(schema) + '.' + written(name);
    }

    private static @Nullable String part(Matcher matcher, int group) {
        var quoted = matcher.group(group);
        return quoted == null ? matcher.group(group + 1) : quoted.replace("\"\"", "\"");
    }

    private static String written(String part) {
        var plain =
                part.indexOf('"') < 0 && part.indexOf('.') < 0 && part.strip().equals(part);
        return plain ? part : '"' + part.replace("\"", "\"\"") + '"';
    }
}
