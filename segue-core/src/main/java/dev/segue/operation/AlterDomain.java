package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Domain;
import dev.segue.catalog.ObjectChange;
import dev.segue.catalog.SchemaObject;
import dev.segue.catalog.TableName;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Key;
import dev.segue.declare.NullMeans;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Text;
import dev.segue.mapping.Expression;
import dev.segue.operation.CreateTable.ColumnCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Changes the rules of a domain, or its name. */
@Description("Changes the rules of a domain, or its name.")
public record AlterDomain(
        @Description("The domain: name or schema.name, in double quotes where it is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String name,

        @Description("Its new name; the same if left out.") @Text(maximumLength = Identifiers.MOST_BYTES) @Nullable
        String rename,

        @Description("Whether it admits NULL from now on; as before if left out.") @Nullable
        Boolean nullable,

        @Description(
                "SQL for the value of a column that is given none and has no default of its own; as before if left out. NULL takes the default away.")
        @Key("default")
        @NullMeans("NULL")
        @Nullable
        String fallback,

        @Description("What its values obey besides; the condition calls the value VALUE.") @Nullable
        ColumnCheck check,

        @Description("The name of a check that its values need no more obey.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        @Nullable
        String dropCheck)
        implements Operation {

    public AlterDomain {
        var faults = new Faults();
        Identifiers.checkObject(faults, "name", name);
        boolean something =
                rename != null || nullable != null || fallback != null || check != null || dropCheck != null;
        faults.require(something, "name", "nothing is said to change", "write what the domain is afterwards");
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        TableName there = resolution.name(ObjectName.parse(name));
        Optional<Domain> found = resolution.domain(there);
        if (found.isEmpty()) {
            resolution.refuse("name", "there is no domain " + there, "create_domain makes one");
            return;
        }
        Domain domain = found.get();
        List<String> atSeal = new ArrayList<>();
        List<String> back = new ArrayList<>();
        List<String> atContract = new ArrayList<>();
        boolean fits = defaults(resolution, domain, atSeal, back)
                & nulls(resolution, domain, atSeal, back, atContract)
                & drops(resolution, domain, atContract)
                & isNameFree(resolution, there)
                & checks(resolution, domain);
        if (!fits) {
            return;
        }
        TableName afterwards = rename == null ? there : new TableName(there.schema(), rename);
        SchemaObject object = new SchemaObject(SchemaObject.Kind.DOMAIN, there, "", null);
        List<ObjectChange> changes = new ArrayList<>();
        if (check != null) {
            // by the name that it has until seal, and undone when it has that again
            changes.add(new ObjectChange.AddCheck(
                    there,
                    domain.type(),
                    check.name(),
                    check.constraint(),
                    domain.uses().tables()));
        }
        if (!atSeal.isEmpty() || !atContract.isEmpty() || !afterwards.equals(there)) {
            changes.add(new ObjectChange.Alter(object, afterwards, atSeal, back, atContract));
        }
        if (changes.isEmpty()) {
            resolution.refuse("name", "domain " + there + " is so already", "leave the operation out");
            return;
        }
        resolution.change("name", object, changes);
        if (!atContract.isEmpty()) {
            resolution.warn(
                    "domain %s admits more only from contract on: to forbid it again the server would read every row"
                            .formatted(there),
                    "let new code write such values after contract");
        }
    }

    private boolean defaults(Resolution resolution, Domain domain, List<String> atSeal, List<String> back) {
        if (fallback == null) {
            return true;
        }
        boolean goes = fallback.strip().equalsIgnoreCase("null");
        Column value = new Column("", "value", domain.type(), true, Column.Origin.NONE, Column.Notes.NONE);
        if (!goes
                && new Columns(resolution)
                        .withDefault("default", value, fallback)
                        .isEmpty()) {
            return false;
        }
        String before = domain.rules().fallback();
        if (!goes || before != null) {
            atSeal.add(goes ? "DROP DEFAULT" : "SET DEFAULT (" + fallback + ")");
            back.add(before == null ? "DROP DEFAULT" : "SET DEFAULT " + before);
        }
        return true;
    }

    /** The server reads every row of every table for SET NOT NULL, and holds off whoever writes them. */
    private boolean nulls(
            Resolution resolution, Domain domain, List<String> atSeal, List<String> back, List<String> atContract) {
        if (nullable == null || nullable == domain.rules().nullable()) {
            return true;
        }
        if (nullable) {
            atContract.add("DROP NOT NULL");
            return true;
        }
        if (!isUnused(domain) && !resolution.standsStill()) {
            resolution.refuse(
                    "nullable",
                    "domain %s has values in %s, all of which the server would read while it holds off whoever writes them"
                            .formatted(domain.name(), where(domain)),
                    "say check: { name: …, constraint: VALUE IS NOT NULL }, or alter_column with nullable: false for"
                            + " each column, or strategy: big_bang");
            return false;
        }
        atSeal.add("SET NOT NULL");
        back.add("DROP NOT NULL");
        return true;
    }

    private static boolean isUnused(Domain domain) {
        return domain.uses().tables().isEmpty() && domain.uses().nested().isEmpty();
    }

    private static String where(Domain domain) {
        List<String> all = new ArrayList<>();
        domain.uses().tables().forEach(t -> all.add(t.toString()));
        all.addAll(domain.uses().nested());
        return Tables.shortList(all);
    }

    private boolean drops(Resolution resolution, Domain domain, List<String> atContract) {
        if (dropCheck == null) {
            return true;
        }
        List<String> checks = domain.rules().checks();
        if (!checks.contains(dropCheck)) {
            resolution.refuse(
                    "drop_check",
                    "domain %s has no check \"%s\"%s"
                            .formatted(domain.name(), dropCheck, Suggestions.didYouMean(dropCheck, checks)),
                    "checks: " + Tables.shortList(checks));
            return false;
        }
        atContract.add("DROP CONSTRAINT " + resolution.quoted(dropCheck));
        return true;
    }

    private boolean checks(Resolution resolution, Domain domain) {
        if (check == null) {
            return true;
        }
        if (domain.rules().checks().contains(check.name())) {
            resolution.refuse(
                    "check.name",
                    "domain %s has a check \"%s\" already".formatted(domain.name(), check.name()),
                    "choose another name");
            return false;
        }
        if (!domain.uses().nested().isEmpty()) {
            resolution.refuse(
                    "check",
                    "domain %s is part of other types, whose values nothing but the server can look at, and it holds off whoever writes them: %s"
                            .formatted(
                                    domain.name(),
                                    Tables.shortList(domain.uses().nested())),
                    "say create_constraint for each column of them");
            return false;
        }
        return resolution
                .expression(
                        "check.constraint",
                        check.constraint(),
                        "segue_domain",
                        List.of(new Expression.Argument("value", domain.type())),
                        Optional.empty())
                .isPresent();
    }

    private boolean isNameFree(Resolution resolution, TableName there) {
        if (rename == null) {
            return true;
        }
        TableName wanted = new TableName(there.schema(), rename);
        boolean taken = resolution.taken(wanted).isPresent()
                || resolution.enumValues(wanted).isPresent()
                || resolution.domain(wanted).isPresent();
        if (taken) {
            resolution.refuse("rename", "the name " + wanted + " is taken", "choose another name");
        } else {
            resolution.warn(
                    "domain %s is called %s from seal on; columns follow, casts in code do not"
                            .formatted(there, rename),
                    "let new code name it so when the old shape is sealed, or cast to its own type");
        }
        return !taken;
    }
}
