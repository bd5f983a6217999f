package dev.segue.postgresql;

import dev.segue.mapping.MappedColumn;
import java.util.List;
import java.util.function.Function;

/**
 * How rows of the parent that hold the same values are told, where children share them: by the hash of what the index
 * holds, and then to the bit.
 *
 * @param text the recurring pieces of the lookup
 */
record EqualRows(LookupText text) {

    /**
     * {@return the hash of the values by which an equal row is looked up, NULL included}
     *
     * @param value gives the value of a column
     */
    String hash(Function<MappedColumn, String> value) {
        List<MappedColumn> hashed = text.columns().stream()
                .filter(c -> text.lookup().parent().hashed().contains(c.target().name()))
                .toList();
        return "pg_catalog.hash_record_extended(ROW(" + Sql.list(hashed, value::apply) + ")::pg_catalog.record, 0)";
    }

    /**
     * {@return the condition that a row of the parent holds some values, to the bit}
     *
     * @param value gives the value of an entry
     */
    String holds(String parent, Function<Integer, String> value) {
        return hash(c -> parent + "." + text.target(c)) + " OPERATOR(pg_catalog.=) "
                + hash(c -> value.apply(text.targetEntry(c.target().name()))) + " AND "
                + Sql.all(
                        text.entries(),
                        e -> Image.same(
                                parent + "." + text.target(text.columns().get(e)),
                                value.apply(e),
                                text.columns().get(e).target().type()));
    }

    /** {@return the value of an entry that a child's row has by a mask: what it gives, or what its parent holds already} */
    String pushed(String mask, int entry, String child, String parent) {
        return "CASE WHEN %s OPERATOR(pg_catalog.&) %d OPERATOR(pg_catalog.<>) 0 THEN %s ELSE %s.%s END"
                .formatted(
                        mask,
                        1 << entry,
                        text.forward(entry, child),
                        parent,
                        text.target(text.columns().get(entry)));
    }
}
