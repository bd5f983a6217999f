package dev.segue.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The tables of a database as data: what is there (<em>before</em>), what a migration asks for (<em>after</em>), or the
 * weakest catalog on which both codes can live (<em>expanded</em>). Immutable.
 */
public record Catalog(Map<TableName, Table> tables) {

    public Catalog {
        tables = Collections.unmodifiableMap(new TreeMap<>(tables));
    }

    /** {@return a catalog of these tables} */
    public static Catalog of(Collection<Table> tables) {
        Map<TableName, Table> byName = new TreeMap<>();
        for (Table table : tables) {
            byName.put(table.name(), table);
        }
        return new Catalog(byName);
    }

    /** {@return the tables, by name} */
    public Collection<Table> list() {
        return tables.values();
    }

    /** {@return the table of that name} */
    public Optional<Table> table(TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** {@return the table of that identity, whatever its name is now} */
    public Optional<Table> tableOf(String identity) {
        return tables.values().stream()
                .filter(t -> t.identity().equals(identity))
                .findFirst();
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
}
