package dev.segue.engine;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The other migrations of the database. Two may change one table at the same time where each has columns of its own: then
 * neither's triggers fire for what the other writes.
 */
final class Neighbours {

    private final Journal journal;

    Neighbours(Journal journal) {
        this.journal = journal;
    }

    /**
     * @throws SegueException if another migration that is under way changes what the plan changes
     */
    void refuse(Connection connection, Plan plan) throws SQLException {
        String name = plan.header().migration();
        for (String other : journal.names(connection)) {
            Optional<Journal.Entry> entry = journal.find(connection, other);
            if (other.equals(name) || entry.isEmpty() || entry.get().state().isOver()) {
                continue;
            }
            Plan underWay = PlanCodec.read(entry.get().plan());
            List<String> shared = new ArrayList<>(shared(plan, underWay));
            shared.addAll(shown(plan, underWay));
            shared.addAll(shown(underWay, plan));
            if (!shared.isEmpty()) {
                throw SegueException.usage(
                        "%s cannot be started: %s changes %s too, and is %s"
                                .formatted(
                                        name,
                                        other,
                                        String.join(", ", shared),
                                        entry.get().state().word()),
                        "segue status " + other
                                + " says how it ends; contract it or roll it back, then run this again");
            }
        }
    }

    /** {@return the version schemas of one plan whose views show what the other takes away, or that both make} */
    private static List<String> shown(Plan shows, Plan takes) {
        boolean drops = !takes.assessment().dropped().isEmpty();
        return shows.versions().stream()
                .filter(v -> takes.versions().stream().anyMatch(o -> o.base().equals(v.base()))
                        || drops && takes.header().schemas().contains(v.base()))
                .map(v -> "what the version schema " + v.name() + " shows")
                .toList();
    }

    /** {@return what both plans change, for people} */
    private static List<String> shared(Plan one, Plan other) {
        Set<TableName> tables = tables(one);
        tables.retainAll(tables(other));
        List<String> shared = new ArrayList<>();
        for (TableName name : tables) {
            if (!lies(one, name) || !lies(other, name)) {
                shared.add(name.toString());
                continue;
            }
            Set<String> columns = changed(one, name);
            columns.retainAll(changed(other, name));
            columns.forEach(column -> shared.add(name + "." + column));
        }
        shared.sort(null);
        return shared;
    }

    /** {@return whether a table was there before, and is one: rows of a partitioned one move, and take all columns along} */
    private static boolean lies(Plan plan, TableName name) {
        return plan.catalogs()
                .before()
                .table(name)
                .filter(table -> table.attachments().partitions() == null)
                .isPresent();
    }

    /** {@return the columns that a plan takes away from a table or gives it} */
    private static Set<String> changed(Plan plan, TableName name) {
        Set<String> changed = new LinkedHashSet<>(plan.assessment().dropped().getOrDefault(name.toString(), List.of()));
        Set<String> before = columns(plan.catalogs().before().table(name));
        columns(plan.catalogs().expanded().table(name)).stream()
                .filter(column -> !before.contains(column))
                .forEach(changed::add);
        return changed;
    }

    private static Set<String> columns(Optional<Table> table) {
        return table.map(Table::columns).orElse(List.of()).stream()
                .map(Column::name)
                .collect(Collectors.toSet());
    }

    private static Set<TableName> tables(Plan plan) {
        return plan.mappings().stream().flatMap(m -> m.tables().stream()).collect(Collectors.toSet());
    }
}
