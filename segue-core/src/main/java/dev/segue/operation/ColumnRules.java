package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The constraints that are said of one column.
 *
 * @param unique the name of the unique constraint, or null
 */
record ColumnRules(
        @Nullable String unique,
        CreateTable.@Nullable ColumnCheck check,
        CreateTable.@Nullable ColumnReference references) {

    /** {@return the table with these constraints on a column; those that were refused are left out} */
    Table on(Resolution resolution, String path, Table table, String column) {
        Table made = table;
        if (unique != null
                && Tables.isFree(
                        resolution,
                        child(path, "unique"),
                        new TableName(table.name().schema(), unique))) {
            made = with(
                    resolution,
                    made,
                    child(path, "unique"),
                    unique,
                    new Draft.Unique(List.of(column), false, Draft.Storage.STANDARD, Draft.Deferral.AT_ONCE));
        }
        if (check != null) {
            made = with(
                    resolution,
                    made,
                    child(path, "check.constraint"),
                    check.name(),
                    new Draft.Check(check.constraint(), check.noInherit()));
        }
        if (references != null) {
            Table referring = made;
            TableConstraint constraint = references.constraint(column);
            made = constraint
                    .draft(resolution, child(path, "references"), made)
                    .map(draft -> with(resolution, referring, child(path, "references.name"), constraint.name(), draft))
                    .orElse(referring);
        }
        return made;
    }

    private static Table with(Resolution resolution, Table table, String path, String name, Draft.OfConstraint draft) {
        if (table.constraint(name).isPresent()) {
            resolution.refuse(path, "there is a constraint " + name + " already", "choose another name");
            return table;
        }
        Optional<Constraint> made = resolution.constraint(path, table, name, draft);
        return made.map(c -> CreateConstraint.with(table, c)).orElse(table);
    }

    private static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
