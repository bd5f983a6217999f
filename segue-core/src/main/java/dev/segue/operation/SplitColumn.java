package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.mapping.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts several columns in the place of one. */
@Description("Puts several columns in the place of one.")
public record SplitColumn(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column that is split, exactly as the database keeps its name.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String column,

        @Description("The columns that take its place, each with its up.")
        List<NewColumn> into,

        @Description("SQL that gives the old column from the new ones, like first_name || ' ' || last_name.")
        String down)
        implements Operation {

    public SplitColumn {
        into = List.copyOf(into);
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "column", column);
        faults.require(!down.isBlank(), "down", "down is blank", "write an SQL expression over the new columns");
        for (var n = 0; n < into.size(); n++) {
            faults.require(
                    into.get(n).up() != null,
                    Wording.item("into", n),
                    "nothing gives \"" + into.get(n).name() + "\" its value",
                    "add up: an SQL expression over the old row");
        }
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
        List<Replacement.Made> made = new ArrayList<>();
        for (int n = 0; n < into.size(); n++) {
            String path = Wording.item("into", n);
            Optional<Column> one = columns.made(path, rest, into.get(n));
            Optional<Expression> forward = one.flatMap(c -> resolution.value(
                    path + ".up", String.valueOf(into.get(made.size()).up()), table.get(), c));
            if (one.isEmpty() || forward.isEmpty()) {
                return;
            }
            rest = columns.with(path, rest, into.get(n), one.get());
            made.add(new Replacement.Made(one.get(), forward.get()));
        }
        Optional<Expression> backward = resolution.value("down", down, rest, gone.get());
        if (backward.isPresent()) {
            resolution.replace(
                    table.get(),
                    rest,
                    new Replacement(made, List.of(new Replacement.Gone(gone.get(), backward.get()))));
        }
    }
}
