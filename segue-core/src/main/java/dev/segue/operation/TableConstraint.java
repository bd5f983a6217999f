package dev.segue.operation;

import dev.segue.catalog.Draft;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Words;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A constraint as a file declares it, of a new table or of one that is there. */
@Description("A constraint of the table.")
public record TableConstraint(
        @Description("Its name.") @Text(maximumLength = Identifiers.MOST_BYTES)
        String name,

        @Description("What it demands.") @Words({"unique", "check", "primary_key", "foreign_key", "exclude"})
        String type,

        @Description("Its columns; not of a check or an exclusion.") @Nullable
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
        IndexParameters indexParameters) {

    public TableConstraint {
        columns = columns == null ? null : List.copyOf(columns);
        var faults = new Faults();
        Identifiers.checkColumn(faults, "name", name);
        boolean ofColumns = !type.equals("check") && !type.equals("exclude");
        faults.require(
                !ofColumns || columns != null && !columns.isEmpty(),
                "columns",
                "a constraint of type " + type + " is of columns",
                "write columns: [one, two]");
        only(faults, "check", check, type, "check");
        only(faults, "references", references, type, "foreign_key");
        only(faults, "exclude", exclude, type, "exclude");
        faults.require(
                references == null || columns == null || references.columns().size() == columns.size(),
                "references.columns",
                "the columns do not pair up",
                "name as many as in columns, in the same order");
        boolean indexed = List.of("unique", "primary_key", "exclude").contains(type);
        faults.require(
                indexed || indexParameters == null,
                "index_parameters",
                "a constraint of type " + type + " has no index",
                "leave it out");
        faults.require(
                type.equals("unique") || !nullsNotDistinct,
                "nulls_not_distinct",
                "it is said of type: unique only",
                "leave it out");
        faults.require(
                type.equals("check") || !noInherit, "no_inherit", "it is said of type: check only", "leave it out");
        faults.require(
                !type.equals("check") || !deferrable && !initiallyDeferred,
                deferrable ? "deferrable" : "initially_deferred",
                "a check is not put off",
                "leave it out");
        faults.throwIfAny();
    }

    private static void only(Faults faults, String path, @Nullable Object value, String type, String wanted) {
        boolean asked = type.equals(wanted);
        faults.require(
                asked == (value != null),
                path,
                asked ? "a constraint of type " + type + " needs it" : "it is said of type: " + wanted + " only",
                asked ? "write " + path + ": …" : "leave it out, or write type: " + wanted);
    }

    /** {@return the draft of it on that table, or nothing where what it names is not there} */
    Optional<Draft.OfConstraint> draft(Resolution resolution, String path, Table table) {
        List<String> own = columns == null ? List.of() : columns;
        if (!Tables.hasColumns(resolution, path + "columns", table, own)) {
            return Optional.empty();
        }
        if (references != null) {
            return references.draft(resolution, path + "references.", table, own, deferral());
        }
        return Optional.of(
                switch (type) {
                    case "unique" -> new Draft.Unique(own, nullsNotDistinct, storage(), deferral());
                    case "primary_key" -> new Draft.PrimaryKey(own, storage(), deferral());
                    case "check" -> new Draft.Check(String.valueOf(check), noInherit);
                    default -> exclusion();
                });
    }

    private Draft.Exclusion exclusion() {
        if (exclude == null) {
            throw new IllegalStateException("an exclusion says what it excludes: " + name);
        }
        return new Draft.Exclusion(
                exclude.elements(), exclude.indexMethod(), exclude.predicate(), storage(), deferral());
    }

    private Draft.Deferral deferral() {
        if (initiallyDeferred) {
            return Draft.Deferral.AT_COMMIT;
        }
        return deferrable ? Draft.Deferral.DEFERRABLE : Draft.Deferral.AT_ONCE;
    }

    private Draft.Storage storage() {
        return indexParameters == null ? Draft.Storage.STANDARD : indexParameters.storage();
    }

    /** What a foreign key refers to. */
    @Description("What a foreign key refers to.")
    public record Reference(
            @Description("The table referred to: table or schema.table.") @Text(pattern = ObjectName.PATTERN)
            String table,

            @Description("The columns referred to; they pair up with the constraint's.")
            List<String> columns,

            @Description("What happens when the row referred to goes.")
            @Default("NO ACTION")
            @Words({"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"})
            String onDelete,

            @Description("The columns that are set on delete; all of them if left out.") @Nullable
            List<String> onDeleteSetColumns,

            @Description("What happens when the row referred to changes its key.")
            @Default("NO ACTION")
            @Words({"NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"})
            String onUpdate,

            @Description("Whether a row of several columns may be NULL in some of them.")
            @Default("SIMPLE")
            @Words({"SIMPLE", "FULL"})
            String matchType) {

        public Reference {
            columns = List.copyOf(columns);
            onDeleteSetColumns = onDeleteSetColumns == null ? null : List.copyOf(onDeleteSetColumns);
            var faults = new Faults();
            Identifiers.checkObject(faults, "table", table);
            faults.throwIfAny();
        }

        Optional<Draft.OfConstraint> draft(
                Resolution resolution, String path, Table from, List<String> own, Draft.Deferral deferral) {
            TableName target = resolution.name(ObjectName.parse(table));
            Optional<Table> found =
                    target.equals(from.name()) ? Optional.of(from) : Tables.find(resolution, path + "table", target);
            if (found.isEmpty() || !Tables.hasColumns(resolution, path + "columns", found.get(), columns)) {
                return Optional.empty();
            }
            List<String> set = onDeleteSetColumns == null ? List.of() : onDeleteSetColumns;
            return Optional.of(new Draft.ForeignKey(
                    own, found.get(), columns, new Draft.Reaction(onDelete, set, onUpdate, matchType), deferral));
        }
    }

    /** What no two rows may share. */
    @Description("What no two rows may share.")
    public record Exclusion(
            @Description("SQL: the elements with their operators, like room WITH =, during WITH &&.")
            String elements,

            @Description("The index's method; btree if left out.") @Nullable
            String indexMethod,

            @Description("SQL: which rows it concerns; all, if left out.") @Nullable
            String predicate) {}

    /** Where and how an index lies. */
    @Description("Where and how its index lies.")
    public record IndexParameters(
            @Description("The tablespace.") @Nullable String tablespace,

            @Description("How it is stored, like fillfactor = 70.") @Nullable
            String storageParameters,

            @Description("Columns that it holds beside its own.") @Nullable
            List<String> includeColumns) {

        public IndexParameters {
            includeColumns = includeColumns == null ? null : List.copyOf(includeColumns);
        }

        private Draft.Storage storage() {
            return new Draft.Storage(
                    includeColumns == null ? List.of() : includeColumns, storageParameters, tablespace);
        }
    }
}
