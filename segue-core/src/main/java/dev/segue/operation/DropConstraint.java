package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.MayBeBlank;
import dev.segue.declare.Text;
import org.jspecify.annotations.Nullable;

/** Takes a constraint away. */
@Description("Takes a constraint away.")
public record DropConstraint(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name,

        @Description("SQL that gives the new value of its column from the old row; the value itself if left out.")
        @MayBeBlank
        @Nullable
        String up,

        @Description("SQL that gives the old value, which obeys it, from the new row; the value itself if left out.")
        @MayBeBlank
        @Nullable
        String down)
        implements Operation {

    public DropConstraint {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "name", name);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Constraints.drop(resolution, table, name, (table, constraint) -> values(resolution, constraint));
    }

    private ColumnValues values(Resolution resolution, Constraint constraint) {
        if (up == null && down == null) {
            return ColumnValues.of(null, null);
        }
        if (constraint.columns().size() != 1) {
            resolution.refuse(
                    up == null ? "down" : "up",
                    name + " is of " + constraint.columns().size() + " columns: "
                            + String.join(", ", constraint.columns()),
                    "write drop_multicolumn_constraint, with a map from columns to SQL");
        }
        return ColumnValues.of(constraint.columns().stream().findFirst().orElse(""), up, down);
    }
}
