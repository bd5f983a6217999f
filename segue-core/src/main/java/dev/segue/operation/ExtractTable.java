package dev.segue.operation;

import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Shorthand;
import dev.segue.declare.Text;
import dev.segue.declare.Together;
import dev.segue.declare.Wording;
import dev.segue.declare.Words;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves columns of a table into a table of their own, which the old table then refers to. */
@Description("Moves columns of a table into a table of their own, which the old table then refers to.")
public record ExtractTable(
        @Description("The table that loses the columns: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String from,

        @Description("The columns that move.") List<MovedColumn> columns,

        @Description("The table that is made and receives the columns: table or schema.table.")
        @Text(pattern = ObjectName.PATTERN)
        String into,

        @Description("The column added to the old table, which refers to the new table's key.")
        @Text(maximumLength = Identifiers.MOST_BYTES)
        String reference,

        @Description("How many rows of the old table refer to one row of the new table.") @Default("one")
        Cardinality cardinality,

        @Description("What becomes of a row of the new table when the last row that refers to it is deleted:"
                + " delete if left out, keep with cardinality: many.")
        @Nullable
        Orphans orphans,

        @Description("The key of the new table; a single word says how its values are made.") @Default("identity")
        TargetKey key)
        implements Operation {

    public ExtractTable {
        columns = List.copyOf(columns);
        var faults = new Faults();
        Identifiers.checkObject(faults, "from", from);
        Identifiers.checkObject(faults, "into", into);
        Identifiers.checkColumn(faults, "reference", reference);
        faults.require(!columns.isEmpty(), "columns", "no column is moved", "name at least one column");
        faults.require(
                !from.equals(into), "into", "the columns would be moved into their own table", "name a new table");
        checkNames(faults, columns, reference, key);
        faults.throwIfAny();
    }

    @Override
    public void resolve(Resolution resolution) {
        new ExtractTableResolver(this, resolution).resolve();
    }

    /** What becomes of a row of the new table that lost its last reference. Shared rows are values, which others may use. */
    public Orphans orphansOrDefault() {
        if (orphans != null) {
            return orphans;
        }
        return cardinality == Cardinality.MANY ? Orphans.KEEP : Orphans.DELETE;
    }

    /** The table that loses the columns. */
    public ObjectName fromName() {
        return ObjectName.parse(from);
    }

    /** The table that receives the columns. */
    public ObjectName intoName() {
        return ObjectName.parse(into);
    }

    private static void checkNames(Faults faults, List<MovedColumn> columns, String reference, TargetKey key) {
        var names = new HashSet<String>();
        var targets = new HashSet<String>();
        for (var i = 0; i < columns.size(); i++) {
            var column = columns.get(i);
            var path = Wording.item("columns", i);
            var target = column.target();
            var targetPath = path + (column.as() == null ? ".name" : ".as");
            var isNew = names.add(column.name());
            faults.require(
                    isNew,
                    path + ".name",
                    "column " + Wording.quoted(column.name()) + " is moved twice",
                    "name each column once");
            faults.require(
                    targets.add(target) || !isNew,
                    targetPath,
                    "two columns would be called " + Wording.quoted(target) + " in the new table",
                    "give one of them another name with as");
            faults.require(
                    !target.equals(key.name()),
                    targetPath,
                    Wording.quoted(target) + " is the name of the new table's key",
                    "rename the column with as, or the key with key: { name: … }");
        }
        faults.require(
                !names.contains(reference),
                "reference",
                Wording.quoted(reference) + " is a column that moves; the reference is a new column",
                "choose a name that the table does not have yet, like " + reference + "_id");
    }

    /** A column that moves. */
    @Description("A column that moves; a single word is its name.")
    @Shorthand("name")
    @Together({"up", "down"})
    public record MovedColumn(
            @Description("Its name in the old table, exactly as the database keeps it.")
            @Text(maximumLength = Identifiers.MOST_BYTES)
            String name,

            @Description("Its name in the new table; the same name if left out.")
            @Text(maximumLength = Identifiers.MOST_BYTES)
            @Nullable
            String as,

            @Description(
                    "SQL that gives the new value from the old row, like upper(zip); the value itself if left out.")
            @Nullable
            String up,

            @Description("SQL that gives the old value from the new row, like lower(postcode).") @Nullable
            String down) {

        public MovedColumn {
            var faults = new Faults();
            Identifiers.checkColumn(faults, "name", name);
            if (as != null) {
                Identifiers.checkColumn(faults, "as", as);
            }
            checkExpression(faults, "up", up, "down", down);
            checkExpression(faults, "down", down, "up", up);
            faults.throwIfAny();
        }

        /** A column that moves unchanged. */
        public static MovedColumn named(String name) {
            return new MovedColumn(name, null, null, null);
        }

        /** Its name in the new table. */
        public String target() {
            return as == null ? name : as;
        }

        private static void checkExpression(
                Faults faults, String path, @Nullable String expression, String other, @Nullable String opposite) {
            if (expression == null) {
                return;
            }
            faults.require(!expression.isBlank(), path, path + " is blank", "write an SQL expression, or leave it out");
            faults.require(
                    opposite != null,
                    path,
                    "a column with " + path + " needs " + other + " as well",
                    "while both shapes live, every write goes both ways; add " + other + ": …");
        }
    }

    /** How many old rows refer to one new row. */
    public enum Cardinality {
        @Description("each row has a row of its own")
        ONE,
        @Description("rows with equal values share a row")
        MANY
    }

    /** What becomes of a new row when its old row is deleted. */
    public enum Orphans {
        @Description("it is deleted too")
        DELETE,
        @Description("it stays")
        KEEP
    }

    /** How the values of the new table's key are made. */
    public enum KeyGeneration {
        @Description("by the column itself (generated by default as identity)")
        IDENTITY,
        @Description("by a sequence")
        SEQUENCE,
        @Description("as a random uuid")
        UUID
    }

    /**
     * The key of the new table.
     *
     * @param type the type as written; {@link #columnType()} is the type it has
     * @param sequence the sequence that gives the values, only with {@link KeyGeneration#SEQUENCE}; null for one of its own
     */
    @Description("The key of the new table; a single word says how its values are made.")
    @Shorthand("generated")
    public record TargetKey(
            @Description("Its name.") @Default("id") @Text(maximumLength = Identifiers.MOST_BYTES)
            String name,

            @Description("How its values are made.") @Default("identity")
            KeyGeneration generated,

            @Description("Its type; bigint if left out, or uuid with generated: uuid.")
            @Words({"bigint", "integer", "uuid"})
            @Nullable
            String type,

            @Description("The sequence that gives its values, with generated: sequence; one of its own if left out.")
            @Text(pattern = ObjectName.PATTERN)
            @Nullable
            String sequence) {

        /** {@code id}, a generated identity. */
        public static final TargetKey IDENTITY = new TargetKey("id", KeyGeneration.IDENTITY, null, null);

        public TargetKey {
            var faults = new Faults();
            Identifiers.checkColumn(faults, "name", name);
            if (type != null) {
                faults.require(
                        List.of("bigint", "integer", "uuid").contains(type),
                        "type",
                        Wording.quoted(type) + " cannot be the type of the key",
                        "write bigint, integer or uuid");
                faults.require(
                        type.equals("uuid") == (generated == KeyGeneration.UUID),
                        "type",
                        "a key of type " + Wording.printable(type) + " cannot be generated by "
                                + Wording.snakeCase(generated.name()),
                        "write generated: uuid with type: uuid; generated: identity or sequence with bigint or integer");
            }
            if (sequence != null) {
                Identifiers.checkObject(faults, "sequence", sequence);
                faults.require(
                        generated == KeyGeneration.SEQUENCE,
                        "sequence",
                        "a sequence is used only with generated: sequence",
                        "add generated: sequence, or leave the sequence out");
            }
            faults.throwIfAny();
        }

        /** The type of the key's column: bigint, integer or uuid. */
        public String columnType() {
            if (type != null) {
                return type;
            }
            return switch (generated) {
                case IDENTITY, SEQUENCE -> "bigint";
                case UUID -> "uuid";
            };
        }
    }
}
