package dev.segue.mapping;

import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Columns of a row ↔ other columns of the same row (catalogue: M1). All operations of a migration that replace, add or
 * drop columns of one table with values to derive are one mapping of it: one pass fills them all.
 *
 * @param row the table whose rows hold both shapes
 * @param groups which columns give each other; groups share no column that either derives
 * @param onUnmappable what happens to an old write that has no new value
 */
public record SameRow(Row row, List<Group> groups, OnUnmappable onUnmappable) implements Mapping {

    /**
     * The most groups of one table: the mark holds two bits for each.
     */
    public static final int MOST_GROUPS = 15;

    /**
     * The table.
     *
     * @param table its name while both shapes live
     * @param sealed its name once the old shape is sealed
     * @param key the columns of its primary (or other unique NOT NULL) key; both shapes have them
     * @param rewritten whether triggers of the application's may change columns that a statement does not name
     */
    public record Row(TableName table, TableName sealed, List<Stored> key, boolean rewritten) {
        public Row {
            Objects.requireNonNull(table, "table");
            Objects.requireNonNull(sealed, "sealed");
            key = List.copyOf(key);
            if (key.isEmpty()) {
                throw new IllegalArgumentException(table + " has no key");
            }
        }
    }

    /**
     * Where a value lies in the row.
     *
     * @param open the column while both shapes live
     * @param sealed the column once the old shape is sealed
     * @param type its type
     * @param absent the value of an INSERT that gives none, an expression of the old shape's; NULL where it has no default
     * @param shape which code knows the column
     */
    public record Stored(String open, String sealed, String type, String absent, Shape shape) {
        public Stored {
            Objects.requireNonNull(open, "open");
            Objects.requireNonNull(sealed, "sealed");
            Objects.requireNonNull(type, "type");
            Objects.requireNonNull(absent, "absent");
            Objects.requireNonNull(shape, "shape");
        }
    }

    /** Which code knows a column. */
    public enum Shape {
        OLD,
        NEW,
        BOTH
    }

    /**
     * A column whose value follows from others.
     *
     * @param column what is derived
     * @param required whether its shape admits no NULL
     * @param expression how it is derived
     * @param arguments where the values of the expression's arguments lie, in their order
     */
    public record Derived(Stored column, boolean required, Expression expression, List<Stored> arguments) {
        public Derived {
            Objects.requireNonNull(column, "column");
            Objects.requireNonNull(expression, "expression");
            arguments = List.copyOf(arguments);
            if (arguments.size() != expression.arguments().size()) {
                throw new IllegalArgumentException("the expression of " + column.open() + " takes "
                        + expression.arguments() + ", not " + arguments);
            }
        }
    }

    /**
     * Columns of both shapes that give each other.
     *
     * @param forward the columns of the new shape; empty where the old ones have no counterpart
     * @param backward the columns of the old shape; empty where the new ones have no counterpart
     * @param calculated whether the columns of the new shape are never anything else than what follows, whoever writes them
     */
    public record Group(List<Derived> forward, List<Derived> backward, boolean calculated) {
        /** Columns that either code may write. */
        public Group(List<Derived> forward, List<Derived> backward) {
            this(forward, backward, false);
        }

        public Group {
            forward = List.copyOf(forward);
            backward = List.copyOf(backward);
            if (forward.isEmpty() && backward.isEmpty()) {
                throw new IllegalArgumentException("a group derives at least one column");
            }
            if (calculated && !backward.isEmpty()) {
                throw new IllegalArgumentException("nothing follows from what is calculated");
            }
        }

        /** {@return the columns by whose change a write through the old shape is known} */
        public List<Stored> oldColumns() {
            return columns().filter(c -> c.shape() != Shape.NEW).toList();
        }

        /** {@return the columns by whose change a write through the new shape is known} */
        public List<Stored> newColumns() {
            return columns().filter(c -> c.shape() == Shape.NEW).toList();
        }

        private Stream<Stored> columns() {
            return Stream.concat(
                            Stream.concat(backward.stream(), forward.stream()).map(Derived::column),
                            Stream.concat(forward.stream(), backward.stream()).flatMap(d -> d.arguments().stream()))
                    .distinct();
        }
    }

    public SameRow {
        Objects.requireNonNull(row, "row");
        groups = List.copyOf(groups);
        Objects.requireNonNull(onUnmappable, "onUnmappable");
        if (groups.isEmpty() || groups.size() > MOST_GROUPS) {
            throw new IllegalArgumentException(
                    "the columns of a table are in 1 to " + MOST_GROUPS + " groups, not " + groups.size());
        }
    }

    /** {@return all columns of the new shape that are derived} */
    public List<Derived> forward() {
        return groups.stream().flatMap(g -> g.forward().stream()).toList();
    }

    /** {@return all columns of the old shape that are derived} */
    public List<Derived> backward() {
        return groups.stream().flatMap(g -> g.backward().stream()).toList();
    }

    @Override
    public List<TableName> tables() {
        return List.of(row.table());
    }

    @Override
    public Fidelity fidelity() {
        return Fidelity.LOSSY;
    }

    @Override
    public String describe() {
        return groups.stream().map(this::describe).collect(Collectors.joining("; "));
    }

    private String describe(Group group) {
        return "%s(%s) ↔ (%s)"
                .formatted(
                        row.table().name(),
                        group.oldColumns().stream().map(Stored::open).collect(Collectors.joining(", ")),
                        group.newColumns().stream().map(Stored::sealed).collect(Collectors.joining(", ")));
    }
}
