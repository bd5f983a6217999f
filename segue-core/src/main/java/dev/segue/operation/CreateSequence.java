package dev.segue.operation;

import dev.segue.catalog.SchemaObject;
import dev.segue.declare.AtLeast;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Words;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a sequence. */
@Description("Makes a sequence, which gives numbers.")
public record CreateSequence(
        @Description("Its name: name or schema.name, in double quotes where it is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("The type of its numbers.") @Default("bigint") @Words({"smallint", "integer", "bigint"})
        String type,

        @Description("Its first number; the smallest if left out.") @Nullable
        Long start,

        @Description("By how much each number is above the one before.") @Default("1")
        long increment,

        @Description("The smallest number.") @Nullable Long minimum,

        @Description("The greatest number.") @Nullable Long maximum,

        @Description("How many numbers a session takes at a time.") @Default("1") @AtLeast(1)
        long cache,

        @Description("Whether it begins again after the last one.") @Default("false")
        boolean cycle,

        @Description("A comment on it.") @Nullable String comment)
        implements Operation {

    public CreateSequence {
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        faults.require(increment != 0, "increment", "a sequence does not stand still", "write increment: 1");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        List<String> words = new ArrayList<>(List.of("AS", type, "INCREMENT BY", Long.toString(increment)));
        words.add(minimum == null ? "NO MINVALUE" : "MINVALUE " + minimum);
        words.add(maximum == null ? "NO MAXVALUE" : "MAXVALUE " + maximum);
        if (start != null) {
            words.add("START WITH " + start);
        }
        words.add("CACHE " + cache);
        words.add(cycle ? "CYCLE" : "NO CYCLE");
        resolution.make(
                "",
                new SchemaObject(
                        SchemaObject.Kind.SEQUENCE,
                        resolution.name(ObjectName.parse(name)),
                        String.join(" ", words),
                        comment));
    }
}
