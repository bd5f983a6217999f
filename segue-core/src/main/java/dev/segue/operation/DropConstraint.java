package dev.segue.operation;

import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;

/** Takes a constraint away. */
@Description("Takes a constraint away.")
public record DropConstraint(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name)
        implements Operation {

    public DropConstraint {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "name", name);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Constraints.drop(resolution, table, name);
    }
}
