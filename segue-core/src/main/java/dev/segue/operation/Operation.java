package dev.segue.operation;

/**
 * One operation of a migration, as declared: checked for form, knowing no database.
 *
 * <p>An operation is a record. Its key in a migration file is the snake case of its simple name, its fields are its
 * components in snake case, and the annotations of {@link dev.segue.declare} say what may be left out and what it means.
 * The reader and the JSON Schema follow from that: a new operation is its own file and its line here. A list that must be
 * given must not be empty. A constructor refuses what cannot stand together with
 * {@link dev.segue.declare.InvalidDeclarationException}, its paths relative to the operation and in the file's words.
 */
public sealed interface Operation
        permits AddCalculatedColumn,
                AddColumn,
                AlterColumn,
                AlterDomain,
                AlterSequence,
                ChangeEnum,
                CreateConstraint,
                CreateDomain,
                CreateEnum,
                CreateIndex,
                CreateSequence,
                CreateTable,
                DropColumn,
                DropConstraint,
                DropIndex,
                DropMulticolumnConstraint,
                DropTable,
                ExtractTable,
                MergeColumns,
                RenameColumn,
                RenameConstraint,
                RenameTable,
                ReplaceCodes,
                SetReplicaIdentity,
                SoftDelete,
                SplitColumn,
                Sql {

    /**
     * Says what the catalog looks like afterwards and how the values of both shapes relate. Writes no DDL: that is the
     * difference of the catalogs.
     *
     * @param resolution what is there, and where to put what is asked for; collects everything that cannot be
     */
    void resolve(Resolution resolution);
}
