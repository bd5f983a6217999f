package dev.segue.mapping;

import dev.segue.catalog.TableName;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a child row ↔ a parent row that the child refers to by key (catalogue: M3). The child is the row that was
 * always there (an order); the parent holds the columns that move (its address).
 *
 * @param child the table of the old shape, which keeps its rows and receives the reference
 * @param parent the table that receives the columns, and how its keys are made
 * @param reference the child's column that holds the parent's key
 * @param columns what moves
 * @param rules what NULL, delete and failure mean
 */
public record Lookup(Child child, Parent parent, Reference reference, List<MappedColumn> columns, Rules rules)
        implements Mapping {

    /**
     * The old shape's table with the columns of its primary (or other unique NOT NULL) key.
     *
     * @param rewritten whether triggers of the application's may change columns that an update does not name
     * @param partitioned whether an update may move a row to another partition, where it arrives as a new one
     */
    public record Child(TableName table, List<MappedColumn.Side> key, boolean rewritten, boolean partitioned) {
        public Child {
            key = List.copyOf(key);
            if (key.isEmpty()) {
                throw new IllegalArgumentException(table + " has no key");
            }
        }
    }

    /**
     * The new table, its generated key, and what generates it.
     *
     * @param hashed the columns by whose hash equal rows are looked up; none where each child has a parent of its own
     */
    public record Parent(
            TableName table,
            MappedColumn.Side key,
            KeySource keySource,
            @Nullable List<String> hashed) {
        public Parent {
            // a plan that an older release stored says nothing of it
            hashed = hashed == null ? List.of() : List.copyOf(hashed);
        }

        @Override
        public List<String> hashed() {
            return Objects.requireNonNull(hashed);
        }
    }

    /** Where a new parent's key comes from. */
    public sealed interface KeySource {
        /** The next value of a sequence; {@code owned} where it belongs to the column (identity). */
        record Sequence(TableName name, boolean owned) implements KeySource {}

        /** A random UUID. */
        record RandomUuid() implements KeySource {}
    }

    /** The child's column that refers to the parent. */
    public record Reference(String column, boolean required) {}

    /**
     * The rules of the mapping.
     *
     * @param sharing whether equal children share one parent
     * @param orphans what happens to a parent that loses its last child
     * @param onUnmappable what happens to an old write that has no new value
     */
    public record Rules(Sharing sharing, Orphans orphans, OnUnmappable onUnmappable) {}

    /** How many children one parent may have. */
    public enum Sharing {
        /** one */
        ONE_EACH,
        /** as many as hold the same values */
        EQUAL_ROWS
    }

    /** What happens to a parent that loses its last child while both shapes live. */
    public enum Orphans {
        DELETE,
        KEEP
    }

    public Lookup {
        Objects.requireNonNull(child, "child");
        Objects.requireNonNull(parent, "parent");
        Objects.requireNonNull(reference, "reference");
        columns = List.copyOf(columns);
        Objects.requireNonNull(rules, "rules");
        if (columns.isEmpty() || columns.size() > 31) {
            throw new IllegalArgumentException("a lookup moves 1 to 31 columns, not " + columns.size());
        }
    }

    @Override
    public List<TableName> tables() {
        return List.of(child.table(), parent.table());
    }

    @Override
    public Fidelity fidelity() {
        return columns.stream().allMatch(c -> c.transformation() == null) ? Fidelity.LOSSLESS : Fidelity.LOSSY;
    }

    @Override
    public String describe() {
        return "%s(%s) → %s, by %s.%s"
                .formatted(
                        child.table().name(),
                        columns.stream().map(c -> c.source().name()).collect(Collectors.joining(", ")),
                        parent.table().name(),
                        child.table().name(),
                        reference.column());
    }
}
