package dev.segue.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table with everything that belongs to it and that an operation may carry over.
 *
 * @param identity what the table is, apart from its name: a renamed table keeps it
 * @param name where it is
 * @param columns in their order
 * @param constraints all of them, the primary key too
 * @param indexes those that belong to no constraint
 * @param attachments comment, owner and grants
 */
public record Table(
        String identity,
        TableName name,
        List<Column> columns,
        List<Constraint> constraints,
        List<Index> indexes,
        Attachments attachments) {

    /**
     * What hangs on a table.
     *
     * @param rewriting the application's triggers that see a row before it is updated, and so may change columns that the
     *     statement does not name
     * @param partitions where the rows are, if the table is partitioned
     * @param replicaIdentity how a changed row is told apart in replication; null where a plan of an older release does not
     *     say
     * @param keepers by what the server keeps columns whose values follow from others of the row
     * @param hardDeletes what deletes marked rows while both shapes live
     */
    public record Attachments(
            @Nullable String comment,
            @Nullable String owner,
            List<Grant> grants,
            List<String> rewriting,
            @Nullable Partitions partitions,
            @Nullable ReplicaIdentity replicaIdentity,
            List<Keeper> keepers,
            List<HardDelete> hardDeletes) {

        /** No comment, no grants, owned by whoever makes it. */
        public static final Attachments NONE = new Attachments(null, null, List.of(), List.of(), null, null);

        /** A table whose columns the server keeps by no trigger. */
        public Attachments(
                @Nullable String comment,
                @Nullable String owner,
                List<Grant> grants,
                List<String> rewriting,
                @Nullable Partitions partitions,
                @Nullable ReplicaIdentity replicaIdentity) {
            this(comment, owner, grants, rewriting, partitions, replicaIdentity, List.of(), List.of());
        }

        /** {@return the same, where a column has another name} */
        public Attachments renamed(String from, String to) {
            return withGrants(grants.stream()
                    .map(g -> from.equals(g.column()) ? new Grant(g.grantee(), g.privilege(), to, g.grantable()) : g)
                    .toList());
        }

        /** {@return the same, without the rights on columns that are not there} */
        public Attachments without(List<String> dropped) {
            return withGrants(grants.stream()
                    .filter(g -> g.column() == null || !dropped.contains(g.column()))
                    .toList());
        }

        /** {@return the same with these rights} */
        public Attachments withGrants(List<Grant> others) {
            return new Attachments(
                    comment, owner, others, rewriting, partitions, replicaIdentity, keepers, hardDeletes);
        }

        /** {@return the same, owned by whoever makes it, who alone has rights} */
        public Attachments withoutRights() {
            return new Attachments(comment, null, List.of(), rewriting, partitions, replicaIdentity);
        }

        public Attachments {
            grants = List.copyOf(grants);
            rewriting = List.copyOf(rewriting);
            keepers = keepers == null ? List.of() : List.copyOf(keepers);
            hardDeletes = hardDeletes == null ? List.of() : List.copyOf(hardDeletes);
        }

        /** {@return these with another comment} */
        public Attachments withComment(@Nullable String newComment) {
            return new Attachments(
                    newComment, owner, grants, rewriting, partitions, replicaIdentity, keepers, hardDeletes);
        }

        /** {@return these with another replica identity} */
        public Attachments withReplicaIdentity(@Nullable ReplicaIdentity newIdentity) {
            return new Attachments(comment, owner, grants, rewriting, partitions, newIdentity, keepers, hardDeletes);
        }

        /** {@return these with other keepers} */
        public Attachments withKeepers(List<Keeper> others) {
            return new Attachments(comment, owner, grants, rewriting, partitions, replicaIdentity, others, hardDeletes);
        }

        /** {@return these with others that delete marked rows} */
        public Attachments withHardDeletes(List<HardDelete> others) {
            return new Attachments(comment, owner, grants, rewriting, partitions, replicaIdentity, keepers, others);
        }
    }

    public Table {
        Objects.requireNonNull(identity, "identity");
        Objects.requireNonNull(name, "name");
        columns = List.copyOf(columns);
        constraints = List.copyOf(constraints);
        indexes = List.copyOf(indexes);
        Objects.requireNonNull(attachments, "attachments");
    }

    /** {@return the column of that exact name} */
    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }

    /** {@return the column of that identity, whatever its name is now} */
    public Optional<Column> columnOf(String columnIdentity) {
        return columns.stream().filter(c -> c.identity().equals(columnIdentity)).findFirst();
    }

    /** {@return whether that very column is there, under the same name and of the same type} */
    public boolean keeps(Column column) {
        return columnOf(column.identity())
                .filter(c -> c.name().equals(column.name()) && c.type().equals(column.type()))
                .isPresent();
    }

    /** {@return the names of the columns, in their order} */
    public List<String> columnNames() {
        return columns.stream().map(Column::name).toList();
    }

    /** {@return the primary key, if there is one} */
    public Optional<Constraint.PrimaryKey> primaryKey() {
        return constraints.stream()
                .filter(Constraint.PrimaryKey.class::isInstance)
                .map(Constraint.PrimaryKey.class::cast)
                .findFirst();
    }

    /** {@return the constraint of that name} */
    public Optional<Constraint> constraint(String constraintName) {
        return constraints.stream().filter(c -> c.name().equals(constraintName)).findFirst();
    }

    /** {@return the constraint of that identity, whatever its name is now} */
    public Optional<Constraint> constraintOf(String constraintIdentity) {
        return constraints.stream()
                .filter(c -> c.identity().equals(constraintIdentity))
                .findFirst();
    }

    /** {@return the index of that identity, whatever its name is now} */
    public Optional<Index> indexOf(String indexIdentity) {
        return indexes.stream().filter(i -> i.identity().equals(indexIdentity)).findFirst();
    }

    /** {@return the index of that name} */
    public Optional<Index> index(String indexName) {
        return indexes.stream().filter(i -> i.name().equals(indexName)).findFirst();
    }

    /** {@return this table under another name, with the same identity} */
    public Table withName(TableName newName) {
        return new Table(identity, newName, columns, constraints, indexes, attachments);
    }

    /** {@return this table with other columns} */
    public Table withColumns(List<Column> newColumns) {
        return new Table(identity, name, newColumns, constraints, indexes, attachments);
    }

    /** {@return this table with every column changed by {@code change}} */
    public Table mapColumns(UnaryOperator<Column> change) {
        return withColumns(columns.stream().map(change).toList());
    }

    /** {@return this table with one more column at the end} */
    public Table plus(Column column) {
        List<Column> all = new ArrayList<>(columns);
        all.add(column);
        return withColumns(all);
    }

    /** {@return this table with one more constraint} */
    public Table plus(Constraint constraint) {
        List<Constraint> all = new ArrayList<>(constraints);
        all.add(constraint);
        return withConstraints(all);
    }

    /** {@return this table with one more index} */
    public Table plus(Index index) {
        List<Index> all = new ArrayList<>(indexes);
        all.add(index);
        return withIndexes(all);
    }

    /** {@return this table with other constraints} */
    public Table withConstraints(List<Constraint> newConstraints) {
        return new Table(identity, name, columns, newConstraints, indexes, attachments);
    }

    /** {@return this table with other indexes} */
    public Table withIndexes(List<Index> newIndexes) {
        return new Table(identity, name, columns, constraints, newIndexes, attachments);
    }

    /** {@return this table with another comment and other grants} */
    public Table withAttachments(Attachments newAttachments) {
        return new Table(identity, name, columns, constraints, indexes, newAttachments);
    }

    /**
     * {@return this table without the named columns and without what a server drops together with a column:
     * constraints and indexes that mention it}
     */
    public Table without(List<String> dropped) {
        return new Table(
                identity,
                name,
                columns.stream().filter(c -> !dropped.contains(c.name())).toList(),
                constraints.stream()
                        .filter(c -> c.columns().stream().noneMatch(dropped::contains))
                        .toList(),
                indexes.stream()
                        .filter(i -> i.columns().stream().noneMatch(dropped::contains))
                        .toList(),
                attachments.without(dropped));
    }
}
