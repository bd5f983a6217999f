package dev.segue.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A constraint of a table. Columns are given by name, in the constraint's own order. */
public sealed interface Constraint {

    /** {@return the constraint's name, unquoted} */
    String name();

    /** {@return the columns of its own table that the constraint mentions} */
    List<String> columns();

    /** {@return the comment on the constraint, or null} */
    @Nullable
    String comment();

    /** {@return whether the rows that were there before are known to obey} */
    default boolean validated() {
        return true;
    }

    /** The primary key. */
    record PrimaryKey(
            String name, List<String> columns, @Nullable String comment) implements Constraint {
        public PrimaryKey {
            columns = List.copyOf(columns);
        }
    }

    /** A unique constraint; {@code definition} is the server's own text of it, from {@code UNIQUE} on. */
    record Unique(
            String name,
            List<String> columns,
            String definition,
            @Nullable String comment) implements Constraint {
        public Unique {
            columns = List.copyOf(columns);
        }
    }

    /** A check; {@code definition} is the server's own text of it, from {@code CHECK} on, without NOT VALID. */
    record Check(
            String name,
            List<String> columns,
            String definition,
            boolean validated,
            @Nullable String comment) implements Constraint {
        public Check {
            columns = List.copyOf(columns);
        }
    }

    /** A foreign key to {@code target}; the lists pair up by position. */
    record ForeignKey(
            String name,
            List<String> columns,
            TableName target,
            List<String> targetColumns,
            boolean validated,
            @Nullable String comment)
            implements Constraint {
        public ForeignKey {
            columns = List.copyOf(columns);
            targetColumns = List.copyOf(targetColumns);
            if (columns.size() != targetColumns.size()) {
                throw new IllegalArgumentException(
                        "foreign key " + name + " pairs " + columns + " with " + targetColumns);
            }
        }
    }

    /** Anything else the server knows (exclusion, not-null of PostgreSQL 18): only carried, never made. */
    record Other(
            String name,
            List<String> columns,
            String definition,
            @Nullable String comment) implements Constraint {
        public Other {
            columns = List.copyOf(columns);
        }
    }
}
