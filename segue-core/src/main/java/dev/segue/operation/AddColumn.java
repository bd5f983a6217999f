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

/** Adds a column to a table, with a value for the rows that are there. */
@Description("Adds a column to a table, with a value for the rows that are there.")
public record AddColumn(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column.") NewColumn column,

        @Description("SQL that gives its value from the row, for rows that are there and that old code writes.")
        @MayBeBlank
        @Nullable
        String up)
        implements Operation {

    public AddColumn {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        faults.require(
                up == null || column.up() == null, "up", "up is written twice", "write it beside column, not in it");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("table", this.table);
        Optional<Column> made = table.flatMap(t -> columns.made("column", t, column));
        if (table.isEmpty() || made.isEmpty()) {
            return;
        }
        String value = up == null ? column.up() : up;
        Optional<Expression> forward = Optional.empty();
        Optional<Expression> initial = Optional.empty();
        if (value != null) {
            forward = resolution.value(up == null ? "column.up" : "up", value, table.get(), made.get());
            if (forward.isEmpty()) {
                return;
            }
        } else if (Columns.isSerial(column.type())) {
            forward = Optional.of(next(made.get()));
        } else if (column.fallback() != null) {
            Optional<Expression> judged =
                    resolution.value("column.default", column.fallback(), table.get(), made.get());
            if (judged.isEmpty()) {
                return;
            }
            // what is the same for all rows, the server keeps once; of another default each row is filled
            forward = judged.filter(e -> e.stability() == Expression.Stability.VOLATILE);
            initial = judged;
        } else if (!column.nullable()) {
            resolution.refuse(
                    "column",
                    "column \"" + column.name()
                            + "\" admits no NULL, and nothing gives it a value in the rows that are there",
                    "add up: …, a default, or nullable: true");
            return;
        }
        if (forward.isPresent() && !columns.hasKey("table", table.get())) {
            return;
        }
        resolution.replace(
                table.get(),
                columns.with("column", table.get(), column, made.get()),
                new Replacement(
                        List.of(forward.map(up -> new Replacement.Made(made.get(), up))
                                .orElse(Replacement.Made.alike(made.get(), initial.orElse(null)))),
                        List.of()));
    }

    /** The sequence comes with the column, so the server cannot be asked before. */
    private static Expression next(Column numbered) {
        return new Expression(
                "CAST(" + numbered.origin().expression() + " AS " + numbered.type() + ")",
                List.of(),
                numbered.type(),
                Expression.Stability.VOLATILE);
    }
}
