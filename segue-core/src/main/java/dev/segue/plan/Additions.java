package dev.segue.plan;

import dev.segue.catalog.Column;
import dev.segue.catalog.HardDelete;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the mechanism adds to tables while both shapes live, and takes away with the old one.
 *
 * @param migration the migration's name
 * @param columns those in which the mechanism keeps its books, by the old shape's names of the tables
 * @param marked the tables whose rows are deleted when they are marked
 */
record Additions(String migration, Map<TableName, List<Column>> columns, List<Resolver.Marked> marked) {

    /** Nothing: both shapes as their authors see them. */
    static final Additions NONE = new Additions("", Map.of(), List.of());

    Additions {
        columns = Map.copyOf(columns);
        marked = List.copyOf(marked);
    }

    /** {@return the columns that a table gets} */
    List<Column> columnsOf(TableName table) {
        return columns.getOrDefault(table, List.of());
    }

    /**
     * {@return what deletes the marked rows of a table}
     *
     * @param there the table as it stands meanwhile, which has every column of both shapes
     */
    List<HardDelete> hardDeletesOf(Table there) {
        List<HardDelete> all = new ArrayList<>();
        for (int n = 0; n < marked.size(); n++) {
            Resolver.Marked one = marked.get(n);
            Optional<Column> mark = there.columnOf(one.column());
            if (one.table().equals(there.identity()) && mark.isPresent()) {
                List<String> key = one.key().stream()
                        .map(c -> there.columnOf(c).orElseThrow().name())
                        .toList();
                all.add(new HardDelete(
                        migration,
                        n + 1,
                        there.name(),
                        mark.get().name(),
                        !mark.get().nullable(),
                        key));
            }
        }
        return all;
    }
}
