package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Words;
import dev.segue.operation.TableConstraint.Exclusion;
import dev.segue.operation.TableConstraint.IndexParameters;
import dev.segue.operation.TableConstraint.Reference;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Adds a constraint to a table. */
@Description("Adds a constraint to a table.")
public record CreateConstraint(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name,

        @Description("What it demands.") @Words({"unique", "check", "primary_key", "foreign_key", "exclude"})
        String type,

        @Description("Its columns; not needed for a check, not of an exclusion.") @Nullable
        List<String> columns,

        @Description("SQL: what holds for every row, with type: check.") @Nullable
        String check,

        @Description("What each row refers to, with type: foreign_key.") @Nullable
        Reference references,

        @Description("What no two rows may share, with type: exclude.") @Nullable
        Exclusion exclude,

        @Description("Whether a transaction may put the check off to its end.") @Default("false")
        boolean deferrable,

        @Description("Whether it does so unless told otherwise.") @Default("false")
        boolean initiallyDeferred,

        @Description("Whether two NULLs count as equal, with type: unique.") @Default("false")
        boolean nullsNotDistinct,

        @Description("Whether tables that inherit are exempt, with type: check.") @Default("false")
        boolean noInherit,

        @Description("Where and how its index lies, with type: unique, primary_key or exclude.") @Nullable
        IndexParameters indexParameters,

        @Description("For each column SQL that gives its new value from the old row; the value itself if left out.")
        @Nullable
        List<ColumnExpression> up,

        @Description("For each column SQL that gives its old value from the new row; the value itself if left out.")
        @Nullable
        List<ColumnExpression> down)
        implements Operation {

    public CreateConstraint {
        columns = columns == null ? null : List.copyOf(columns);
        up = up == null ? null : List.copyOf(up);
        down = down == null ? null : List.copyOf(down);
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        faults.throwIfAny();
        // refuses what does not stand together
        new TableConstraint(
                name,
                type,
                columns,
                check,
                references,
                exclude,
                deferrable,
                initiallyDeferred,
                nullsNotDistinct,
                noInherit,
                indexParameters);
    }

    private TableConstraint constraint() {
        return new TableConstraint(
                name,
                type,
                columns,
                check,
                references,
                exclude,
                deferrable,
                initiallyDeferred,
                nullsNotDistinct,
                noInherit,
                indexParameters);
    }

    @Override
    public void resolve(Resolution resolution) {
        Optional<Table> found = Tables.find(resolution, "table", table);
        if (found.isEmpty()) {
            return;
        }
        Table on = found.get();
        ColumnValues values = ColumnValues.of(up, down);
        List<String> own = columns == null ? on.columnNames() : columns;
        if (!values.areOf(resolution, own) | !isPossible(resolution, on)) {
            return;
        }
        Optional<ColumnValues.Copies> copies = values.copies(resolution, on, on);
        Optional<Draft.OfConstraint> draft = copies.flatMap(c -> constraint().draft(resolution, "", c.wanted()));
        if (copies.isEmpty() || draft.isEmpty()) {
            return;
        }
        Optional<Constraint> made = resolution.constraint("", copies.get().wanted(), name, draft.get());
        if (made.isPresent()) {
            tell(resolution, on, values);
            values.put(resolution, copies.get(), with(copies.get().wanted(), made.get()));
        }
    }

    private void tell(Resolution resolution, Table on, ColumnValues values) {
        if (!values.changed().isEmpty()) {
            resolution.warn(
                    "%s is of copies of %s in %s, with the values that up gives: old code keeps its own"
                            .formatted(name, String.join(", ", values.changed()), on.name()),
                    null);
        } else if (values.areGiven()) {
            resolution.warn(
                    "%s is of the columns of %s themselves, for up and down change no value: rows that break it stop the seal"
                            .formatted(name, on.name()),
                    "give an up that mends them");
        }
    }

    /** A primary key makes its columns NOT NULL. */
    static Table with(Table table, Constraint constraint) {
        Table with = table.plus(constraint);
        return constraint instanceof Constraint.PrimaryKey key
                ? with.mapColumns(c -> key.columns().contains(c.name()) ? c.withNullable(false) : c)
                : with;
    }

    private boolean isPossible(Resolution resolution, Table on) {
        TableName index = new TableName(on.name().schema(), name);
        boolean indexed = List.of("unique", "primary_key", "exclude").contains(type);
        if (on.constraint(name).isPresent()) {
            resolution.refuse(
                    "name", "table " + on.name() + " has a constraint " + name + " already", "choose another name");
            return false;
        }
        if (indexed && !Tables.isFree(resolution, "name", index)) {
            return false;
        }
        if (type.equals("primary_key") && on.primaryKey().isPresent()) {
            resolution.refuse(
                    "type",
                    "table " + on.name() + " has a primary key already: "
                            + on.primaryKey().get().name(),
                    "drop that first, or write type: unique");
            return false;
        }
        if (resolution.standsStill()) {
            return true;
        }
        if (type.equals("exclude")) {
            resolution.refuse(
                    "type",
                    "the server builds an exclusion's index only while it holds off every read and write of "
                            + on.name(),
                    "say strategy: big_bang, while nobody uses it");
            return false;
        }
        Optional<Refusal> refusal = indexed ? Refusals.indexedConstraint(on) : Optional.empty();
        refusal.ifPresent(r -> r.of(resolution, "type"));
        return refusal.isEmpty();
    }
}
