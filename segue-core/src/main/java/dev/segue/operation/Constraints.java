package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Wording;
import java.util.List;
import java.util.Optional;

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

    /** Takes a constraint away, and says what that means while both codes live. */
    static void drop(Resolution resolution, String tableName, String name) {
        Optional<Table> found = Tables.find(resolution, "table", tableName);
        Optional<Constraint> constraint = found.flatMap(t -> find(resolution, "name", t, name));
        if (found.isEmpty() || constraint.isEmpty()) {
            return;
        }
        Table table = found.get();
        Constraint dropped = constraint.get();
        switch (dropped) {
            case Constraint.Check check -> relaxed(resolution, table, name);
            case Constraint.ForeignKey key -> relaxed(resolution, table, name);
            case Constraint.PrimaryKey key -> {
                if (References.refuseIfReferred(resolution, "name", table, key.columns(), "the primary key " + name)) {
                    return;
                }
                kept(resolution, table, name);
            }
            case Constraint.Unique unique -> {
                if (References.refuseIfReferred(
                        resolution, "name", table, unique.columns(), "the unique constraint " + name)) {
                    return;
                }
                kept(resolution, table, name);
            }
            case Constraint.Other other -> kept(resolution, table, name);
        }
        resolution.put(table.withConstraints(
                table.constraints().stream().filter(c -> !c.equals(dropped)).toList()));
    }

    private static void relaxed(Resolution resolution, Table table, String name) {
        resolution.warn(
                "from expand on, rows of %s may break %s: new code may write them, and old code will read them"
                        .formatted(table.name(), name),
                "a rollback binds new rows to it again, and then stops at rows that break it, naming it");
    }

    private static void kept(Resolution resolution, Table table, String name) {
        resolution.warn(
                "%s goes with contract: until then new code obeys it too, for old code may name it in ON CONFLICT"
                        .formatted(name),
                null);
    }
}
