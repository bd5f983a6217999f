package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import java.util.Optional;

/** Gives a column another name. */
@Description("Gives a column another name.")
public record RenameColumn(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column, exactly as the database keeps its name.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String from,

        @Description("Its new name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String to)
        implements Operation {

    public RenameColumn {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "from", from);
        Identifiers.checkColumn(faults, "to", to);
        faults.require(!from.equals(to), "to", "that is its name already", "write another name");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("table", this.table);
        Optional<Column> column = table.flatMap(t -> columns.column("from", t, from));
        if (table.isEmpty() || column.isEmpty()) {
            return;
        }
        if (columns.isRenameable("from", table.get(), column.get()) && columns.isFree("to", table.get(), to)) {
            resolution.put(columns.renamed(table.get(), from, to));
        }
    }
}
