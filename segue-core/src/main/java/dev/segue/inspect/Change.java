package dev.segue.inspect;

import java.util.Locale;

/** A family of changes for which a table is fit or not. */
public enum Change {
    /** Values of columns give other columns of the same row: add, alter, split, merge, drop. */
    COLUMNS,
    /** Columns move to a table of their own. */
    EXTRACT_TABLE,
    /** No value moves: indexes, constraints, a new column that begins with NULL or a default. */
    CATALOG,
    /** New code sees other names than the table has: renames, and whatever else a version schema is made for. */
    VERSION_SCHEMA;

    /** {@return the family in one word} */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
