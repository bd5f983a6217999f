package dev.segue.operation;

import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes a constraint of several columns away. */
@Description("Takes a constraint of several columns away.")
public record DropMulticolumnConstraint(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name,

        @Description("For each column SQL that gives its new value from the old row; the value itself if left out.")
        @Nullable
        List<ColumnExpression> up,

        @Description("For each column SQL that gives its old value from the new row; the value itself if left out.")
        @Nullable
        List<ColumnExpression> down)
        implements Operation {

    public DropMulticolumnConstraint {
        up = up == null ? null : List.copyOf(up);
        down = down == null ? null : List.copyOf(down);
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "name", name);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Constraints.drop(resolution, table, name, (table, constraint) -> ColumnValues.of(up, down));
    }
}
