package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.SchemaObject;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Key;
import dev.segue.declare.Text;
import dev.segue.mapping.Expression;
import dev.segue.operation.CreateTable.ColumnCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes a domain. */
@Description("Makes a domain: a type with rules of its own.")
public record CreateDomain(
        @Description("Its name: name or schema.name, in double quotes where it is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("The type that it is of, as SQL writes it.")
        String type,

        @Description("Whether it admits NULL.") @Default("true")
        boolean nullable,

        @Description("SQL for the value of a column that is given none and has no default of its own.")
        @Key("default")
        @Nullable
        String fallback,

        @Description("What its values obey; the condition calls the value VALUE.") @Nullable
        ColumnCheck check,

        @Description("A comment on it.") @Nullable String comment)
        implements Operation {

    public CreateDomain {
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        faults.require(!type.isBlank(), "type", "the type is blank", "write a type of SQL, like text or numeric(10,2)");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        var server = resolution.type("type", type);
        if (server.isEmpty()) {
            return;
        }
        List<String> words = new ArrayList<>(List.of("AS", server.get()));
        if (fallback != null) {
            Column value = new Column("", "value", server.get(), true, Column.Origin.NONE, Column.Notes.NONE);
            if (new Columns(resolution).withDefault("default", value, fallback).isEmpty()) {
                return;
            }
            words.add("DEFAULT (" + fallback + ")");
        }
        if (!nullable) {
            words.add("NOT NULL");
        }
        if (check != null) {
            if (resolution
                    .expression(
                            "check.constraint",
                            check.constraint(),
                            "segue_domain",
                            List.of(new Expression.Argument("value", server.get())),
                            Optional.empty())
                    .isEmpty()) {
                return;
            }
            words.add("CONSTRAINT " + resolution.quoted(check.name()) + " CHECK (" + check.constraint() + ")");
        }
        resolution.make(
                "",
                new SchemaObject(
                        SchemaObject.Kind.DOMAIN,
                        resolution.name(ObjectName.parse(name)),
                        String.join(" ", words),
                        comment));
    }
}
