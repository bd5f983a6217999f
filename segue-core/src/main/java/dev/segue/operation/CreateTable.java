package dev.segue.operation;

import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Key;
import dev.segue.declare.Text;
import dev.segue.declare.Wording;
import dev.segue.declare.Words;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes a table. */
@Description("Makes a table.")
public record CreateTable(
        @Description("The table: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("Its columns.") List<NewColumn> columns,

        @Description("Its constraints, beside those that are said of a column.") @Nullable
        List<TableConstraint> constraints,

        @Description("A comment on it.") @Nullable String comment)
        implements Operation {

    public CreateTable {
        columns = List.copyOf(columns);
        constraints = constraints == null ? null : List.copyOf(constraints);
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        var names = new HashSet<String>();
        for (var i = 0; i < columns.size(); i++) {
            faults.require(
                    names.add(columns.get(i).name()),
                    Wording.item("columns", i),
                    "there are two columns " + Wording.quoted(columns.get(i).name()),
                    "name each column once");
        }
        boolean byColumn = columns.stream().anyMatch(NewColumn::pk);
        long keys = constraints == null
                ? 0
                : constraints.stream()
                        .filter(c -> c.type().equals("primary_key"))
                        .count();
        faults.require(
                keys + (byColumn ? 1 : 0) <= 1,
                "constraints",
                "there are two primary keys",
                "say pk: true of the columns, or give one constraint of type primary_key");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        new CreateTableResolver(this, resolution).resolve();
    }

    /** A column of a new table. */
    @Description("A column of a new table.")
    public record NewColumn(
            @Description("Its name, exactly as the database keeps it.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String name,

            @Description("Its type, like varchar(255); a serial type comes with its sequence.")
            String type,

            @Description("Whether it may be NULL.") @Default("false")
            boolean nullable,

            @Description("Whether it belongs to the primary key.") @Default("false")
            boolean pk,

            @Description("Whether each value is there once.") @Default("false")
            boolean unique,

            @Description("SQL: the value of a row that is given none.") @Key("default") @Nullable
            String defaultValue,

            @Description("What its values obey.") @Nullable ColumnCheck check,

            @Description("The column of another table that it refers to.") @Nullable
            ColumnReference references,

            @Description("How the server makes its values.") @Nullable
            Generated generated,

            @Description("A comment on it.") @Nullable String comment) {

        public NewColumn {
            var faults = new Faults();
            Identifiers.checkColumn(faults, "name", name);
            faults.require(
                    defaultValue == null || generated == null,
                    "default",
                    "the server makes the values of a generated column",
                    "leave default out, or generated");
            faults.throwIfAny();
        }
    }

    /** What the values of a column obey. */
    @Description("What the values of a column obey.")
    public record ColumnCheck(
            @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String name,

            @Description("SQL: what holds for every row.") String constraint,

            @Description("Whether tables that inherit are exempt.") @Default("false")
            boolean noInherit) {}

    /** The column of another table that a column refers to. */
    @Description("The column of another table that a column refers to.")
    public record ColumnReference(
            @Description("The constraint's name.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String name,

            @Description("The table referred to: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
            String table,

            @Description("The column referred to.") @Text(maximumLength = Identifiers.MOST_BYTES)
            String column,

            @Description("What happens when the row referred to goes.")
            @Default("NO ACTION")
            @Words({"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"})
            String onDelete,

            @Description("What happens when the row referred to changes its key.")
            @Default("NO ACTION")
            @Words({"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"})
            String onUpdate,

            @Description("How NULL is taken; of one column both say the same.")
            @Default("SIMPLE")
            @Words({"SIMPLE", "FULL"})
            String matchType,

            @Description("Whether a transaction may put the check off to its end.") @Default("false")
            boolean deferrable,

            @Description("Whether it does so unless told otherwise.") @Default("false")
            boolean initiallyDeferred) {

        TableConstraint constraint(String own) {
            return new TableConstraint(
                    name,
                    "foreign_key",
                    List.of(own),
                    null,
                    new TableConstraint.Reference(table, List.of(column), onDelete, null, onUpdate, matchType),
                    null,
                    deferrable,
                    initiallyDeferred,
                    false,
                    false,
                    null);
        }
    }

    /** How the server makes a column's values. */
    @Description("How the server makes a column's values: by an expression, or as an identity.")
    public record Generated(
            @Description("SQL: the value, of the row's other columns, stored.") @Nullable
            String expression,

            @Description("That it is an identity; {} says no more of it.") @Nullable
            Identity identity) {

        public Generated {
            var faults = new Faults();
            faults.require(
                    (expression == null) != (identity == null),
                    "",
                    "a column is generated by an expression or as an identity",
                    "write either expression or identity");
            faults.throwIfAny();
        }
    }

    /** That a column is an identity. */
    @Description("That a column is an identity.")
    public record Identity(
            @Description("Whether a value that a statement gives is refused, or taken.")
            @Default("ALWAYS")
            @Words({"ALWAYS", "BY DEFAULT"})
            String userSpecifiedValues,

            @Description("Options of its sequence, like START WITH 1000.") @Nullable
            String sequenceOptions) {}
}
