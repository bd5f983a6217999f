package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Dialect;
import dev.segue.mapping.Mapping;
import dev.segue.mapping.SameRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The catalogs through which a migration goes, each derived from <em>before</em> and <em>after</em>:
 *
 * <ul>
 *   <li><em>expanded</em>, the weakest on which both codes can live: everything of both under the old shape's names, new
 *       columns nullable, of the new constraints only what binds no writer of old: foreign keys of new columns, not
 *       validated. Checks and foreign keys that go are gone; a key that goes stays, for old code may name it in ON
 *       CONFLICT. A new table that no mapping fills is there with all it has;
 *   <li><em>filled</em>: foreign keys validated, the new indexes there that are not unique;
 *   <li><em>tightened</em>: the new constraints, unique indexes and NOT NULL there;
 *   <li><em>sealed</em>: the new shape's names and defaults, the old columns renamed out of reach, their defaults gone.
 * </ul>
 */
record Shapes(Catalog before, Catalog expanded, Catalog filled, Catalog tightened, Catalog sealed, Catalog after) {

    static Shapes of(Dialect dialect, Resolver.Resolved resolved, Additions additions) {
        Catalog before = resolved.before();
        Catalog expanded = before;
        Catalog filled = before;
        Catalog tightened = before;
        Catalog sealed = before;
        for (Table wanted : resolved.after().tables().values()) {
            Optional<Table> present = before.tableOf(wanted.identity());
            if (present.isPresent() && present.get().equals(wanted)) {
                continue;
            }
            Stages stages = new Stages(dialect, resolved, present, wanted, additions);
            Table tight = stages.tightened();
            boolean unwritten = present.isEmpty() && !stages.isMapped();
            Table full = unwritten ? tight : stages.relaxed(tight);
            tightened = tightened.with(tight);
            filled = filled.with(full);
            expanded = expanded.with(unwritten ? tight : stages.unvalidated(stages.withoutLateIndexes(full)));
            sealed = sealed.with(stages.sealed(tight));
        }
        for (Table present : before.tables().values()) {
            if (resolved.after().tableOf(present.identity()).isEmpty()) {
                sealed = sealed.with(present.withName(new TableName(
                        present.name().schema(),
                        dialect.sealedName(present.name().name()))));
            }
        }
        return new Shapes(before, expanded, filled, tightened, sealed, resolved.after());
    }

    /**
     * {@return what new code sees while both shapes live}
     *
     * @param throughView which tables it sees through a version schema, by the names of its own shape
     */
    Catalog shown(Predicate<Table> throughView) {
        Catalog shown = filled;
        for (Table wanted : after.tables().values()) {
            Optional<Table> full = filled.tableOf(wanted.identity());
            if (full.isPresent() && throughView.test(wanted)) {
                shown = shown.with(full.get()
                        .withName(wanted.name())
                        .withColumns(full.get().columns().stream()
                                .flatMap(c ->
                                        wanted.columnOf(c.identity()).stream().map(w -> c.withName(w.name())))
                                .toList()));
            }
        }
        return shown;
    }

    /** One table on its way. */
    private static final class Stages {
        private final Dialect dialect;
        private final Resolver.Resolved resolved;
        private final Optional<Table> present;
        private final Table wanted;
        private final Additions additions;
        private final List<Column> marks;
        private final Places places;

        Stages(
                Dialect dialect,
                Resolver.Resolved resolved,
                Optional<Table> present,
                Table wanted,
                Additions additions) {
            this.dialect = dialect;
            this.resolved = resolved;
            this.present = present;
            this.wanted = wanted;
            this.additions = additions;
            this.marks = additions.columnsOf(present.map(Table::name).orElse(wanted.name()));
            this.places = new Places(dialect, present, Optional.of(wanted));
        }

        /** Everything of both shapes, as strict as the new one. */
        Table tightened() {
            List<Column> columns = new ArrayList<>();
            List<Constraint> constraints = new ArrayList<>();
            List<Index> indexes = new ArrayList<>();
            present.ifPresent(old -> {
                old.columns().forEach(c -> columns.add(tightened(c)));
                old.constraints().stream().filter(c -> !isRelaxed(c, old)).forEach(constraints::add);
                indexes.addAll(old.indexes());
            });
            for (Column column : wanted.columns()) {
                if (old(column).isEmpty()) {
                    Column open = column.withName(places.open(column));
                    columns.add(isDerived(column) && !isNumbered(column) ? open.withOrigin(Column.Origin.NONE) : open);
                }
            }
            columns.addAll(marks);
            wanted.constraints().stream()
                    .filter(c ->
                            constraints.stream().noneMatch(o -> o.identity().equals(c.identity())))
                    .map(this::opened)
                    .forEach(constraints::add);
            wanted.indexes().stream()
                    .filter(i -> indexes.stream().noneMatch(o -> o.identity().equals(i.identity())))
                    .map(this::opened)
                    .forEach(indexes::add);
            return deletingMarked(new Table(
                    wanted.identity(),
                    present.map(Table::name).orElse(wanted.name()),
                    columns,
                    constraints,
                    indexes,
                    wanted.attachments()
                            .withKeepers(
                                    present.map(t -> t.attachments().keepers()).orElse(List.of()))));
        }

        /** Nobody knows a new table but code that knows its marks. */
        private Table deletingMarked(Table there) {
            return present.isEmpty()
                    ? there
                    : there.withAttachments(there.attachments().withHardDeletes(additions.hardDeletesOf(there)));
        }

        /** Whether a mapping fills or reads the table. */
        boolean isMapped() {
            return resolved.mappings().stream().anyMatch(m -> m.tables().contains(wanted.name()));
        }

        /** Whether a condition is no longer asked for, and does not just go with a column. */
        private boolean isRelaxed(Constraint constraint, Table old) {
            return !constraint.hasIndex()
                    && !resolved.particulars().bound().contains(constraint.identity())
                    && wanted.constraintOf(constraint.identity()).isEmpty()
                    && (resolved.particulars().loosened().contains(constraint.identity())
                            || constraint.columns().stream()
                                    .allMatch(c -> old.column(c)
                                            .flatMap(p -> wanted.columnOf(p.identity()))
                                            .isPresent()));
        }

        /** A column that both shapes have keeps its name and default until it is sealed. */
        private Column tightened(Column old) {
            return wanted.columnOf(old.identity())
                    .map(c -> c.withName(old.name()).withOrigin(old.origin()))
                    .orElse(old.withNullable(old.nullable() || isLeftOut(old)));
        }

        /** Whether new code gives a column of the old shape no value; what follows from the others may be none as well. */
        private boolean isLeftOut(Column old) {
            boolean goes = wanted.columnOf(old.identity()).isEmpty();
            boolean isKey = present.flatMap(Table::primaryKey)
                    .map(k -> k.columns().contains(old.name()))
                    .orElse(false);
            return goes
                    && !isKey
                    && writesInPlace()
                    && (isDerived(old) || old.origin().generation() == Column.Generation.NONE);
        }

        /** Whether new code writes rows of this very table while the old columns are there. */
        private boolean writesInPlace() {
            return resolved.mappings().stream()
                    .noneMatch(m -> m instanceof dev.segue.mapping.Lookup lookup
                            && present.map(t -> t.name().equals(lookup.child().table()))
                                    .orElse(false));
        }

        /** Whether the other shape's values give a column its own. */
        private boolean isDerived(Column column) {
            return isDerived(places.open(column));
        }

        private boolean isDerived(String name) {
            for (Mapping mapping : resolved.mappings()) {
                if (mapping instanceof SameRow row
                        && present.map(t -> t.name().equals(row.row().table())).orElse(false)
                        && java.util.stream.Stream.concat(row.forward().stream(), row.backward().stream())
                                .anyMatch(d -> d.column().open().equals(name))) {
                    return true;
                }
            }
            return false;
        }

        /** Whether a new column has its default from the start, and its values in rows that were there later. */
        private boolean isNumbered(Column column) {
            return resolved.particulars().numbered().contains(column.identity());
        }

        private Optional<Column> old(Column column) {
            return present.flatMap(t -> t.columnOf(column.identity()));
        }

        private Constraint opened(Constraint constraint) {
            Resolver.Opened definition = resolved.opened().get(constraint.identity());
            Constraint open = constraint
                    .withName(openName(constraint.name(), isTaken(constraint.name())))
                    .withColumns(renamed(constraint.columns(), places.opened()));
            if (open instanceof Constraint.ForeignKey key) {
                return opened(key);
            }
            return definition == null ? open : open.withDefinition(definition.text(), definition.index());
        }

        /** What it refers to bears the old shape's names, too, as long as the old shape is there. */
        private Constraint opened(Constraint.ForeignKey key) {
            Optional<Table> target = resolved.after().table(key.target());
            Optional<Table> there = target.flatMap(t -> resolved.before().tableOf(t.identity()));
            if (there.isEmpty()) {
                return key;
            }
            Map<String, String> names = new Places(dialect, there, target).opened();
            return key.withTarget(there.get().name(), renamed(key.targetColumns(), names));
        }

        private Index opened(Index index) {
            Resolver.Opened definition = resolved.opened().get(index.identity());
            Index open = index.withName(openName(index.name(), isTaken(index.name())))
                    .withColumns(renamed(index.columns(), places.opened()));
            return definition == null ? open : open.withDefinition(definition.text());
        }

        private String openName(String name, boolean taken) {
            return taken ? dialect.openName(name) : name;
        }

        private boolean isTaken(String name) {
            return present.map(
                            t -> t.constraint(name).isPresent() || t.index(name).isPresent())
                    .orElse(false);
        }

        /** New columns nullable, but for those with a default; of the new constraints only keys. */
        Table relaxed(Table tight) {
            List<String> keyColumns =
                    wanted.primaryKey().map(Constraint.PrimaryKey::columns).orElse(List.of());
            return tight.mapColumns(c -> {
                        Optional<Column> old = old(c);
                        if (old.isPresent()) {
                            return old.get().withNullable(old.get().nullable() || c.nullable());
                        }
                        boolean isKey = keyColumns.contains(c.name()) && present.isEmpty();
                        boolean hasValue = c.origin().generation() == Column.Generation.DEFAULT
                                && present.isPresent()
                                && !isNumbered(c);
                        return isKey || hasValue ? c : c.withNullable(true);
                    })
                    .withConstraints(tight.constraints().stream()
                            .filter(c -> isOld(c) || isLoose(c))
                            .toList())
                    .withIndexes(tight.indexes().stream()
                            .filter(i -> present.isEmpty() || !i.unique() || isOld(i))
                            .toList())
                    .withAttachments(attachments(tight));
        }

        /** Whether a new constraint binds nobody who writes the old shape: they leave its columns NULL, or have no such table. */
        private boolean isLoose(Constraint constraint) {
            return switch (constraint) {
                case Constraint.PrimaryKey key -> present.isEmpty();
                case Constraint.ForeignKey key -> present.isEmpty() || bindsNewColumns(key);
                case Constraint.Unique unique -> false;
                case Constraint.Check check -> false;
                case Constraint.Other other -> false;
            };
        }

        /** Old writers leave a new column NULL, unless its value follows from what they write. */
        private boolean bindsNewColumns(Constraint.ForeignKey key) {
            return key.columns().stream()
                            .anyMatch(c -> present.orElseThrow().column(c).isEmpty())
                    && key.columns().stream().noneMatch(this::isDerived);
        }

        /** An index that is not there yet tells no rows apart. */
        private Table.Attachments attachments(Table tight) {
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

        private boolean isOld(Index index) {
            return present.flatMap(t -> t.indexOf(index.identity())).isPresent();
        }

        private boolean isOld(Constraint constraint) {
            return present.flatMap(t -> t.constraintOf(constraint.identity())).isPresent();
        }

        /** Indexes of new tables are built after the fill; those of new columns of old tables serve the mechanism. */
        Table withoutLateIndexes(Table full) {
            return present.isPresent() ? full : full.withIndexes(List.of());
        }

        Table unvalidated(Table table) {
            return table.withConstraints(table.constraints().stream()
                    .map(c -> c instanceof Constraint.ForeignKey key && !isOld(c) ? key.withValidated(false) : c)
                    .toList());
        }

        Table sealed(Table tight) {
            Map<String, String> names = places.sealing();
            return deletingMarked(tight.withName(wanted.name())
                    .withAttachments(
                            tight.attachments().withKeepers(wanted.attachments().keepers()))
                    .mapColumns(c -> marks.contains(c) ? c : sealed(c))
                    .withIndexes(tight.indexes().stream()
                            .map(i -> wanted.indexOf(i.identity())
                                    .orElseGet(() ->
                                            i.withName(sealedName(i.name())).withColumns(renamed(i.columns(), names))))
                            .toList())
                    .withConstraints(tight.constraints().stream()
                            .map(c -> wanted.constraintOf(c.identity())
                                    .orElseGet(() ->
                                            c.withName(sealedName(c.name())).withColumns(renamed(c.columns(), names))))
                            .toList()));
        }

        private Column sealed(Column tight) {
            Optional<Column> kept = wanted.columnOf(tight.identity());
            if (kept.isPresent()) {
                return kept.get();
            }
            Column sealed = tight.withName(places.sealed(tight));
            return tight.origin().generation() == Column.Generation.DEFAULT
                    ? sealed.withOrigin(Column.Origin.NONE)
                    : sealed;
        }

        /** What goes makes room for what takes its name. */
        private String sealedName(String name) {
            boolean taken =
                    wanted.constraint(name).isPresent() || wanted.index(name).isPresent();
            return taken ? dialect.sealedName(name) : name;
        }
    }

    private static List<String> renamed(List<String> columns, Map<String, String> names) {
        return columns.stream().map(c -> names.getOrDefault(c, c)).toList();
    }
}
