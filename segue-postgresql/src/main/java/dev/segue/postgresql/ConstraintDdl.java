package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange.AddConstraint;
import dev.segue.catalog.CatalogChange.CreateIndex;
import dev.segue.catalog.CatalogChange.DropConstraint;
import dev.segue.catalog.CatalogChange.ValidateConstraint;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Constraints as statements. A check and a foreign key come NOT VALID and are validated in a transaction of their own; a
 * key adopts an index that was built before.
 */
final class ConstraintDdl {

    private ConstraintDdl() {}

    static List<List<Statement>> add(AddConstraint change) {
        TableName table = change.table();
        Constraint constraint = change.constraint();
        if (change.partitions() != null && constraint instanceof Constraint.ForeignKey key) {
            return PartitionedDdl.foreignKey(table, key);
        }
        Optional<CreateIndex> index = index(change);
        if (index.isPresent()) {
            List<Statement> all =
                    new ArrayList<>(DdlStatements.transactions(index.get()).getFirst());
            all.addAll(usingIndex(change));
            return List.of(all);
        }
        String add = "ALTER TABLE %s ADD CONSTRAINT %s ".formatted(Sql.id(table), Sql.id(constraint.name()));
        String building = DdlStatements.exclusive(table) + ", and builds an index";
        Statement added = switch (constraint) {
            case Constraint.ForeignKey key ->
                new Statement(
                        add + foreignKey(key) + " NOT VALID",
                        "SHARE ROW EXCLUSIVE on " + table + " and " + key.target() + ", instant",
                        "binds new rows only: nothing is scanned");
            case Constraint.Check check ->
                new Statement(
                        add + check.definition() + " NOT VALID",
                        DdlStatements.exclusive(table),
                        "binds new rows only: nothing is scanned");
            case Constraint.PrimaryKey key ->
                new Statement(
                        add + primaryKey(key), building, "only where the table is empty or the application stands");
            case Constraint.Unique unique ->
                new Statement(
                        add + unique.definition(), building, "only where the table is empty or the application stands");
            case Constraint.Other other ->
                new Statement(
                        add + other.definition(), building, "only where the table is empty or the application stands");
        };
        List<Statement> first = new ArrayList<>(List.of(added));
        first.addAll(comment(table, constraint));
        if (!constraint.hasIndex() && constraint.validated()) {
            return List.of(
                    first, validate(new ValidateConstraint(table, constraint)).getFirst());
        }
        return List.of(first);
    }

    /** {@return the index that a key adopts; none where the server admits none, as of a partitioned table} */
    static Optional<CreateIndex> index(AddConstraint change) {
        Constraint constraint = change.constraint();
        String index = indexOf(constraint);
        if (index == null || !index.startsWith("USING btree") || change.partitions() != null) {
            return Optional.empty();
        }
        return Optional.of(new CreateIndex(
                change.table(),
                new Index(constraint.identity(), constraint.name(), constraint.columns(), true, index, null)));
    }

    private static @Nullable String indexOf(Constraint constraint) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> key.index();
            case Constraint.Unique unique -> unique.index();
            case Constraint.Check check -> null;
            case Constraint.ForeignKey key -> null;
            case Constraint.Other other -> null;
        };
    }

    /** {@return what makes a key of an index of the same name} */
    static List<Statement> usingIndex(AddConstraint change) {
        TableName table = change.table();
        Constraint constraint = change.constraint();
        String definition = switch (constraint) {
            case Constraint.PrimaryKey key -> primaryKey(key);
            case Constraint.Unique unique -> unique.definition();
            case Constraint.Check check -> throw noKey(check);
            case Constraint.ForeignKey key -> throw noKey(key);
            case Constraint.Other other -> throw noKey(other);
        };
        String words = constraint instanceof Constraint.PrimaryKey ? "PRIMARY KEY" : "UNIQUE";
        String deferral = definition.substring(definition.lastIndexOf(')') + 1);
        List<Statement> all = new ArrayList<>(List.of(new Statement(
                "ALTER TABLE %s ADD CONSTRAINT %s %s USING INDEX %s%s"
                        .formatted(
                                Sql.id(table), Sql.id(constraint.name()), words, Sql.id(constraint.name()), deferral),
                DdlStatements.exclusive(table),
                "adopts the index that is there: nothing is scanned")));
        all.addAll(comment(table, constraint));
        return all;
    }

    private static IllegalArgumentException noKey(Constraint constraint) {
        return new IllegalArgumentException("no index makes this constraint: " + constraint);
    }

    private static List<Statement> comment(TableName table, Constraint constraint) {
        if (constraint.comment() == null) {
            return List.of();
        }
        return List.of(new Statement(
                "COMMENT ON CONSTRAINT %s ON %s IS %s"
                        .formatted(Sql.id(constraint.name()), Sql.id(table), Sql.literalOrNull(constraint.comment())),
                "SHARE UPDATE EXCLUSIVE on " + table + ", instant; blocks no reads or writes",
                "carried over"));
    }

    static List<List<Statement>> validate(ValidateConstraint validate) {
        if (validate.partitions() != null && validate.constraint() instanceof Constraint.ForeignKey key) {
            return PartitionedDdl.validate(validate.table(), key);
        }
        return DdlStatements.one(
                "ALTER TABLE %s VALIDATE CONSTRAINT %s"
                        .formatted(
                                Sql.id(validate.table()),
                                Sql.id(validate.constraint().name())),
                "SHARE UPDATE EXCLUSIVE on " + validate.table() + " while it scans; blocks no reads or writes",
                "the rows that were there before are checked");
    }

    static List<List<Statement>> drop(DropConstraint drop) {
        String lock = drop.constraint() instanceof Constraint.ForeignKey key
                ? "ACCESS EXCLUSIVE on " + drop.table() + " and " + key.target() + ", instant"
                : DdlStatements.exclusive(drop.table());
        return DdlStatements.one(
                "ALTER TABLE %s DROP CONSTRAINT %s"
                        .formatted(
                                Sql.id(drop.table()), Sql.id(drop.constraint().name())),
                lock,
                "a change of the catalog only");
    }

    /** The index of a key may be there, and the constraint that is to adopt it not yet. */
    static List<Statement> undo(AddConstraint added) {
        List<Statement> all = new ArrayList<>(List.of(new Statement(
                "ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %s"
                        .formatted(
                                Sql.id(added.table()), Sql.id(added.constraint().name())),
                DdlStatements.exclusive(added.table()),
                "it was new")));
        index(added).ifPresent(index -> all.addAll(DdlStatements.undo(index)));
        return all;
    }

    /** Rollback may begin before the constraint was dropped. */
    static List<List<Statement>> restore(AddConstraint dropped) {
        if (dropped.partitions() != null && dropped.constraint() instanceof Constraint.ForeignKey key) {
            return PartitionedDdl.foreignKey(dropped.table(), key);
        }
        List<List<Statement>> all = new ArrayList<>(add(dropped));
        List<Statement> first = new ArrayList<>(all.getFirst());
        Statement added = first.getFirst();
        first.set(
                0,
                new Statement(
                        onlyWithout(dropped.table(), dropped.constraint().name(), added.sql()),
                        added.lock(),
                        added.why()));
        all.set(0, first);
        return all;
    }

    /** {@return the statement, done only where the table has no constraint of that name} */
    static String onlyWithout(TableName table, String constraint, String sql) {
        return """
               DO $segue$
               BEGIN
                   IF NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k
                                  WHERE k.conrelid = %s::pg_catalog.regclass AND k.conname = %s) THEN
                       EXECUTE %s;
                   END IF;
               END
               $segue$""".formatted(Sql.literal(Sql.id(table)), Sql.literal(constraint), Sql.literal(sql));
    }

    /** {@return the text of a foreign key, from FOREIGN KEY on} */
    static String foreignKey(Constraint.ForeignKey key) {
        return "FOREIGN KEY (%s) REFERENCES %s (%s)%s"
                .formatted(
                        Sql.ids(key.columns()),
                        Sql.id(key.target()),
                        Sql.ids(key.targetColumns()),
                        key.rules().isEmpty() ? "" : " " + key.rules());
    }

    /** {@return the text of a primary key, from PRIMARY KEY on} */
    static String primaryKey(Constraint.PrimaryKey key) {
        return key.definition() == null ? "PRIMARY KEY (" + Sql.ids(key.columns()) + ")" : key.definition();
    }
}
