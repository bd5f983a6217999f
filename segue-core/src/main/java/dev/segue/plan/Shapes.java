package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogs through which a migration goes, each derived from <em>before</em> and <em>after</em>:
 *
 * <ul>
 *   <li><em>expanded</em>, the weakest on which both codes can live: everything of both, new columns nullable, of the new
 *       constraints only foreign keys and those not validated;
 *   <li><em>filled</em>: foreign keys validated, the new indexes there;
 *   <li><em>tightened</em>: the new constraints and NOT NULL there;
 *   <li><em>sealed</em>: the old columns renamed out of reach, their defaults gone.
 * </ul>
 */
record Shapes(Catalog before, Catalog expanded, Catalog filled, Catalog tightened, Catalog sealed, Catalog after) {

    static Shapes of(Dialect dialect, Catalog before, Catalog after, Map<TableName, List<Column>> bookkeeping) {
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
            Table full = relaxed(tight, present, wanted);
            tightened = tightened.with(tight);
            filled = filled.with(full);
            expanded = expanded.with(unvalidated(withoutLateIndexes(full, present, wanted), present));
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
            constraints.addAll(present.get().constraints());
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

    /** New columns nullable; of the new constraints only keys. */
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
                        .filter(c -> isOld(c, present) || bindsOldWritersToo(c))
                        .toList());
    }

    private static boolean isOld(Constraint constraint, Optional<Table> present) {
        return present.flatMap(t -> t.constraintOf(constraint.identity())).isPresent();
    }

    private static boolean bindsOldWritersToo(Constraint constraint) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> true;
            case Constraint.ForeignKey key -> true;
            case Constraint.Unique unique -> false;
            case Constraint.Check check -> false;
            case Constraint.Other other -> false;
        };
    }

    /** Indexes of new tables are built after the fill; those of new columns of old tables serve the mechanism. */
    private static Table withoutLateIndexes(Table full, Optional<Table> present, Table wanted) {
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
