package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.MayBeBlank;
import dev.segue.declare.Text;
import dev.segue.mapping.Expression;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Drops a column, once no code uses it. */
@Description("Drops a column, once no code uses it.")
public record DropColumn(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column, exactly as the database keeps its name.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String column,

        @Description(
                "SQL that gives its value from the rest of a row that new code writes; NULL, or its default, if left out.")
        @MayBeBlank
        @Nullable
        String down)
        implements Operation {

    public DropColumn {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "column", column);
        faults.require(
                down == null || !down.isBlank(), "down", "down is blank", "write an SQL expression, or leave it out");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("table", this.table);
        Optional<Column> gone = table.flatMap(t -> columns.replaceable("column", t, column));
        if (table.isEmpty() || gone.isEmpty()) {
            return;
        }
        Table rest = table.get().without(List.of(column));
        columns.lost(table.get(), List.of(column));
        Optional<Expression> backward = Optional.empty();
        if (down != null) {
            backward = resolution.value("down", down, rest, gone.get());
            if (backward.isEmpty()) {
                return;
            }
        }
        resolution.replace(
                table.get(),
                rest,
                new Replacement(List.of(), List.of(new Replacement.Gone(gone.get(), backward.orElse(null)))));
    }
}
