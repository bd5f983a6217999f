package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Keeper;
import dev.segue.catalog.Table;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.mapping.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Adds a column whose value follows from others of its row: <em>Introduce Calculated Column</em> of the catalogue of database
 * refactorings (Ambler, Sadalage: Refactoring Databases, 2006).
 */
@Description("Adds a column whose value follows from others of its row.")
public record AddCalculatedColumn(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column.") NewColumn column,

        @Description("SQL that gives its value from other columns of the row, like quantity * price.")
        String value,

        @Description(
                "Who keeps the value once the old shape is sealed: the server, by a trigger, or the application's code.")
        @Default("server")
        KeptBy keptBy)
        implements Operation {

    /** Who keeps the value once the old shape is sealed. */
    public enum KeptBy {
        /** The server, whoever writes. */
        SERVER,
        /** The application's code. */
        APPLICATION
    }

    public AddCalculatedColumn {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        faults.require(!value.isBlank(), "value", "the value is blank", "write an SQL expression over the row");
        faults.require(column.up() == null, "column.up", "up is written beside value", "leave it out");
        faults.require(
                column.fallback() == null, "column.default", "what is calculated needs no default", "leave it out");
        faults.require(
                !column.pk(), "column.pk", "what is calculated tells no rows apart", "make another column the key");
        faults.require(
                !Columns.isSerial(column.type()), "column.type", "a serial column is not calculated", "use add_column");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("table", this.table);
        Optional<Column> made = table.flatMap(t -> columns.made("column", t, column));
        if (table.isEmpty() || made.isEmpty() || !columns.hasKey("table", table.get())) {
            return;
        }
        Optional<Expression> judged = resolution.value("value", value, table.get(), made.get());
        if (judged.isEmpty() || !isFunctionOfTheRow(resolution, table.get(), judged.get())) {
            return;
        }
        Table wanted = columns.with("column", table.get(), column, made.get());
        boolean byServer = keptBy == KeptBy.SERVER;
        if (byServer) {
            wanted = kept(resolution, wanted, judged.get());
        } else {
            resolution.warn(
                    "nothing keeps %s of %s once the old shape is sealed but new code"
                            .formatted(made.get().name(), wanted.name()),
                    "let new code write it with whatever it follows from, or say kept_by: server");
        }
        resolution.replace(
                table.get(),
                wanted,
                new Replacement(List.of(new Replacement.Made(made.get(), judged.get(), byServer, null)), List.of()));
    }

    private boolean isFunctionOfTheRow(Resolution resolution, Table table, Expression judged) {
        if (judged.stability() != Expression.Stability.IMMUTABLE) {
            resolution.refuse(
                    "value",
                    "\"" + value + "\": may give another value in another session or at another time",
                    "use functions that are IMMUTABLE only, as the server asks of a generated column");
            return false;
        }
        if (judged.arguments().isEmpty()) {
            resolution.refuse(
                    "value", "\"" + value + "\": uses no column of the row", "use add_column, with a default");
            return false;
        }
        boolean fit = true;
        for (Expression.Argument argument : judged.arguments()) {
            Column source = table.column(argument.name()).orElseThrow();
            boolean calculated = table.attachments().keepers().stream()
                    .anyMatch(k -> k.column().equals(source.name()));
            if (calculated || keptBy == KeptBy.SERVER && !source.writable()) {
                resolution.refuse(
                        "value",
                        "column \"%s\" of %s is itself calculated by the server, maybe after this one"
                                .formatted(source.name(), table.name()),
                        "write what gives \"" + source.name() + "\" its value in its place");
                fit = false;
            }
        }
        return fit;
    }

    private static Table kept(Resolution resolution, Table wanted, Expression value) {
        Column made = wanted.columns().getLast();
        List<Keeper> keepers = new ArrayList<>(wanted.attachments().keepers());
        keepers.add(new Keeper(
                resolution.fit("zz_keep_" + made.name()),
                resolution.fit("keep_" + wanted.name().name() + "_" + made.name()),
                made.name(),
                value.arguments().stream().map(Expression.Argument::name).toList(),
                value.sql()));
        return wanted.withAttachments(wanted.attachments().withKeepers(keepers));
    }
}
