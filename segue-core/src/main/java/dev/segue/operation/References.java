package dev.segue.operation;

import dev.segue.catalog.Constraint;
import dev.segue.catalog.Table;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Stream;

/** Foreign keys that rest on a key. */
final class References {

    private References() {}

    /** {@return whether a foreign key refers to the columns, which is refused by name unless another key tells them apart} */
    static boolean refuseIfReferred(
            Resolution resolution, String path, Table table, List<String> columns, String what) {
        long keys = table.constraints().stream()
                        .filter(c -> c instanceof Constraint.PrimaryKey || c instanceof Constraint.Unique)
                        .filter(c -> same(c.columns(), columns))
                        .count()
                + table.indexes().stream()
                        .filter(i -> i.unique() && same(i.columns(), columns))
                        .count();
        if (keys > 1) {
            return false;
        }
        List<String> referring = referring(resolution, table, columns).toList();
        if (referring.isEmpty()) {
            return false;
        }
        resolution.refuse(
                path,
                what + " of " + table.name() + " is what foreign keys refer to: " + Tables.shortList(referring),
                "drop these first");
        return true;
    }

    /** {@return the foreign keys that refer to the columns, each with its table} */
    static Stream<String> referring(Resolution resolution, Table table, List<String> columns) {
        return resolution.after().list().stream()
                .flatMap(t -> t.constraints().stream()
                        .filter(c -> c instanceof Constraint.ForeignKey key
                                && key.target().equals(table.name())
                                && same(key.targetColumns(), columns))
                        .map(c -> c.name() + " of " + t.name()));
    }

    private static boolean same(List<String> one, List<String> other) {
        return one.size() == other.size() && new HashSet<>(one).containsAll(other);
    }
}
