package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import java.util.Optional;
import java.util.stream.Collectors;

/** Drops a table, once no code uses it. */
@Description("Drops a table, once no code uses it.")
public record DropTable(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name)
        implements Operation {

    public DropTable {
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Optional<Table> found = new Columns(resolution).table("name", name);
        if (found.isEmpty()) {
            return;
        }
        Table table = found.get();
        String referring = resolution.after().list().stream()
                .filter(other -> !other.identity().equals(table.identity()))
                .flatMap(other -> other.constraints().stream()
                        .filter(c -> c instanceof Constraint.ForeignKey key
                                && key.target().equals(table.name()))
                        .map(c -> c.name() + " of " + other.name()))
                .collect(Collectors.joining(", "));
        if (!referring.isEmpty()) {
            resolution.refuse(
                    "name",
                    table.name() + " is referred to by: " + referring,
                    "drop these constraints in the same migration, before the table");
            return;
        }
        resolution.remove(table);
    }
}
