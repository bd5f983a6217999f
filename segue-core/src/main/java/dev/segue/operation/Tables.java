package dev.segue.operation;

import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Wording;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds what an operation names, or refuses it and says what may have been meant. */
final class Tables {

    private static final int MOST_NAMES = 20;

    private Tables() {}

    /** {@return the table of that name} */
    static Optional<Table> find(Resolution resolution, String path, TableName name) {
        Optional<Table> table = resolution.after().table(name);
        if (table.isEmpty()) {
            List<String> tables = resolution.after().tables().keySet().stream()
                    .filter(t -> t.schema().equals(name.schema()))
                    .map(TableName::name)
                    .toList();
            resolution.refuse(
                    path,
                    resolution
                            .taken(name)
                            .map(kind -> Refusals.notATable(name, kind))
                            .orElse("there is no table " + name + Suggestions.didYouMean(name.name(), tables)),
                    "tables: " + (tables.isEmpty() ? "none in schema " + name.schema() : shortList(tables)));
        }
        return table;
    }

    /** {@return the table that the text names} */
    static Optional<Table> find(Resolution resolution, String path, String text) {
        return find(resolution, path, resolution.name(ObjectName.parse(text)));
    }

    /** {@return whether the table has all of the columns} */
    static boolean hasColumns(Resolution resolution, String path, Table table, List<String> columns) {
        boolean all = true;
        for (int n = 0; n < columns.size(); n++) {
            String name = columns.get(n);
            if (table.column(name).isEmpty()) {
                all = false;
                resolution.refuse(
                        Wording.item(path, n),
                        "table " + table.name() + " has no column " + Wording.quoted(name)
                                + Suggestions.didYouMean(name, table.columnNames()),
                        "columns: " + shortList(table.columnNames()));
            }
        }
        return all;
    }

    /** {@return whether nothing is called so yet that an index or a table could not stand beside} */
    static boolean isFree(Resolution resolution, String path, TableName name) {
        Optional<String> taken = resolution.taken(name);
        taken.ifPresent(kind ->
                resolution.refuse(path, "the name " + name + " is taken (" + kind + ")", "choose another name"));
        return taken.isEmpty();
    }

    static String shortList(Collection<String> words) {
        String joined = words.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
        return words.size() > MOST_NAMES ? joined + ", … (" + words.size() + ")" : joined;
    }
}
