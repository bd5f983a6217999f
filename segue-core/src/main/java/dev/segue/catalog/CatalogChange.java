package dev.segue.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One difference between two catalogs; a dialect says which statement makes it. */
public sealed interface CatalogChange {

    /** {@return the table that changes, under the name it has at that moment} */
    TableName table();

    /** A table that is not there, with its columns, primary key, comment and grants; nothing else. */
    record CreateTable(Table created) implements CatalogChange {
        @Override
        public TableName table() {
            return created.name();
        }
    }

    /** A table that goes with all it holds. */
    record DropTable(TableName table) implements CatalogChange {}

    /** A table under another name. */
    record RenameTable(TableName table, TableName to) implements CatalogChange {}

    /** New columns, in one statement. */
    record AddColumns(TableName table, List<Column> columns) implements CatalogChange {
        public AddColumns {
            columns = List.copyOf(columns);
        }
    }

    /** Columns that go, in one statement, with the constraints and indexes that mention them. */
    record DropColumns(TableName table, List<String> columns) implements CatalogChange {
        public DropColumns {
            columns = List.copyOf(columns);
        }
    }

    /** A column under another name. */
    record RenameColumn(TableName table, String column, String to) implements CatalogChange {}

    /** A column that begins or ceases to admit NULL. */
    record SetNullable(TableName table, String column, boolean nullable) implements CatalogChange {}

    /** Another default, or none. */
    record SetDefault(
            TableName table, String column, @Nullable String expression) implements CatalogChange {}

    /** Another comment: on the table itself where {@code column} is null. */
    record SetComment(
            TableName table,
            @Nullable String column,
            @Nullable String comment) implements CatalogChange {}

    /** A constraint that is not there; one that is not validated binds new rows only. */
    record AddConstraint(
            TableName table,
            Constraint constraint,
            @Nullable Partitions partitions) implements CatalogChange {
        public AddConstraint(TableName table, Constraint constraint) {
            this(table, constraint, null);
        }
    }

    /** A constraint that is there and whose old rows are now checked. */
    record ValidateConstraint(
            TableName table,
            Constraint constraint,
            @Nullable Partitions partitions) implements CatalogChange {
        public ValidateConstraint(TableName table, Constraint constraint) {
            this(table, constraint, null);
        }
    }

    /** A constraint that goes. */
    record DropConstraint(TableName table, Constraint constraint) implements CatalogChange {}

    /** An index that is not there. */
    record CreateIndex(
            TableName table, Index index, @Nullable Partitions partitions) implements CatalogChange {
        public CreateIndex(TableName table, Index index) {
            this(table, index, null);
        }
    }

    /** A constraint under another name, and the index that belongs to it. */
    record RenameConstraint(TableName table, Constraint constraint, String to) implements CatalogChange {}

    /** An index under another name, with those of the partitions that were made for it. */
    record RenameIndex(
            TableName table,
            Index index,
            String to,
            @Nullable Partitions partitions) implements CatalogChange {}

    /** How a changed row is told apart in replication. */
    record SetReplicaIdentity(TableName table, ReplicaIdentity identity) implements CatalogChange {}

    /** An index that goes. */
    record DropIndex(TableName table, Index index) implements CatalogChange {}

    /** A trigger, with its functions, by which the server keeps a column; {@code columns} are those of the table. */
    record AddKeeper(TableName table, Keeper keeper, List<Column> columns) implements CatalogChange {
        public AddKeeper {
            columns = List.copyOf(columns);
        }
    }

    /** Such a trigger that goes, with its functions. */
    record DropKeeper(TableName table, Keeper keeper) implements CatalogChange {}

    /** A trigger, with its function, that deletes marked rows. */
    record AddHardDelete(TableName table, HardDelete hardDelete) implements CatalogChange {}

    /** Such a trigger that goes, with its function. */
    record DropHardDelete(TableName table, HardDelete hardDelete) implements CatalogChange {}
}
