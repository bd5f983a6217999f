package dev.segue.plan;

import dev.segue.catalog.Catalog;
import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.mapping.Mapping;
import dev.segue.migration.DuplicateWrites;
import dev.segue.migration.Migration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Fills the compatibility table from the difference of two catalogs: the one that a code was written for, and the one that
 * it meets. Code may use every table and column that it was written for, and nothing else; what the catalogs cannot tell
 * is unknown.
 */
final class CompatibilityTable {

    private final Shapes shapes;
    private final Set<String> keptInStep = new HashSet<>();
    private final DuplicateWrites duplicateWrites;
    private final boolean movesData;

    private CompatibilityTable(Migration migration, Shapes shapes, List<Mapping> mappings) {
        this.shapes = shapes;
        this.duplicateWrites = migration.duplicateWrites();
        this.movesData = !mappings.isEmpty();
        mappings.forEach(m -> m.tables()
                .forEach(t -> shapes.expanded().table(t).ifPresent(found -> keptInStep.add(found.identity()))));
    }

    static Compatibility of(Migration migration, Shapes shapes, Catalog shown, List<Mapping> mappings) {
        CompatibilityTable table = new CompatibilityTable(migration, shapes, mappings);
        Compatibility.Cell newOnBefore = table.cell(shapes.after(), shapes.before(), Code.NEW, Meets.BEFORE);
        if (migration.newCode().runsOnBefore() && !newOnBefore.runs()) {
            newOnBefore = new Compatibility.Cell(
                    newOnBefore.reads().asStated(), newOnBefore.writes().asStated());
        }
        return new Compatibility(
                new Compatibility.Code(
                        table.cell(shapes.before(), shapes.before(), Code.OLD, Meets.BEFORE),
                        table.cell(shapes.before(), shapes.filled(), Code.OLD, Meets.EXPANDED),
                        table.cell(shapes.before(), shapes.after(), Code.OLD, Meets.AFTER)),
                new Compatibility.Code(
                        newOnBefore,
                        table.cell(shapes.after(), shown, Code.NEW, Meets.EXPANDED),
                        table.cell(shapes.after(), shapes.after(), Code.NEW, Meets.AFTER)));
    }

    private enum Code {
        OLD,
        NEW
    }

    private enum Meets {
        BEFORE,
        EXPANDED,
        AFTER
    }

    private Compatibility.Cell cell(Catalog written, Catalog met, Code code, Meets meets) {
        Compatibility.Case reads = new Compatibility.Case();
        Compatibility.Case writes = new Compatibility.Case();
        for (Table known : written.tables().values()) {
            Optional<Table> found = met.table(known.name());
            if (found.isEmpty()) {
                reads.breaks("no table " + known.name().name());
                writes.breaks("no table " + known.name().name());
            } else if (!found.get().equals(known)) {
                compare(known, found.get(), meets, reads, writes);
            }
        }
        if (meets == Meets.EXPANDED && movesData) {
            carriedOver(code, writes);
        }
        return new Compatibility.Cell(reads.judgement(), writes.judgement());
    }

    /** Both shapes are there; who keeps them in step? */
    private void carriedOver(Code code, Compatibility.Case writes) {
        switch (duplicateWrites) {
            case DATABASE -> writes.note("triggers carry its writes over to the other shape");
            case APPLICATION -> {
                if (code == Code.OLD) {
                    writes.breaks("it writes the old shape alone, and nothing carries that over");
                } else {
                    writes.note("it writes both shapes itself");
                }
            }
        }
    }

    private void compare(Table known, Table found, Meets meets, Compatibility.Case reads, Compatibility.Case writes) {
        String table = known.name().name();
        for (Column column : known.columns()) {
            String name = table + "." + column.name();
            Optional<Column> there = found.column(column.name());
            if (there.isEmpty()) {
                reads.breaks("no " + name);
                writes.breaks("no " + name);
                continue;
            }
            if (!there.get().identity().equals(column.identity())) {
                reads.breaks(name + " is another column");
                writes.breaks(name + " is another column");
            } else if (!there.get().type().equals(column.type())) {
                reads.unknown(name + " is " + there.get().type() + ", not " + column.type());
                writes.unknown(name + " is " + there.get().type() + ", not " + column.type());
            }
            if (column.nullable() && !there.get().nullable()) {
                writes.unknown(name + " may not be NULL");
            }
            if (!column.nullable() && there.get().nullable() && !filled(known, meets)) {
                if (meets == Meets.EXPANDED && isLoosened(known, column)) {
                    reads.note(name + " may be NULL where new code writes it");
                } else if (meets == Meets.EXPANDED
                        && (becomesKey(column, known, found) || isTightened(known, column))) {
                    reads.note(name + " may be NULL until seal");
                } else {
                    reads.unknown(name + " may be NULL");
                }
            }
        }
        for (Column added : found.columns()) {
            if (known.column(added.name()).isEmpty()) {
                unknownTo(known, found, added, meets, writes);
            }
        }
        for (Constraint constraint : found.constraints()) {
            if (known.constraintOf(constraint.identity()).isPresent()) {
                continue;
            }
            if (meets == Meets.EXPANDED && isOld(constraint, known)) {
                writes.note(untilContract(table, constraint.name()));
            } else if (binds(constraint, known)) {
                writes.unknown(table + " obeys " + constraint.name() + ", which it does not know");
            }
        }
        for (Index index : found.indexes()) {
            if (meets == Meets.EXPANDED && index.unique() && isOld(index, known)) {
                writes.note(untilContract(table, index.name()));
            }
        }
    }

    private static String untilContract(String table, String rule) {
        return table + " obeys " + rule + " until contract";
    }

    /** Whether the new shape has the column too, and admits NULL in it: nothing is there before new code writes it. */
    private boolean isLoosened(Table known, Column column) {
        return shapes.after()
                .tableOf(known.identity())
                .flatMap(t -> t.columnOf(column.identity()))
                .map(Column::nullable)
                .orElse(false);
    }

    /** Whether the old shape has the column too, and admits NULL in it: NOT NULL binds when the old code is gone. */
    private boolean isTightened(Table known, Column column) {
        return shapes.before()
                .tableOf(known.identity())
                .flatMap(t -> t.columnOf(column.identity()))
                .map(Column::nullable)
                .orElse(false);
    }

    /** A new constraint binds when the old code is gone; what a new primary key says of NULL is part of it. */
    private static boolean becomesKey(Column column, Table known, Table found) {
        return found.primaryKey().isEmpty()
                && known.primaryKey()
                        .filter(key -> key.columns().contains(column.name()))
                        .isPresent();
    }

    /** What is kept in step is complete when new code comes to read it: the flag waits for the comparison. */
    private boolean filled(Table known, Meets meets) {
        return meets == Meets.EXPANDED && keptInStep.contains(known.identity());
    }

    /** A column that an INSERT of this code does not name. */
    private void unknownTo(Table known, Table found, Column added, Meets meets, Compatibility.Case writes) {
        if (added.nullable() || added.origin().generation() != Column.Generation.NONE) {
            return;
        }
        String name = known.name().name() + "." + added.name();
        if (found.attachments().keepers().stream().anyMatch(k -> k.column().equals(added.name()))) {
            writes.note("the server gives " + name + " its value");
            return;
        }
        if (filled(known, meets)) {
            writes.note(
                    duplicateWrites == DuplicateWrites.DATABASE
                            ? name + " gets its value from the other shape"
                            : name + " gets its value from the application");
            return;
        }
        writes.breaks("gives " + name + " no value");
    }

    /**
     * A rule of the old shape that goes stays until contract: for old code, which may name a key in ON CONFLICT, and for the
     * old values that follow from what new code writes.
     */
    private boolean isOld(Constraint constraint, Table known) {
        return !isNotNull(constraint)
                && old(known)
                        .flatMap(t -> t.constraintOf(constraint.identity()))
                        .isPresent();
    }

    private boolean isOld(Index index, Table known) {
        return known.indexOf(index.identity()).isEmpty()
                && old(known).flatMap(t -> t.indexOf(index.identity())).isPresent();
    }

    private Optional<Table> old(Table known) {
        return shapes.before().tableOf(known.identity());
    }

    /** NOT NULL is told by the column, in every release of the server alike. */
    private static boolean isNotNull(Constraint constraint) {
        return constraint instanceof Constraint.Other other
                && other.definition().startsWith("NOT NULL");
    }

    /** A constraint of columns that this code leaves NULL holds for whatever it writes. */
    private static boolean binds(Constraint constraint, Table known) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> true;
            case Constraint.Unique unique -> mentions(unique, known);
            case Constraint.Check check -> mentions(check, known);
            case Constraint.ForeignKey key -> mentions(key, known);
            case Constraint.Other other -> !isNotNull(other) && mentions(other, known);
        };
    }

    private static boolean mentions(Constraint constraint, Table known) {
        return constraint.columns().isEmpty()
                || constraint.columns().stream().anyMatch(c -> known.column(c).isPresent());
    }
}
