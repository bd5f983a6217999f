package dev.segue.leftovers;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What to look for.
 *
 * @param columns the columns of the old shape that the new one has not, or has under another name
 * @param tables the tables of the old shape of which the same is true
 * @param columnsAfter for each table of the new shape, by its name in lower case, its columns in lower case
 * @param words names that stand for themselves wherever they are, and what they are names of
 */
public record Vocabulary(
        List<GoneColumn> columns,
        List<TableName> tables,
        Map<String, Set<String>> columnsAfter,
        Map<String, Leftover.Kind> words) {

    /** A column that goes. */
    public record GoneColumn(TableName table, String name) {

        @Override
        public String toString() {
            return table + "." + name;
        }

        /** {@return the name of a field that a naming strategy gives the column} */
        String field() {
            return Names.camel(name);
        }
    }

    public Vocabulary {
        columns = List.copyOf(columns);
        tables = List.copyOf(tables);
        columnsAfter = Map.copyOf(columnsAfter);
        words = Map.copyOf(words);
    }

    /**
     * {@return what to look for}
     *
     * @param finished whether the old shape is gone, so that nobody needs the migration's flag and its name any more
     * @param darkReads the names of the migration's dark reads
     */
    public static Vocabulary of(Plan plan, boolean finished, List<String> darkReads) {
        List<GoneColumn> columns = new ArrayList<>();
        List<TableName> tables = new ArrayList<>();
        for (Table before : plan.catalogs().before().list()) {
            Optional<Table> after = plan.catalogs().after().tableOf(before.identity());
            if (after.isEmpty() || !after.get().name().equals(before.name())) {
                tables.add(before.name());
            }
            for (Column column : before.columns()) {
                boolean stays = after.isEmpty()
                        || after.get().columns().stream().anyMatch(c -> c.name().equals(column.name()));
                if (!stays) {
                    columns.add(new GoneColumn(before.name(), column.name()));
                }
            }
        }
        Map<String, Set<String>> columnsAfter = new LinkedHashMap<>();
        for (Table table : plan.catalogs().after().list()) {
            Set<String> names = columnsAfter.computeIfAbsent(
                    table.name().name().toLowerCase(Locale.ROOT), t -> new LinkedHashSet<>());
            table.columnNames().forEach(c -> names.add(c.toLowerCase(Locale.ROOT)));
        }
        Map<String, Leftover.Kind> words = new LinkedHashMap<>();
        if (finished) {
            plan.versions().stream().map(VersionSchema::name).forEach(v -> words.put(v, Leftover.Kind.VERSION_SCHEMA));
            darkReads.forEach(r -> words.put(r, Leftover.Kind.DARK_READ));
            words.put(plan.header().flag(), Leftover.Kind.FLAG);
            words.put(plan.header().migration(), Leftover.Kind.MIGRATION);
        }
        return new Vocabulary(columns, tables, columnsAfter, words);
    }

    /** {@return whether there is nothing to look for} */
    public boolean isEmpty() {
        return columns.isEmpty() && tables.isEmpty() && words.isEmpty();
    }

    /** {@return the tables of the new shape, other than that one, that have a column of that name} */
    Set<String> othersWith(GoneColumn gone) {
        Set<String> others = new LinkedHashSet<>();
        columnsAfter.forEach((table, names) -> {
            if (!table.equalsIgnoreCase(gone.table().name())
                    && names.contains(gone.name().toLowerCase(Locale.ROOT))) {
                others.add(table);
            }
        });
        return others;
    }

    /** {@return whether the name says enough without its table: no plain word, and no other table has it} */
    boolean isDistinctive(GoneColumn gone) {
        return gone.name().indexOf('_') > 0 && othersWith(gone).isEmpty();
    }
}
