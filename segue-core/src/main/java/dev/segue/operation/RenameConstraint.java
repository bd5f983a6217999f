package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import java.util.Optional;

/** Gives a constraint another name. */
@Description("Gives a constraint another name.")
public record RenameConstraint(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String from,

        @Description("Its new name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String to)
        implements Operation {

    public RenameConstraint {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "from", from);
        Identifiers.checkColumn(faults, "to", to);
        faults.require(!from.equals(to), "to", "that is its name already", "choose another name");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Optional<Table> on = Tables.find(resolution, "table", table);
        Optional<Constraint> constraint = on.flatMap(t -> Constraints.find(resolution, "from", t, from));
        if (on.isEmpty() || constraint.isEmpty()) {
            return;
        }
        Table holder = on.get();
        if (holder.constraint(to).isPresent()) {
            resolution.refuse(
                    "to", "table " + holder.name() + " has a constraint " + to + " already", "choose another name");
            return;
        }
        if (constraint.get().hasIndex()
                && !Tables.isFree(resolution, "to", new TableName(holder.name().schema(), to))) {
            return;
        }
        resolution.put(holder.withConstraints(holder.constraints().stream()
                .map(c -> c.name().equals(from) ? c.withName(to) : c)
                .toList()));
    }
}
