package dev.segue.plan;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a migration needs for itself while it is under way. Two may change one table at the same time where each has columns
 * of its own: then neither's triggers fire for what the other writes.
 *
 * @param tables whose rows it relates
 * @param versions the version schemas that it makes
 * @param drops the schemas in which it takes something away
 */
public record Claim(Map<TableName, Share> tables, List<VersionSchema> versions, Set<String> drops) {

    /**
     * What is claimed of a table.
     *
     * @param whole whether nobody else may claim any of it
     * @param columns those that go or are made
     */
    public record Share(boolean whole, Set<String> columns) {
        public Share {
            columns = Set.copyOf(columns);
        }
    }

    public Claim {
        tables = Map.copyOf(tables);
        versions = List.copyOf(versions);
        drops = Set.copyOf(drops);
    }

    /** {@return what a plan needs} */
    public static Claim of(Plan plan) {
        Map<TableName, Share> tables = new LinkedHashMap<>();
        plan.mappings().stream().flatMap(m -> m.tables().stream()).forEach(name -> tables.put(name, share(plan, name)));
        return new Claim(
                tables,
                plan.versions(),
                plan.assessment().dropped().isEmpty()
                        ? Set.of()
                        : Set.copyOf(plan.header().schemas()));
    }

    private static Share share(Plan plan, TableName name) {
        Optional<Table> before = plan.catalogs().before().table(name);
        Set<String> changed = new LinkedHashSet<>(plan.assessment().dropped().getOrDefault(name.toString(), List.of()));
        Set<String> had = columns(before);
        columns(plan.catalogs().expanded().table(name)).stream()
                .filter(column -> !had.contains(column))
                .forEach(changed::add);
        return new Share(before.isEmpty() || isWhole(before.get()), changed);
    }

    /** {@return whether a table can be claimed as a whole only: rows of a partitioned one move, and take all columns along} */
    public static boolean isWhole(Table table) {
        return table.attachments().partitions() != null;
    }

    private static Set<String> columns(Optional<Table> table) {
        return table.map(Table::columns).orElse(List.of()).stream()
                .map(Column::name)
                .collect(Collectors.toSet());
    }

    /** {@return what both need, for people; nothing where both may be under way at once} */
    public List<String> shared(Claim other) {
        List<String> shared = new ArrayList<>();
        tables.forEach((name, share) -> {
            Share others = other.tables.get(name);
            if (others == null) {
                return;
            }
            if (share.whole() || others.whole()) {
                shared.add(name.toString());
                return;
            }
            share.columns().stream().filter(others.columns()::contains).forEach(c -> shared.add(name + "." + c));
        });
        shared.sort(null);
        shared.addAll(shown(this, other));
        shared.addAll(shown(other, this));
        return shared;
    }

    /** {@return the version schemas of one whose views show what the other takes away, or that both make} */
    private static List<String> shown(Claim shows, Claim takes) {
        return shows.versions.stream()
                .filter(v -> takes.versions.stream().anyMatch(o -> o.base().equals(v.base()))
                        || takes.drops.contains(v.base()))
                .map(v -> "what the version schema " + v.name() + " shows")
                .toList();
    }
}
