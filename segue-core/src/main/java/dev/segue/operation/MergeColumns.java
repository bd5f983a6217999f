package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.mapping.Expression;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Puts one column in the place of several. */
@Description("Puts one column in the place of several.")
public record MergeColumns(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The columns that are merged, each with its down.")
        List<Merged> columns,

        @Description("The column that takes their place.") NewColumn into,

        @Description("SQL that gives the new column from the old ones, like first_name || ' ' || last_name.")
        String up)
        implements Operation {

    /** A column that is merged. */
    @Description("A column that is merged.")
    public record Merged(
            @Description("Its name, exactly as the database keeps it.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String name,

            @Description("SQL that gives its value from the new row, like split_part(name, ' ', 1).")
            String down) {
        public Merged {
            var faults = new Faults();
            Identifiers.checkColumn(faults, "name", name);
            faults.require(!down.isBlank(), "down", "down is blank", "write an SQL expression over the new column");
            faults.throwIfAny();
        }
    }

    public MergeColumns {
        columns = List.copyOf(columns);
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        faults.require(!up.isBlank(), "up", "up is blank", "write an SQL expression over the old columns");
        faults.require(into.up() == null, "into.up", "up is written in the wrong place", "write it beside into");
        var names = new HashSet<String>();
        for (var n = 0; n < columns.size(); n++) {
            faults.require(
                    names.add(columns.get(n).name()),
                    Wording.item("columns", n) + ".name",
                    "column \"" + columns.get(n).name() + "\" is merged twice",
                    "name each column once");
        }
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns found = new Columns(resolution);
        Optional<Table> table = found.table("table", this.table);
        if (table.isEmpty()) {
            return;
        }
        List<Column> merged = new ArrayList<>();
        for (int n = 0; n < columns.size(); n++) {
            found.replaceable(
                            Wording.item("columns", n),
                            table.get(),
                            columns.get(n).name())
                    .ifPresent(merged::add);
        }
        if (merged.size() < columns.size()) {
            return;
        }
        List<String> names = columns.stream().map(Merged::name).toList();
        found.lost(table.get(), names);
        Table rest = table.get().without(names);
        Optional<Column> made = found.made("into", rest, into);
        Optional<Expression> forward = made.flatMap(c -> resolution.value("up", up, table.get(), c));
        if (made.isEmpty() || forward.isEmpty()) {
            return;
        }
        Table wanted = found.with("into", rest, into, made.get());
        List<Replacement.Gone> gone = new ArrayList<>();
        for (int n = 0; n < merged.size(); n++) {
            Optional<Expression> backward = resolution.value(
                    Wording.item("columns", n) + ".down", columns.get(n).down(), wanted, merged.get(n));
            if (backward.isEmpty()) {
                return;
            }
            gone.add(new Replacement.Gone(merged.get(n), backward.get()));
        }
        resolution.replace(
                table.get(), wanted, new Replacement(List.of(new Replacement.Made(made.get(), forward.get())), gone));
    }
}
