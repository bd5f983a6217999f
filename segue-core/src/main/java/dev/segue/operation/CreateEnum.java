package dev.segue.operation;

import dev.segue.catalog.SchemaObject;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes an enum. */
@Description("Makes an enum: a type of named values in an order.")
public record CreateEnum(
        @Description("Its name: name or schema.name, in double quotes where it is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("Its values, in their order.") List<String> values,

        @Description("A comment on it.") @Nullable String comment)
        implements Operation {

    public CreateEnum {
        values = List.copyOf(values);
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        check(faults, "values", values);
        faults.throwIfAny();
    }

    /** Adds a fault for each value that an enum cannot have. */
    static void check(Faults faults, String path, List<String> values) {
        var seen = new HashSet<String>();
        for (var n = 0; n < values.size(); n++) {
            var value = values.get(n);
            var reason = value.isEmpty() ? null : Identifiers.reasonAgainst(value.isBlank() ? "blank" : value);
            faults.require(
                    reason == null,
                    Wording.item(path, n),
                    Wording.quoted(value) + " cannot be a value: " + reason,
                    null);
            faults.require(
                    seen.add(value),
                    Wording.item(path, n),
                    "value " + Wording.quoted(value) + " is written twice",
                    "keep one");
        }
    }

    static String definition(List<String> values) {
        return "(" + String.join(", ", values.stream().map(Codes::literal).toList()) + ")";
    }

    @Override
    public void resolve(Resolution resolution) {
        resolution.make(
                "name",
                new SchemaObject(
                        SchemaObject.Kind.ENUM, resolution.name(ObjectName.parse(name)), definition(values), comment));
    }
}
