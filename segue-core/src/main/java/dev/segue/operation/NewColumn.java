package dev.segue.operation;

import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Key;
import dev.segue.declare.Text;
import dev.segue.operation.CreateTable.ColumnCheck;
import dev.segue.operation.CreateTable.ColumnReference;
import dev.segue.operation.CreateTable.Generated;
import org.jspecify.annotations.Nullable;

/** A column that an operation adds to a table. */
@Description("A column that is added.")
public record NewColumn(
        @Description("Its name, exactly as the database keeps it.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name,

        @Description("Its type, as SQL writes it.") String type,

        @Description("Whether it admits NULL.") @Default("false")
        boolean nullable,

        @Description("SQL for the value of an INSERT that gives none, like 'new' in its quotes, or now().")
        @Key("default")
        @Nullable
        String fallback,

        @Description("A comment on it.") @Nullable String comment,

        @Description("Whether each value is there once.") @Default("false")
        boolean unique,

        @Description("What its values obey.") @Nullable ColumnCheck check,

        @Description("The column of another table that it refers to.") @Nullable
        ColumnReference references,

        @Description("SQL that gives its value from the old row; where the operation itself has no up.") @Nullable
        String up,

        @Description("Whether it is the primary key.") @Default("false")
        boolean pk,

        @Description("How the server makes its values; of a new table's columns only.") @Nullable
        Generated generated) {

    public NewColumn {
        var faults = new Faults();
        Identifiers.checkColumn(faults, "name", name);
        faults.require(!type.isBlank(), "type", "the type is blank", "write a type of SQL, like text or numeric(10,2)");
        faults.require(up == null || !up.isBlank(), "up", "up is blank", "write an SQL expression, or leave it out");
        faults.require(
                fallback == null || !fallback.isBlank(),
                "default",
                "the default is blank",
                "write an SQL expression, or leave it out; an empty text is written \"''\"");
        faults.throwIfAny();
    }
}
