package dev.segue.testing.composition;

/** A column of a random table as it is now. */
final class Column {

    String name;
    Kind kind;
    boolean nullable;
    /** Whether no two rows may have the same value. */
    boolean unique;
    /** Whether an added column follows from it, whoever writes it, until seal. */
    boolean followed;
    /** Whether it has a default. */
    boolean defaults;
    /** Whether its values are keys of a table. */
    boolean reference;
    /** Whether that is its own table. */
    boolean self;
    /** Whether something else than the table goes by it: the key, a foreign key, a view. */
    boolean bound;

    Column(String name, Kind kind, boolean nullable) {
        this.name = name;
        this.kind = kind;
        this.nullable = nullable;
    }

    Column copy() {
        Column copy = new Column(name, kind, nullable);
        copy.unique = unique;
        copy.bound = bound;
        copy.reference = reference;
        copy.defaults = defaults;
        copy.self = self;
        return copy;
    }

    String quoted() {
        return Names.quoted(name);
    }
}
