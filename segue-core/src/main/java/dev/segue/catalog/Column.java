package dev.segue.catalog;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table.
 *
 * @param identity what the column is, apart from its name: a renamed column keeps it
 * @param name the column's name, unquoted
 * @param type the type as the server writes it, with its modifiers: {@code numeric(10,2)}
 * @param nullable whether NULL is admitted
 * @param origin where a value comes from that no statement gives
 * @param notes what else belongs to the column
 */
public record Column(String identity, String name, String type, boolean nullable, Origin origin, Notes notes) {

    /** Where the value of a column comes from when a statement gives none. */
    public record Origin(Generation generation, @Nullable String expression) {

        /** No default at all. */
        public static final Origin NONE = new Origin(Generation.NONE, null);
    }

    /** How the server makes a column's value. */
    public enum Generation {
        NONE,
        DEFAULT,
        IDENTITY_ALWAYS,
        IDENTITY_BY_DEFAULT,
        STORED,
        VIRTUAL
    }

    /** What describes a column without changing what it holds. */
    public record Notes(
            @Nullable String collation, @Nullable String comment) {

        /** Default collation, no comment. */
        public static final Notes NONE = new Notes(null, null);
    }

    public Column {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(notes, "notes");
    }

    /** {@return a plain new column: no default, default collation} */
    public static Column plain(String identity, String name, String type, boolean nullable) {
        return new Column(identity, name, type, nullable, Origin.NONE, Notes.NONE);
    }

    /** {@return this column, admitting NULL or not} */
    public Column withNullable(boolean admitsNull) {
        return new Column(identity, name, type, admitsNull, origin, notes);
    }

    /** {@return this column under another name, with the same identity} */
    public Column withName(String newName) {
        return new Column(identity, newName, type, nullable, origin, notes);
    }

    /** {@return this column, with its values from elsewhere where a statement gives none} */
    public Column withOrigin(Origin newOrigin) {
        return new Column(identity, name, type, nullable, newOrigin, notes);
    }

    /** {@return whether a statement may set this column's value} */
    public boolean writable() {
        return origin.generation() != Generation.STORED && origin.generation() != Generation.VIRTUAL;
    }
}
