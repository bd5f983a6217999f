package dev.segue.testing.composition;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A random table as it is now. Its key is the column {@code id}. */
final class Table {

    String name;
    final List<Column> columns = new ArrayList<>();
    // what may be dropped, by name, and the columns that it is of
    final Map<String, List<Column>> checks = new HashMap<>();
    final Map<String, List<Column>> uniques = new HashMap<>();
    final Map<String, List<Column>> references = new HashMap<>();
    final Map<String, List<Column>> indexes = new HashMap<>();
    /** Whether a foreign key refers to it. */
    boolean referredTo;

    boolean partitioned;
    /** Whether a view reads it. */
    boolean shown;
    /** Whether its key has another column than id. */
    boolean composite;
    /** The table that columns were moved to, and the column that refers to it. */
    Table extracted;

    String reference;

    Table(String name) {
        this.name = name;
    }

    /** {@return this table with its columns, to be written to; no operation is asked of it} */
    Table copy() {
        Table copy = new Table(name);
        columns.forEach(c -> copy.columns.add(c.copy()));
        copy.referredTo = referredTo;
        copy.partitioned = partitioned;
        copy.shown = shown;
        copy.composite = composite;
        return copy;
    }

    String quoted() {
        return Names.quoted(name);
    }

    String columnList() {
        return columns.stream().map(Column::quoted).collect(Collectors.joining(", "));
    }

    /** {@return the values of a row that belong to the number, in the columns' order} */
    String row(int number, int rows) {
        return columns.stream()
                .map(c -> c.reference
                        ? Integer.toString(c.self ? 1 : 1 + number % rows)
                        : c.nullable && number % 5 == 0 ? "NULL" : c.kind.literal(number))
                .collect(Collectors.joining(", "));
    }

    /** Takes a column away, and what goes with it. */
    void drop(Column column) {
        columns.remove(column);
        for (Map<String, List<Column>> some : List.of(checks, uniques, references, indexes)) {
            some.values().removeIf(of -> of.contains(column));
        }
    }
}
