package dev.segue.catalog;

import dev.segue.catalog.CatalogChange.RenameColumn;
import dev.segue.catalog.CatalogChange.RenameConstraint;
import dev.segue.catalog.CatalogChange.RenameIndex;
import dev.segue.catalog.CatalogChange.RenameTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Puts renames in an order in which every name is free when it is taken: whoever has it gives it up first. Where names go
 * round in a circle, one of them waits under a name of Segue's own.
 */
final class Renames {

    private final List<Rename> all = new ArrayList<>();

    /**
     * Something that gets another name.
     *
     * @param table the identity of its table
     * @param gives the names it gives up
     * @param takes the names it takes
     * @param change what is to be done, given what the table is called at that moment and the names of the thing itself
     */
    private record Rename(
            String table,
            Set<Name> gives,
            Set<Name> takes,
            String from,
            String to,
            BiFunction<TableName, Names, CatalogChange> change) {}

    /** A name, in the space in which it must be the only one. */
    private record Name(String space, String name) {}

    private record Names(String from, String to) {}

    void table(Table present, TableName to) {
        TableName from = present.name();
        add(
                present,
                relation(from, from.name()),
                relation(to, to.name()),
                new Names(from.name(), to.name()),
                (table, names) -> new RenameTable(table, new TableName(to.schema(), names.to())));
    }

    void column(Table present, String from, String to) {
        String space = "columns of " + present.identity();
        add(
                present,
                Set.of(new Name(space, from)),
                Set.of(new Name(space, to)),
                new Names(from, to),
                (table, names) -> new RenameColumn(table, names.from(), names.to()));
    }

    void index(Table present, Index index, String to) {
        add(
                present,
                relation(present.name(), index.name()),
                relation(present.name(), to),
                new Names(index.name(), to),
                (table, names) -> new RenameIndex(
                        table,
                        index.withName(names.from()),
                        names.to(),
                        present.attachments().partitions()));
    }

    void constraint(Table present, Constraint constraint, String to) {
        add(
                present,
                namesOf(present, constraint, constraint.name()),
                namesOf(present, constraint, to),
                new Names(constraint.name(), to),
                (table, names) -> new RenameConstraint(table, constraint.withName(names.from()), names.to()));
    }

    private void add(
            Table table,
            Set<Name> gives,
            Set<Name> takes,
            Names names,
            BiFunction<TableName, Names, CatalogChange> change) {
        all.add(new Rename(table.identity(), gives, takes, names.from(), names.to(), change));
    }

    /** Tables and indexes have one space of names in their schema. */
    private static Set<Name> relation(TableName table, String name) {
        return Set.of(new Name("relations of " + table.schema(), name));
    }

    /** What has an index is called as its index is. */
    private static Set<Name> namesOf(Table table, Constraint constraint, String name) {
        Set<Name> names = new HashSet<>();
        names.add(new Name("constraints of " + table.identity(), name));
        if (constraint.hasIndex()) {
            names.addAll(relation(table.name(), name));
        }
        return names;
    }

    /**
     * {@return the renames in their order}
     *
     * @param present the catalog in which nothing is renamed yet
     */
    List<CatalogChange> ordered(Catalog present) {
        Map<String, TableName> names = new HashMap<>();
        present.list().forEach(t -> names.put(t.identity(), t.name()));
        List<CatalogChange> ordered = new ArrayList<>();
        List<Rename> waiting = new ArrayList<>(all);
        List<Rename> last = new ArrayList<>();
        while (!waiting.isEmpty()) {
            Rename next = waiting.stream()
                    .filter(r -> waiting.stream().noneMatch(o -> o != r && stands(o, r)))
                    .findFirst()
                    .orElse(null);
            if (next == null) {
                Rename first = waiting.removeFirst();
                String aside = "segue_aside_" + (last.size() + 1);
                make(first, new Names(first.from(), aside), names, ordered);
                last.add(new Rename(first.table(), Set.of(), first.takes(), aside, first.to(), first.change()));
                continue;
            }
            waiting.remove(next);
            make(next, new Names(next.from(), next.to()), names, ordered);
        }
        last.forEach(r -> make(r, new Names(r.from(), r.to()), names, ordered));
        return ordered;
    }

    private static boolean stands(Rename holder, Rename taker) {
        return holder.gives().stream().anyMatch(taker.takes()::contains);
    }

    private static void make(Rename rename, Names own, Map<String, TableName> tables, List<CatalogChange> ordered) {
        TableName table = tables.get(rename.table());
        if (table == null) {
            throw new IllegalArgumentException("a table that is not there is not renamed: " + rename.to());
        }
        CatalogChange change = rename.change().apply(table, own);
        if (change instanceof RenameTable renamed) {
            tables.put(rename.table(), renamed.to());
        }
        ordered.add(change);
    }
}
