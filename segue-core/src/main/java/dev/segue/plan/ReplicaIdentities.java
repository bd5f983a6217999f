package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.operation.Refusal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a migration may not do to the index by which rows are told apart in logical replication: the server keeps its columns
 * NOT NULL, and where it is dropped, UPDATE and DELETE of a published table fail.
 */
final class ReplicaIdentities {

    private static final String HINT =
            "say in the same migration by what else: set_replica_identity: { table: …, identity: full }, or default";

    private ReplicaIdentities() {}

    /** The columns of an index, by its identity. */
    private record Identifying(String identity, List<String> columns) {}

    /** {@return why the tables cannot become as they are to be, one for each that cannot} */
    static List<Refusal> against(Catalog before, Catalog after) {
        return after.list().stream()
                .flatMap(wanted -> before.tableOf(wanted.identity()).stream()
                        .flatMap(old -> old.equals(wanted) ? Stream.empty() : against(old, wanted).stream()))
                .toList();
    }

    private static Optional<Refusal> against(Table old, Table wanted) {
        ReplicaIdentity asked = wanted.attachments().replicaIdentity();
        if (asked == null || asked.index() == null) {
            return Optional.empty();
        }
        String name = asked.index();
        Optional<Identifying> there = named(old, name);
        // one that the migration makes becomes the identity at seal, when it is there
        String identity =
                there.or(() -> named(wanted, name)).map(Identifying::identity).orElse("");
        Optional<Identifying> kept =
                all(wanted).filter(i -> i.identity().equals(identity)).findFirst();
        String by = "rows of " + old.name() + " are told apart in replication by index " + name;
        if (kept.isEmpty()) {
            return Optional.of(new Refusal(by + ", which goes or is made anew", HINT));
        }
        return kept.get().columns().stream()
                .flatMap(c -> wanted.column(c).stream())
                .filter(c -> c.nullable() || there.isPresent() && isNullable(old, c))
                .findFirst()
                .map(c -> new Refusal(by + ", which needs " + c.name() + " NOT NULL from expand to contract", HINT));
    }

    private static boolean isNullable(Table old, Column column) {
        return old.columnOf(column.identity()).map(Column::nullable).orElse(true);
    }

    private static Optional<Identifying> named(Table table, String name) {
        return table.index(name)
                .map(ReplicaIdentities::of)
                .or(() -> table.constraint(name).map(ReplicaIdentities::of));
    }

    private static Stream<Identifying> all(Table table) {
        return Stream.concat(
                table.indexes().stream().map(ReplicaIdentities::of),
                table.constraints().stream().map(ReplicaIdentities::of));
    }

    private static Identifying of(Index index) {
        return new Identifying(index.identity(), index.columns());
    }

    private static Identifying of(Constraint constraint) {
        return new Identifying(constraint.identity(), constraint.columns());
    }
}
