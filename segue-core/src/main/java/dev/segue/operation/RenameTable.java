package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import java.util.Optional;

/** Gives a table another name. */
@Description("Gives a table another name.")
public record RenameTable(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String from,

        @Description("Its new name, without a schema: the table stays in its own.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String to)
        implements Operation {

    public RenameTable {
        var faults = new Faults();
        Identifiers.checkObject(faults, "from", from);
        Identifiers.checkColumn(faults, "to", to);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Optional<Table> found = new Columns(resolution).table("from", from);
        if (found.isEmpty()) {
            return;
        }
        Table table = found.get();
        TableName name = new TableName(table.name().schema(), to);
        if (!Tables.isFree(resolution, "to", name)) {
            return;
        }
        resolution.put(table.withName(name));
        for (Table other : resolution.after().list()) {
            boolean refers = other.constraints().stream()
                    .anyMatch(c -> c instanceof Constraint.ForeignKey key
                            && key.target().equals(table.name()));
            if (refers) {
                resolution.put(other.withConstraints(other.constraints().stream()
                        .map(c -> c instanceof Constraint.ForeignKey key
                                        && key.target().equals(table.name())
                                ? key.withTarget(name)
                                : c)
                        .toList()));
            }
        }
    }
}
