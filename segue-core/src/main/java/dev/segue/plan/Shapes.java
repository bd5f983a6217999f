package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The catalogs through which a migration goes, each derived from <em>before</em> and <em>after</em>:
 *
 * <ul>
 *   <li><em>expanded</em>, the weakest on which both codes can live: everything of both, new columns nullable, of the new
 *       constraints only what binds no writer of old: foreign keys of new columns, not validated. Checks and foreign keys
 *       that go are gone; a key that goes stays, for old code may name it in ON CONFLICT. A new table that no mapping fills
 *       is there with all it has;
 *   <li><em>filled</em>: foreign keys validated, the new indexes there that are not unique;
 *   <li><em>tightened</em>: the new constraints, unique indexes and NOT NULL there;
 *   <li><em>sealed</em>: the old columns renamed out of reach, their defaults gone.
 * </ul>
 */
record Shapes(Catalog before, Catalog expanded, Catalog filled, Catalog tightened, Catalog sealed, Catalog after) {

    /** @param mapped the tables that a mapping fills or reads */
    static Shapes of(
            Dialect dialect,
            Catalog before,
            Catalog after,
            Set<TableName> mapped,
            Map<TableName, List<Column>> bookkeeping) {
        Catalog expanded = before;
        Catalog filled = before;
        Catalog tightened = before;
        Catalog sealed = before;
        for (Table wanted : after.tables().values()) {
            Optional<Table> present = before.tableOf(wanted.identity());
            if (present.isPresent() && present.get().equals(wanted)) {
                continue;
            }
            List<Column> marks = bookkeeping.getOrDefault(wanted.name(), List.of());
            Table tight = tightened(present, wanted, marks);
            boolean unwritten = present.isEmpty() && !mapped.contains(wanted.name());
            Table full = unwritten ? tight : relaxed(tight, present, wanted);
            tightened = tightened.with(tight);
            filled = filled.with(full);
            expanded = expanded.with(unwritten ? tight : unvalidated(withoutLateIndexes(full, present), present));
            sealed = sealed.with(sealed(dialect, tight, wanted, marks));
        }
        return new Shapes(before, expanded, filled, tightened, sealed, after);
    }

    /** Everything of both shapes, as strict as the new one. */
    private static Table tightened(Optional<Table> present, Table wanted, List<Column> marks) {
        List<Column> columns = new ArrayList<>();
        List<Constraint> constraints = new ArrayList<>();
        List<Index> indexes = new ArrayList<>();
        if (present.isPresent()) {
            for (Column old : present.get().columns()) {
                columns.add(wanted.columnOf(old.identity()).orElse(old));
            }
            present.get().constraints().stream()
                    .filter(c -> !isRelaxed(c, present.get(), wanted))
                    .forEach(constraints::add);
            indexes.addAll(present.get().indexes());
        }
        wanted.columns().stream()
                .filter(c -> columns.stream().noneMatch(o -> o.identity().equals(c.identity())))
                .forEach(columns::add);
        columns.addAll(marks);
        wanted.constraints().stream()
                .filter(c -> constraints.stream().noneMatch(o -> o.identity().equals(c.identity())))
                .forEach(constraints::add);
        wanted.indexes().stream()
                .filter(i -> indexes.stream().noneMatch(o -> o.identity().equals(i.identity())))
                .forEach(indexes::add);
        return new Table(wanted.identity(), wanted.name(), columns, constraints, indexes, wanted.attachments());
    }

    /** Whether a condition is no longer asked for, while all of its columns stay. */
    private static boolean isRelaxed(Constraint constraint, Table present, Table wanted) {
        return !constraint.hasIndex()
                && wanted.constraintOf(constraint.identity()).isEmpty()
                && constraint.columns().stream()
                        .allMatch(c -> present.column(c)
                                .flatMap(p -> wanted.columnOf(p.identity()))
                                .isPresent());
    }

    /** New columns nullable; of what is new only what binds no writer of old. */
    private static Table relaxed(Table tight, Optional<Table> present, Table wanted) {
        List<String> keyColumns =
                wanted.primaryKey().map(Constraint.PrimaryKey::columns).orElse(List.of());
        return tight.mapColumns(c -> {
                    Optional<Column> old = present.flatMap(t -> t.columnOf(c.identity()));
                    if (old.isPresent()) {
                        return old.get().withName(c.name());
                    }
                    return keyColumns.contains(c.name()) ? c : c.withNullable(true);
                })
                .withConstraints(tight.constraints().stream()
                        .filter(c -> isOld(c, present) || isLoose(c, present))
                        .toList())
                .withIndexes(tight.indexes().stream()
                        .filter(i -> present.isEmpty() || !i.unique() || isOld(i, present))
                        .toList())
                .withAttachments(attachments(tight, present));
    }

    /** Whether a new constraint binds nobody who writes the old shape: they leave its columns NULL, or have no such table. */
    private static boolean isLoose(Constraint constraint, Optional<Table> present) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> present.isEmpty();
            case Constraint.ForeignKey key ->
                present.isEmpty()
                        || key.columns().stream()
                                .anyMatch(c -> present.get().column(c).isEmpty());
            case Constraint.Unique unique -> false;
            case Constraint.Check check -> false;
            case Constraint.Other other -> false;
        };
    }

    /** An index that is not there yet tells no rows apart. */
    private static Table.Attachments attachments(Table tight, Optional<Table> present) {
        ReplicaIdentity asked = tight.attachments().replicaIdentity();
        boolean byNew = present.isPresent()
                && asked != null
                && asked.index() != null
                && present.get().index(asked.index()).isEmpty()
                && present.get().constraint(asked.index()).isEmpty();
        return byNew
                ? tight.attachments()
                        .withReplicaIdentity(present.get().attachments().replicaIdentity())
                : tight.attachments();
    }

    private static boolean isOld(Constraint constraint, Optional<Table> present) {
        return present.flatMap(t -> t.constraintOf(constraint.identity())).isPresent();
    }

    private static boolean isOld(Index index, Optional<Table> present) {
        return present.flatMap(t -> t.indexOf(index.identity())).isPresent();
    }

    /** Indexes of new tables are built after the fill; those of new columns of old tables serve the mechanism. */
    private static Table withoutLateIndexes(Table full, Optional<Table> present) {
        return present.isPresent() ? full : full.withIndexes(List.of());
    }

    private static Table unvalidated(Table table, Optional<Table> present) {
        return table.withConstraints(table.constraints().stream()
                .map(c -> c instanceof Constraint.ForeignKey key && !isOld(c, present) ? key.withValidated(false) : c)
                .toList());
    }

    private static Table sealed(Dialect dialect, Table tight, Table wanted, List<Column> marks) {
        Map<String, String> names = new HashMap<>();
        for (Column column : tight.columns()) {
            boolean goes = wanted.columnOf(column.identity()).isEmpty() && !marks.contains(column);
            names.put(column.name(), goes ? dialect.sealedName(column.name()) : column.name());
        }
        return tight.mapColumns(c -> {
                    Column renamed = c.withName(names.getOrDefault(c.name(), c.name()));
                    boolean loses =
                            !renamed.name().equals(c.name()) && c.origin().generation() == Column.Generation.DEFAULT;
                    return loses
                            ? new Column(
                                    c.identity(), renamed.name(), c.type(), c.nullable(), Column.Origin.NONE, c.notes())
                            : renamed;
                })
                .withIndexes(tight.indexes().stream()
                        .map(i -> i.withColumns(renamed(i.columns(), names)))
                        .toList())
                .withConstraints(tight.constraints().stream()
                        .map(c -> c.withColumns(renamed(c.columns(), names)))
                        .toList());
    }

    private static List<String> renamed(List<String> columns, Map<String, String> names) {
        return columns.stream().map(c -> names.getOrDefault(c, c)).toList();
    }
}
