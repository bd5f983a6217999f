package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Table;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import dev.segue.operation.Refusal;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The tables between which an operation moves columns. Duplicate writes know both by their names, from expand to contract,
 * so what they go by stays as it is until the end of the migration.
 */
final class MovedRows {

    private final List<Moved> all = new ArrayList<>();

    /** Both tables as the operation left them. */
    private record Moved(Lookup lookup, Table child, Table parent) {

        Optional<Refusal> disturbed(Catalog after) {
            Lookup.Parent made = lookup.parent();
            return disturbed(
                            after,
                            child,
                            Stream.concat(
                                    lookup.child().key().stream().map(MappedColumn.Side::name),
                                    Stream.of(lookup.reference().column())),
                            "change it in a migration before this one, or after it")
                    .or(() -> disturbed(
                            after,
                            parent,
                            Stream.concat(
                                    Stream.of(made.key().name()),
                                    lookup.columns().stream()
                                            .map(c -> c.target().name())),
                            "say in extract_table how it is to be: into, key, as, up and down"));
        }

        private Optional<Refusal> disturbed(Catalog after, Table table, Stream<String> columns, String hint) {
            String between = "while columns move from " + child.name() + " to " + parent.name();
            Optional<Table> now = after.tableOf(table.identity());
            if (now.isEmpty()) {
                return Optional.of(new Refusal("table " + table.name() + " cannot go " + between, hint));
            }
            if (!now.get().name().equals(table.name())) {
                return Optional.of(new Refusal("table " + table.name() + " cannot be renamed " + between, hint));
            }
            return columns.map(name -> table.column(name).orElseThrow())
                    .filter(column -> !now.get().keeps(column))
                    .findFirst()
                    .map(column -> new Refusal(
                            "column %s.%s cannot be renamed, replaced or dropped %s"
                                    .formatted(table.name(), column.name(), between),
                            hint));
        }
    }

    /** @param after the catalog as the operation leaves it */
    void add(Lookup lookup, Catalog after) {
        all.add(new Moved(
                lookup,
                after.table(lookup.child().table()).orElseThrow(),
                after.table(lookup.parent().table()).orElseThrow()));
    }

    /** {@return why the last operation cannot be done beside an earlier one; told once} */
    Optional<Refusal> disturbed(Catalog after) {
        for (Iterator<Moved> each = all.iterator(); each.hasNext(); ) {
            Optional<Refusal> disturbed = each.next().disturbed(after);
            if (disturbed.isPresent()) {
                each.remove();
                return disturbed;
            }
        }
        return Optional.empty();
    }

    /** {@return whether the rows of a table come from another one, so that nothing else says what they hold} */
    boolean fills(Table table) {
        return all.stream().anyMatch(m -> m.parent().identity().equals(table.identity()));
    }
}
