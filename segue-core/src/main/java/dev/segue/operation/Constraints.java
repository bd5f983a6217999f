package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Wording;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Finds constraints that an operation names, and takes them away. */
final class Constraints {

    private Constraints() {}

    /** {@return the table's constraint of that name, or nothing, refused} */
    static Optional<Constraint> find(Resolution resolution, String path, Table table, String name) {
        Optional<Constraint> constraint = table.constraint(name);
        if (constraint.isEmpty()) {
            List<String> names =
                    table.constraints().stream().map(Constraint::name).toList();
            resolution.refuse(
                    path,
                    "table " + table.name() + " has no constraint " + Wording.quoted(name)
                            + Suggestions.didYouMean(name, names),
                    "constraints: " + (names.isEmpty() ? "none" : Tables.shortList(names)));
        }
        return constraint;
    }

    /**
     * Takes a constraint away, and says what that means while both codes live.
     *
     * @param given what the operation says of the values of its columns
     */
    static void drop(
            Resolution resolution, String tableName, String name, BiFunction<Table, Constraint, ColumnValues> given) {
        Optional<Table> found = Tables.find(resolution, "table", tableName);
        Optional<Constraint> constraint = found.flatMap(t -> find(resolution, "name", t, name));
        if (found.isEmpty() || constraint.isEmpty()) {
            return;
        }
        Table table = found.get();
        Constraint dropped = constraint.get();
        ColumnValues values = given.apply(table, dropped);
        if (!values.areOf(resolution, dropped.columns()) | isReferred(resolution, table, dropped)) {
            return;
        }
        Table rest = table.withConstraints(
                table.constraints().stream().filter(c -> !c.equals(dropped)).toList());
        Optional<ColumnValues.Copies> copies = values.copies(resolution, table, rest);
        if (copies.isPresent()) {
            tell(resolution, table, dropped, values);
            values.put(resolution, copies.get(), copies.get().wanted());
        }
    }

    private static boolean isReferred(Resolution resolution, Table table, Constraint dropped) {
        return switch (dropped) {
            case Constraint.PrimaryKey key ->
                References.refuseIfReferred(resolution, "name", table, key.columns(), "the primary key " + key.name());
            case Constraint.Unique unique ->
                References.refuseIfReferred(
                        resolution, "name", table, unique.columns(), "the unique constraint " + unique.name());
            case Constraint.Check check -> false;
            case Constraint.ForeignKey key -> false;
            case Constraint.Other other -> false;
        };
    }

    private static void tell(Resolution resolution, Table table, Constraint dropped, ColumnValues values) {
        String name = dropped.name();
        if (!values.changed().isEmpty()) {
            resolution.warn(
                    "new code has copies of %s in %s, without %s; old code has its own under it until contract"
                            .formatted(String.join(", ", values.changed()), table.name(), name),
                    "a write of new code whose down breaks it is refused");
        } else if (dropped.hasIndex()) {
            resolution.warn(
                    "%s goes with contract: until then new code obeys it too, for old code may name it in ON CONFLICT"
                            .formatted(name),
                    null);
        } else if (values.areGiven()) {
            resolution.bindUntilContract(dropped);
            resolution.warn(
                    "%s goes with contract: until then new code obeys it too, for up and down change no value"
                            .formatted(name),
                    "give a down that obeys it, or neither up nor down where old code bears what breaks it");
        } else {
            resolution.loosen(dropped);
            resolution.warn(
                    "from expand on, rows of %s may break %s: new code may write them, and old code will read them"
                            .formatted(table.name(), name),
                    "a rollback binds new rows to it again, and then stops at rows that break it, naming it");
        }
    }
}
