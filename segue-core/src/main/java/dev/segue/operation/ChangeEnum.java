package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Keyed;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.operation.ReplaceCodes.Code;
import dev.segue.operation.ReplaceCodes.Others;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the values of an enum, in all tables that use it. */
@Description("Changes the values of an enum, in all tables that use it.")
public record ChangeEnum(
        @Description("The enum: name or schema.name, in double quotes where it is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("All its values afterwards, in their order.")
        List<String> values,

        @Description("Values that get another name, and the other name of each.") @Nullable
        List<Renamed> rename,

        @Description("Values that go, and the value that each becomes.") @Nullable
        List<Removed> remove)
        implements Operation {

    /** A value that gets another name. */
    @Description("A value that gets another name.")
    @Keyed(by = "from", single = "to")
    public record Renamed(
            @Description("The value now.") String from,
            @Description("The value afterwards.") String to) {}

    /** A value that goes. */
    @Description("A value that goes.")
    @Keyed(by = "value", single = "becomes")
    public record Removed(
            @Description("The value.") String value,
            @Description("What rows have that had it.") String becomes) {}

    public ChangeEnum {
        values = List.copyOf(values);
        rename = rename == null ? null : List.copyOf(rename);
        remove = remove == null ? null : List.copyOf(remove);
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        CreateEnum.check(faults, "values", values);
        for (var n = 0; rename != null && n < rename.size(); n++) {
            requireValue(
                    faults, Wording.item("rename", n), values, rename.get(n).to());
        }
        for (var n = 0; remove != null && n < remove.size(); n++) {
            requireValue(
                    faults, Wording.item("remove", n), values, remove.get(n).becomes());
            faults.require(
                    !values.contains(remove.get(n).value()),
                    Wording.item("remove", n),
                    "value " + Wording.quoted(remove.get(n).value()) + " goes, and is one of the values",
                    "take it out of values, or out of remove");
        }
        faults.throwIfAny();
    }

    private static void requireValue(Faults faults, String path, List<String> values, String value) {
        faults.require(
                values.contains(value),
                path,
                "value " + Wording.quoted(value) + " is not one of the values" + Suggestions.didYouMean(value, values),
                "values lists all that are there afterwards");
    }

    @Override
    public void resolve(Resolution resolution) {
        TableName type = resolution.name(ObjectName.parse(name));
        Optional<List<String>> now = resolution.enumValues(type);
        if (now.isEmpty()) {
            resolution.refuse("name", "there is no enum " + type, "create_enum makes one");
            return;
        }
        Map<String, String> become = become(resolution, type, now.get());
        if (become.size() < now.get().size()) {
            return;
        }
        if (now.get().equals(values)) {
            resolution.refuse("values", "enum " + type + " has these values already", "leave the operation out");
        } else if (keepsAll(now.get())) {
            extend(resolution, type, now.get());
        } else {
            replace(resolution, type, now.get(), become);
        }
    }

    /** {@return what each value becomes; those that were refused are left out} */
    private Map<String, String> become(Resolution resolution, TableName type, List<String> now) {
        Map<String, String> become = new LinkedHashMap<>();
        Map<String, String> said = new LinkedHashMap<>();
        if (rename != null) {
            rename.forEach(r -> said.put(r.from(), r.to()));
        }
        if (remove != null) {
            remove.forEach(r -> said.put(r.value(), r.becomes()));
        }
        said.keySet().stream()
                .filter(v -> !now.contains(v))
                .forEach(v -> resolution.refuse(
                        rename != null && rename.stream().anyMatch(r -> r.from().equals(v)) ? "rename" : "remove",
                        "enum " + type + " has no value " + Wording.quoted(v) + Suggestions.didYouMean(v, now),
                        "values: " + Tables.shortList(now)));
        for (String value : now) {
            if (said.containsKey(value)) {
                become.put(value, said.get(value));
            } else if (values.contains(value)) {
                become.put(value, value);
            } else {
                resolution.refuse(
                        "values",
                        "enum " + type + " has a value " + Wording.quoted(value)
                                + ", and nothing says what becomes of it",
                        "add it to values, to rename, or to remove: { " + value + ": what rows have then }");
            }
        }
        return become;
    }

    /** Whether all values stay, in the order that they have. */
    private boolean keepsAll(List<String> now) {
        return rename == null
                && remove == null
                && values.stream().filter(now::contains).toList().equals(now);
    }

    /** A value that is only added locks and rewrites nothing (manual of PostgreSQL, ALTER TYPE). */
    private void extend(Resolution resolution, TableName type, List<String> now) {
        List<ObjectChange.AddValue> added = new ArrayList<>();
        for (int n = 0; n < values.size(); n++) {
            if (now.contains(values.get(n))) {
                continue;
            }
            String neighbour = n > 0 ? values.get(n - 1) : now.isEmpty() ? null : now.getFirst();
            added.add(new ObjectChange.AddValue(type, values.get(n), neighbour, n == 0));
        }
        resolution.add("name", type, added);
        resolution.warn(
                "values that enum " + type + " gets stay after a rollback: the server takes none away",
                "old code reads them as soon as new code writes them");
    }

    private void replace(Resolution resolution, TableName type, List<String> now, Map<String, String> become) {
        Optional<String> oldType = resolution.typeName("name", type);
        Optional<String> newType = resolution.replace(
                "name",
                new SchemaObject(SchemaObject.Kind.ENUM, type, CreateEnum.definition(now), null),
                new SchemaObject(SchemaObject.Kind.ENUM, type, CreateEnum.definition(values), null));
        if (oldType.isEmpty() || newType.isEmpty()) {
            return;
        }
        List<Code> codes = new ArrayList<>();
        // what keeps its name is what old code reads, then what was renamed
        become.entrySet().stream()
                .sorted(Comparator.comparingInt(e -> rank(e.getKey(), e.getValue())))
                .forEach(e -> codes.add(new Code(e.getKey(), e.getValue())));
        List<String> order = now.stream().map(become::get).distinct().toList();
        boolean ordered = values.stream().filter(order::contains).toList().equals(order);
        Codes all = new Codes(
                resolution, codes, Others.FAIL, new EnumLiterals(oldType.get(), newType.get(), become, ordered));
        Columns columns = new Columns(resolution);
        for (Table listed : List.copyOf(resolution.after().list())) {
            if (resolution.after().isPartition(listed)) {
                continue;
            }
            for (Column column : listed.columns()) {
                if (!column.type().equals(oldType.get())) {
                    continue;
                }
                Table table = resolution.after().tableOf(listed.identity()).orElseThrow();
                if (columns.replaceable("name", table, column.name()).isPresent()) {
                    all.replace(
                            "values",
                            table,
                            column,
                            new Column(
                                    resolution.newIdentity(),
                                    column.name(),
                                    newType.get(),
                                    column.nullable(),
                                    Column.Origin.NONE,
                                    Columns.notes(column, newType.get())));
                }
            }
        }
    }

    private int rank(String value, String becomes) {
        if (value.equals(becomes)) {
            return 0;
        }
        return rename != null && rename.stream().anyMatch(r -> r.from().equals(value)) ? 1 : 2;
    }
}
