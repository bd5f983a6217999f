package dev.segue.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a database as data: what is there (<em>before</em>), what a migration asks for (<em>after</em>), or the
 * weakest catalog on which both codes can live (<em>expanded</em>). Immutable and thread-safe; equal to one with equal
 * tables.
 */
public final class Catalog {

    private final Map<TableName, Table> tables;

    /** Made when first asked for: most catalogs on the way to another never are. */
    private @Nullable Map<String, Table> byIdentity;

    /** Made when first asked for, too: the tables that have partitions, of a thousand a few. */
    private @Nullable List<Table> wholes;

    public Catalog(Map<TableName, Table> tables) {
        this.tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    }

    /** {@return a catalog of these tables} */
    public static Catalog of(Collection<Table> tables) {
        Map<TableName, Table> byName = new TreeMap<>();
        for (Table table : tables) {
            byName.put(table.name(), table);
        }
        return new Catalog(byName);
    }

    /** {@return the tables by their names, in the order of these} */
    public Map<TableName, Table> tables() {
        return tables;
    }

    /** {@return the tables, by name} */
    public Collection<Table> list() {
        return tables.values();
    }

    /** {@return the table of that name} */
    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** {@return whether a table is a partition of another, or of one of its partitions} */
    public boolean isPartition(Table table) {
        Partitions own = table.attachments().partitions();
        return wholes().stream()
                .filter(whole -> !whole.identity().equals(table.identity()))
                .map(whole -> Objects.requireNonNull(whole.attachments().partitions()))
                .anyMatch(parts -> (parts.leaves().contains(table.name())
                        || own != null
                                && !own.leaves().isEmpty()
                                && parts.leaves().size() > own.leaves().size()
                                && parts.leaves().containsAll(own.leaves())));
    }

    private List<Table> wholes() {
        List<Table> known = wholes;
        if (known == null) {
            known = tables.values().stream()
                    .filter(table -> table.attachments().partitions() != null)
                    .toList();
            wholes = known;
        }
        return known;
    }

    /** {@return the table of that identity, whatever its name is now} */
    public Optional<Table> tableOf(String identity) {
        Map<String, Table> identities = byIdentity;
        if (identities == null) {
            // two threads may both make it: an immutable map is safe however it is published, and both are equal
            identities = tables.values().stream()
                    .collect(Collectors.toUnmodifiableMap(Table::identity, Function.identity(), (one, other) -> one));
            byIdentity = identities;
        }
        return Optional.ofNullable(identities.get(identity));
    }

    /** {@return this catalog with that table in place of the one of the same identity, or added} */
    public Catalog with(Table table) {
        Map<TableName, Table> changed = new TreeMap<>(tables);
        changed.values().removeIf(t -> t.identity().equals(table.identity()));
        changed.put(table.name(), table);
        return new Catalog(changed);
    }

    /** {@return this catalog without that table} */
    public Catalog without(TableName name) {
        Map<TableName, Table> changed = new TreeMap<>(tables);
        changed.remove(name);
        return new Catalog(changed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Catalog catalog && tables.equals(catalog.tables);
    }

    @Override
    public int hashCode() {
        return tables.hashCode();
    }

    @Override
    public String toString() {
        return "Catalog" + tables.values();
    }
}
