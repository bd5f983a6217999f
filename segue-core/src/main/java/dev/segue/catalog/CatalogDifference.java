package dev.segue.catalog;

import dev.segue.catalog.CatalogChange.AddColumns;
import dev.segue.catalog.CatalogChange.AddConstraint;
import dev.segue.catalog.CatalogChange.AddHardDelete;
import dev.segue.catalog.CatalogChange.AddKeeper;
import dev.segue.catalog.CatalogChange.CreateIndex;
import dev.segue.catalog.CatalogChange.CreateTable;
import dev.segue.catalog.CatalogChange.DropColumns;
import dev.segue.catalog.CatalogChange.DropConstraint;
import dev.segue.catalog.CatalogChange.DropHardDelete;
import dev.segue.catalog.CatalogChange.DropIndex;
import dev.segue.catalog.CatalogChange.DropKeeper;
import dev.segue.catalog.CatalogChange.DropTable;
import dev.segue.catalog.CatalogChange.SetComment;
import dev.segue.catalog.CatalogChange.SetDefault;
import dev.segue.catalog.CatalogChange.SetNullable;
import dev.segue.catalog.CatalogChange.SetReplicaIdentity;
import dev.segue.catalog.CatalogChange.ValidateConstraint;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What has to change to come from one catalog to another. All DDL of a migration comes from here: expand is the
 * difference from before to expanded, contract from expanded to after, drift from expected to actual.
 *
 * <p>Objects are matched by identity; constraints and indexes, where nothing has that identity, by a name under which both
 * say the same. The order is: what goes and stands in the way of another; renames, each when its name is free; new
 * tables, new columns, new indexes, new constraints; then what tightens; primary keys and foreign keys; then what goes.
 */
public final class CatalogDifference {

    private final List<CatalogChange> superseded = new ArrayList<>();
    private final Renames renames = new Renames();
    private final List<CatalogChange> additions = new ArrayList<>();
    private final List<CatalogChange> indexes = new ArrayList<>();
    private final List<CatalogChange> constraints = new ArrayList<>();
    private final List<CatalogChange> alterations = new ArrayList<>();
    private final List<CatalogChange> loosened = new ArrayList<>();
    private final List<CatalogChange> keys = new ArrayList<>();
    private final List<CatalogChange> removals = new ArrayList<>();

    private CatalogDifference() {}

    /** {@return the changes that turn {@code from} into {@code to}, in an order in which they can be made} */
    public static List<CatalogChange> between(Catalog from, Catalog to) {
        CatalogDifference difference = new CatalogDifference();
        for (Table wanted : to.tables().values()) {
            Optional<Table> present = from.tableOf(wanted.identity());
            if (present.equals(Optional.of(wanted))) {
                continue;
            }
            if (present.isPresent()) {
                difference.tables(present.get(), wanted);
            } else {
                difference.additions.add(new CreateTable(wanted));
                wanted.indexes().forEach(i -> difference.indexes.add(new CreateIndex(wanted.name(), i)));
                wanted.constraints().stream()
                        .filter(c -> !(c instanceof Constraint.PrimaryKey))
                        .forEach(c -> difference.add(new AddConstraint(wanted.name(), c)));
                difference.replicaIdentity(wanted.name(), null, wanted);
                difference.keepers(wanted.name(), List.of(), wanted);
            }
        }
        for (Table present : from.tables().values()) {
            if (to.tableOf(present.identity()).isEmpty()) {
                present.attachments()
                        .keepers()
                        .forEach(k -> difference.removals.add(new DropKeeper(present.name(), k)));
                difference.removals.add(new DropTable(present.name()));
            }
        }
        List<CatalogChange> all = new ArrayList<>(difference.superseded);
        all.addAll(difference.renames.ordered(from));
        all.addAll(difference.additions);
        all.addAll(difference.indexes);
        all.addAll(difference.constraints);
        all.addAll(difference.alterations);
        all.addAll(difference.loosened);
        all.addAll(difference.keys);
        all.addAll(difference.removals);
        return all;
    }

    private void tables(Table present, Table wanted) {
        TableName table = wanted.name();
        if (!present.name().equals(table)) {
            renames.table(present, table);
        }
        List<Column> added = new ArrayList<>();
        for (Column column : wanted.columns()) {
            Optional<Column> old = present.columnOf(column.identity());
            if (old.isPresent()) {
                columns(present, table, old.get(), column);
            } else {
                added.add(column);
            }
        }
        if (!added.isEmpty()) {
            additions.add(new AddColumns(table, added));
        }
        List<String> dropped = present.columns().stream()
                .filter(c -> wanted.columnOf(c.identity()).isEmpty())
                .map(Column::name)
                .toList();
        attachments(table, present, wanted);
        replicaIdentity(table, present, wanted);
        keepers(table, present.attachments().keepers(), wanted);
        hardDeletes(present, wanted);
        constraints(table, present.without(dropped), wanted);
        indexes(table, present.without(dropped), wanted);
        List<String> early =
                dropped.stream().filter(c -> wanted.column(c).isPresent()).toList();
        List<String> late = dropped.stream().filter(c -> !early.contains(c)).toList();
        if (!early.isEmpty()) {
            superseded.add(new DropColumns(present.name(), early));
        }
        if (!late.isEmpty()) {
            removals.add(new DropColumns(table, late));
        }
    }

    private void columns(Table present, TableName table, Column old, Column wanted) {
        if (!old.name().equals(wanted.name())) {
            renames.column(present, old.name(), wanted.name());
        }
        if (old.nullable() != wanted.nullable()) {
            // the replica identity is another one before an index of it may hold NULL, and after it holds none
            (wanted.nullable() ? loosened : alterations).add(new SetNullable(table, wanted.name(), wanted.nullable()));
        }
        if (!old.origin().equals(wanted.origin())) {
            alterations.add(new SetDefault(table, wanted.name(), wanted.origin().expression()));
        }
        if (!Objects.equals(old.notes().comment(), wanted.notes().comment())) {
            alterations.add(new SetComment(table, wanted.name(), wanted.notes().comment()));
        }
    }

    private void attachments(TableName table, Table present, Table wanted) {
        if (!Objects.equals(
                present.attachments().comment(), wanted.attachments().comment())) {
            alterations.add(new SetComment(table, null, wanted.attachments().comment()));
        }
    }

    /** A primary key wants its columns NOT NULL, a foreign key what it refers to: both come when the rest is there. */
    private void add(AddConstraint added) {
        switch (added.constraint()) {
            case Constraint.PrimaryKey key -> keys.addFirst(added);
            case Constraint.ForeignKey key -> keys.addLast(added);
            case Constraint.Unique unique -> constraints.add(added);
            case Constraint.Check check -> constraints.add(added);
            case Constraint.Other other -> constraints.add(added);
        }
    }

    private void replicaIdentity(TableName table, @Nullable Table present, Table wanted) {
        ReplicaIdentity asked = wanted.attachments().replicaIdentity();
        ReplicaIdentity now = present == null
                ? ReplicaIdentity.DEFAULT
                : present.attachments().replicaIdentity();
        if (asked != null && now != null && !asked.equals(now)) {
            alterations.add(new SetReplicaIdentity(table, asked));
        }
    }

    private void keepers(TableName table, List<Keeper> present, Table wanted) {
        List<Keeper> asked = wanted.attachments().keepers();
        asked.stream()
                .filter(k -> isMissing(present, k))
                .forEach(k -> keys.add(new AddKeeper(table, k, wanted.columns())));
        present.stream().filter(k -> isMissing(asked, k)).forEach(k -> removals.addFirst(new DropKeeper(table, k)));
    }

    /** One that names its table or its key by names that change is made anew. */
    private void hardDeletes(Table present, Table wanted) {
        List<HardDelete> now = present.attachments().hardDeletes();
        List<HardDelete> asked = wanted.attachments().hardDeletes();
        now.stream()
                .filter(d -> !asked.contains(d))
                .forEach(d -> superseded.add(new DropHardDelete(present.name(), d)));
        asked.stream().filter(d -> !now.contains(d)).forEach(d -> keys.add(new AddHardDelete(wanted.name(), d)));
    }

    private static boolean isMissing(List<Keeper> keepers, Keeper wanted) {
        return keepers.stream().noneMatch(k -> k.trigger().equals(wanted.trigger()));
    }

    private void constraints(TableName table, Table present, Table wanted) {
        Partitions partitions = present.attachments().partitions();
        Set<String> kept = new HashSet<>();
        for (Constraint constraint : wanted.constraints()) {
            Optional<Constraint> old = counterpart(constraint, present, wanted);
            if (old.isEmpty()) {
                add(new AddConstraint(table, constraint, partitions));
                continue;
            }
            kept.add(old.get().identity());
            if (!old.get().name().equals(constraint.name())) {
                renames.constraint(present, old.get(), constraint.name());
            }
            if (!old.get().validated() && constraint.validated()) {
                constraints.add(new ValidateConstraint(table, constraint, partitions));
            }
        }
        for (Constraint constraint : present.constraints()) {
            if (!kept.contains(constraint.identity())) {
                if (isTaken(constraint.name(), wanted) || forbidsNull(constraint, wanted)) {
                    superseded.add(new DropConstraint(present.name(), constraint));
                } else {
                    removals.addFirst(new DropConstraint(table, constraint));
                }
            }
        }
    }

    /** A key or an exclusion has an index of its name, so both kinds of objects stand in each other's way. */
    private static boolean isTaken(String name, Table wanted) {
        return wanted.constraint(name).isPresent() || wanted.index(name).isPresent();
    }

    /** While a primary key is there, the server does not let its columns admit NULL. */
    private static boolean forbidsNull(Constraint constraint, Table wanted) {
        return constraint instanceof Constraint.PrimaryKey key
                && key.columns().stream()
                        .anyMatch(c -> wanted.column(c).map(Column::nullable).orElse(false));
    }

    private void indexes(TableName table, Table present, Table wanted) {
        Set<String> kept = new HashSet<>();
        for (Index index : wanted.indexes()) {
            Optional<Index> old = counterpart(index, present, wanted);
            if (old.isEmpty()) {
                indexes.add(new CreateIndex(table, index, present.attachments().partitions()));
                continue;
            }
            kept.add(old.get().identity());
            if (!old.get().name().equals(index.name())) {
                renames.index(present, old.get(), index.name());
            }
        }
        for (Index index : present.indexes()) {
            if (!kept.contains(index.identity())) {
                if (isTaken(index.name(), wanted)) {
                    superseded.add(new DropIndex(present.name(), index));
                } else {
                    removals.addFirst(new DropIndex(table, index));
                }
            }
        }
    }

    private static Optional<Constraint> counterpart(Constraint wanted, Table present, Table all) {
        return present.constraintOf(wanted.identity())
                .or(() -> present.constraint(wanted.name())
                        .filter(c -> c.alike(wanted)
                                && all.constraintOf(c.identity()).isEmpty()));
    }

    private static Optional<Index> counterpart(Index wanted, Table present, Table all) {
        return present.indexOf(wanted.identity())
                .or(() -> present.index(wanted.name())
                        .filter(i ->
                                i.alike(wanted) && all.indexOf(i.identity()).isEmpty()));
    }
}
