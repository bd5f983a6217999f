package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Key;
import dev.segue.declare.MayBeBlank;
import dev.segue.declare.NullMeans;
import dev.segue.declare.Shorthand;
import dev.segue.declare.Text;
import dev.segue.mapping.Expression;
import dev.segue.operation.CreateTable.ColumnCheck;
import dev.segue.operation.CreateTable.ColumnReference;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes what a column holds, or the rules for it. */
@Description("Changes what a column holds, or the rules for it.")
public record AlterColumn(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column, exactly as the database keeps its name.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String column,

        @Description("Its new name; the same if left out.") @Text(maximumLength = Identifiers.MOST_BYTES) @Nullable
        String name,

        @Description("Its new type, as SQL writes it; the same if left out.") @Nullable
        String type,

        @Description("Whether it admits NULL from now on; as before if left out.") @Nullable
        Boolean nullable,

        @Description(
                "SQL for the value of an INSERT that gives none; as before if left out. NULL takes the default away.")
        @Key("default")
        @NullMeans("NULL")
        @Nullable
        String fallback,

        @Description("A comment on it; as before if left out. NULL takes the comment away.") @NullMeans("") @Nullable
        String comment,

        @Description("A constraint by which each value is there once.") @Nullable
        UniqueRule unique,

        @Description("What its values obey from now on.") @Nullable
        ColumnCheck check,

        @Description("The column of another table that it refers to from now on.") @Nullable
        ColumnReference references,

        @Description("SQL that gives the new value from the old row; the value itself if left out.")
        @MayBeBlank
        @Nullable
        String up,

        @Description("SQL that gives the old value from the new row; the value itself if left out.")
        @MayBeBlank
        @Nullable
        String down)
        implements Operation {

    /** A constraint by which each value is there once. */
    @Description("A constraint by which each value is there once.")
    @Shorthand("name")
    public record UniqueRule(
            @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String name) {}

    public AlterColumn {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "column", column);
        if (name != null) {
            Identifiers.checkColumn(faults, "name", name);
        }
        faults.require(up == null || !up.isBlank(), "up", "up is blank", "write an SQL expression, or leave it out");
        faults.require(
                down == null || !down.isBlank(), "down", "down is blank", "write an SQL expression, or leave it out");
        faults.require(
                name != null
                        || type != null
                        || nullable != null
                        || fallback != null
                        || comment != null
                        || unique != null
                        || check != null
                        || references != null
                        || changesValues(column, up)
                        || changesValues(column, down),
                "",
                "nothing is changed",
                "say what: type, nullable, default, comment, unique, check, references, up and down");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> table = columns.table("table", this.table);
        Optional<Column> old = table.flatMap(t -> columns.column("column", t, column));
        if (table.isEmpty() || old.isEmpty()) {
            return;
        }
        String newName = name == null || name.equals(column) ? column : name;
        if (!newName.equals(column)
                && !(columns.isRenameable("name", table.get(), old.get())
                        && columns.isFree("name", table.get(), newName))) {
            return;
        }
        Optional<String> newType = type == null ? Optional.of(old.get().type()) : resolution.type("type", type);
        if (newType.isEmpty()) {
            return;
        }
        boolean isAnother = changesValues(column, up)
                || changesValues(newName, down)
                || !newType.get().equals(old.get().type());
        if (isAnother && columns.replaceable("column", table.get(), column).isEmpty()) {
            return;
        }
        Column made = new Column(
                isAnother ? resolution.newIdentity() : old.get().identity(),
                newName,
                newType.get(),
                nullable == null ? old.get().nullable() : nullable,
                old.get().origin(),
                new Column.Notes(
                        Columns.notes(old.get(), newType.get()).collation(),
                        comment == null ? old.get().notes().comment() : comment.isEmpty() ? null : comment));
        Optional<Column> complete = withDefault(columns, old.get(), made);
        if (complete.isEmpty()) {
            return;
        }
        if (!isAnother && complete.get().nullable() && !old.get().nullable()) {
            resolution.warn(
                    "old code may meet NULL in %s.%s as soon as new code writes it"
                            .formatted(table.get().name(), column),
                    "give up and down, like down: coalesce(" + newName + ", …), if it cannot bear that");
        }
        if (!isAnother && !complete.get().nullable() && old.get().nullable()) {
            resolution.warn(
                    "new code may meet NULL in %s.%s until seal, and rows that hold it then stop the seal"
                            .formatted(table.get().name(), column),
                    "give an up that fills them, like up: coalesce(" + column + ", …), or fill them yourself before");
        }
        if (isAnother) {
            replace(resolution, columns, table.get(), old.get(), complete.get());
        } else {
            Table renamed = newName.equals(column) ? table.get() : columns.renamed(table.get(), column, newName);
            resolution.put(rules().on(
                            resolution,
                            "",
                            renamed.mapColumns(
                                    c -> c.identity().equals(old.get().identity()) ? complete.get() : c),
                            complete.get().name()));
        }
    }

    /** Whether the SQL says anything but the column itself. */
    private static boolean changesValues(String column, @Nullable String sql) {
        return sql != null && !new ColumnExpression(column, sql).isPlain();
    }

    private Optional<Column> withDefault(Columns columns, Column old, Column made) {
        if (fallback == null) {
            return old.type().equals(made.type()) ? Optional.of(made) : columns.withCastDefault("type", made);
        }
        if (fallback.strip().equalsIgnoreCase("null")) {
            return Optional.of(made.withOrigin(Column.Origin.NONE));
        }
        return columns.withDefault("default", made, fallback);
    }

    private ColumnRules rules() {
        return new ColumnRules(unique == null ? null : unique.name(), check, references);
    }

    private void replace(Resolution resolution, Columns columns, Table table, Column old, Column made) {
        Table wanted = rules().on(resolution, "", columns.replaced(table, old, made), made.name());
        Optional<Expression> forward =
                resolution.value("up", up == null ? resolution.quoted(old.name()) : up, table, made);
        Optional<Expression> backward =
                resolution.value("down", down == null ? resolution.quoted(made.name()) : down, wanted, old);
        if (forward.isPresent() && backward.isPresent()) {
            resolution.replace(table, wanted, Replacement.one(old, made, forward.get(), backward.get()));
        }
    }
}
