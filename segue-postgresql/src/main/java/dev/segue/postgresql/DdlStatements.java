package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange;
import dev.segue.catalog.CatalogChange.AddColumns;
import dev.segue.catalog.CatalogChange.AddConstraint;
import dev.segue.catalog.CatalogChange.AddHardDelete;
import dev.segue.catalog.CatalogChange.AddKeeper;
import dev.segue.catalog.CatalogChange.CreateIndex;
import dev.segue.catalog.CatalogChange.CreateTable;
import dev.segue.catalog.CatalogChange.DropColumns;
import dev.segue.catalog.CatalogChange.DropConstraint;
import dev.segue.catalog.CatalogChange.DropHardDelete;
import dev.segue.catalog.CatalogChange.DropIndex;
import dev.segue.catalog.CatalogChange.DropKeeper;
import dev.segue.catalog.CatalogChange.DropTable;
import dev.segue.catalog.CatalogChange.RenameColumn;
import dev.segue.catalog.CatalogChange.RenameConstraint;
import dev.segue.catalog.CatalogChange.RenameIndex;
import dev.segue.catalog.CatalogChange.RenameTable;
import dev.segue.catalog.CatalogChange.SetComment;
import dev.segue.catalog.CatalogChange.SetDefault;
import dev.segue.catalog.CatalogChange.SetNullable;
import dev.segue.catalog.CatalogChange.SetReplicaIdentity;
import dev.segue.catalog.CatalogChange.ValidateConstraint;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.TableName;
import dev.segue.dialect.ConcurrentStatement;
import dev.segue.dialect.Ddl;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Differences of catalogs as statements. What scans or rewrites never runs under a lock that blocks writers: constraints
 * come NOT VALID and are validated in a transaction of their own, indexes come CONCURRENTLY, NOT NULL is proven by a
 * validated check first (measured locks: manual of PostgreSQL, chapter 13.3, and Segue's own measurements).
 */
final class DdlStatements {

    private DdlStatements() {}

    static List<List<Statement>> transactions(CatalogChange change) {
        return switch (change) {
            case CreateTable create -> List.of(NewTable.statements(create.created()));
            case DropTable drop ->
                one("DROP TABLE " + Sql.id(drop.table()), exclusive(drop.table()), "nothing uses it any more");
            case RenameTable rename ->
                one(
                        "ALTER TABLE %s RENAME TO %s"
                                .formatted(
                                        Sql.id(rename.table()),
                                        Sql.id(rename.to().name())),
                        exclusive(rename.table()),
                        "a change of the catalog only");
            case AddColumns add -> List.of(NewColumns.statements(add));
            case DropColumns drop ->
                one(
                        "ALTER TABLE %s %s"
                                .formatted(
                                        Sql.id(drop.table()),
                                        Sql.list(drop.columns(), c -> "DROP COLUMN " + Sql.id(c))),
                        exclusive(drop.table()),
                        "a change of the catalog only");
            case RenameColumn rename -> List.of(renameColumn(rename));
            case SetNullable nullable -> nullable.nullable() ? dropNotNull(nullable) : setNotNull(nullable);
            case SetDefault set ->
                one(
                        "ALTER TABLE %s ALTER COLUMN %s %s"
                                .formatted(
                                        Sql.id(set.table()),
                                        Sql.id(set.column()),
                                        set.expression() == null ? "DROP DEFAULT" : "SET DEFAULT " + set.expression()),
                        exclusive(set.table()),
                        "a change of the catalog only");
            case SetComment comment ->
                one(
                        comment.column() == null
                                ? "COMMENT ON TABLE %s IS %s"
                                        .formatted(Sql.id(comment.table()), Sql.literalOrNull(comment.comment()))
                                : "COMMENT ON COLUMN %s.%s IS %s"
                                        .formatted(
                                                Sql.id(comment.table()),
                                                Sql.id(comment.column()),
                                                Sql.literalOrNull(comment.comment())),
                        "SHARE UPDATE EXCLUSIVE on " + comment.table() + ", instant; blocks no reads or writes",
                        "a change of the catalog only");
            case AddConstraint add -> ConstraintDdl.add(add);
            case ValidateConstraint validate -> ConstraintDdl.validate(validate);
            case DropConstraint drop -> ConstraintDdl.drop(drop);
            case SetReplicaIdentity set ->
                one(
                        "ALTER TABLE %s REPLICA IDENTITY %s".formatted(Sql.id(set.table()), words(set.identity())),
                        exclusive(set.table()),
                        "a change of the catalog only");
            case CreateIndex create -> {
                List<Statement> all = new ArrayList<>();
                if (create.partitions() != null) {
                    all.addAll(PartitionedDdl.ownIndexes(create, create.partitions()));
                }
                all.add(new Statement(
                        createIndex(create, ""),
                        "SHARE on " + create.table() + " while it builds",
                        "only where the table is empty or the application stands"));
                all.addAll(comment(create));
                yield List.of(all);
            }
            case RenameConstraint rename ->
                one(
                        "ALTER TABLE %s RENAME CONSTRAINT %s TO %s"
                                .formatted(
                                        Sql.id(rename.table()),
                                        Sql.id(rename.constraint().name()),
                                        Sql.id(rename.to())),
                        exclusive(rename.table()),
                        "a change of the catalog only");
            case RenameIndex rename -> rename(rename);
            case AddKeeper add -> List.of(KeptColumns.make(add));
            case DropKeeper drop -> List.of(KeptColumns.drop(drop));
            case AddHardDelete add -> List.of(HardDeletes.make(add));
            case DropHardDelete drop -> List.of(HardDeletes.drop(drop));
            case DropIndex drop ->
                one(
                        "DROP INDEX "
                                + Sql.id(new TableName(
                                        drop.table().schema(), drop.index().name())),
                        exclusive(drop.table()),
                        "a change of the catalog only");
        };
    }

    private static List<Statement> renameColumn(RenameColumn rename) {
        List<Statement> all = new ArrayList<>();
        all.add(new Statement(
                "ALTER TABLE %s RENAME COLUMN %s TO %s"
                        .formatted(Sql.id(rename.table()), Sql.id(rename.column()), Sql.id(rename.to())),
                exclusive(rename.table()),
                "a change of the catalog only"));
        all.addAll(NotNullNames.following(rename));
        return all;
    }

    /** {@return the change in parts: what would hold its lock for long is apart, and outside a transaction} */
    static List<Ddl> besideTheTraffic(CatalogChange change) {
        if (change instanceof CreateIndex create) {
            List<Ddl> parts = new ArrayList<>();
            if (create.partitions() != null) {
                parts.addAll(PartitionedDdl.index(create, create.partitions()));
            } else {
                TableName name =
                        new TableName(create.table().schema(), create.index().name());
                parts.add(new Ddl.Concurrent(
                        create.table(), concurrently(create.table(), createIndex(create, "CONCURRENTLY "), name)));
            }
            List<Statement> comment = comment(create);
            if (!comment.isEmpty()) {
                parts.add(new Ddl.Transaction(comment));
            }
            return parts;
        }
        if (change instanceof AddConstraint add) {
            Optional<CreateIndex> first = ConstraintDdl.index(add);
            if (first.isPresent()) {
                List<Ddl> parts = new ArrayList<>(besideTheTraffic(first.get()));
                parts.add(new Ddl.Transaction(ConstraintDdl.usingIndex(add)));
                return parts;
            }
        }
        return transactions(change).stream().<Ddl>map(Ddl.Transaction::new).toList();
    }

    /** {@return an index on a partition; done also where the partition is gone} */
    static ConcurrentStatement concurrently(TableName table, TableName name, String definition) {
        return concurrently(
                table,
                "CREATE INDEX CONCURRENTLY %s ON %s %s".formatted(Sql.id(name.name()), Sql.id(table), definition),
                name);
    }

    private static ConcurrentStatement concurrently(TableName table, String sql, TableName name) {
        // the server shows a long statement cut off
        String probe = """
                SELECT CASE WHEN pg_catalog.to_regclass(%s) IS NULL THEN 'done'
                            WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_activity a
                                         WHERE a.datname = pg_catalog.current_database() AND a.state = 'active'
                                           AND a.pid <> pg_catalog.pg_backend_pid() AND a.query <> ''
                                           AND pg_catalog.starts_with(%s, a.query)) THEN 'busy'
                            WHEN i.indexrelid IS NULL THEN 'none' WHEN i.indisvalid THEN 'done' ELSE 'half' END
                FROM (SELECT pg_catalog.to_regclass(%s) AS oid) r
                LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid""".formatted(Sql.literal(Sql.id(table)), Sql.literal(sql), Sql.literal(Sql.id(name)));
        return new ConcurrentStatement(
                new Statement(
                        sql,
                        "SHARE UPDATE EXCLUSIVE on " + table + "; blocks no reads or writes",
                        "built beside the traffic; waits for older transactions"),
                probe,
                "DROP INDEX CONCURRENTLY IF EXISTS " + Sql.id(name));
    }

    /** Additions are undone in a way that also works where they were never made. */
    static List<Statement> undo(CatalogChange addition) {
        return switch (addition) {
            case CreateTable create ->
                List.of(new Statement(
                        "DROP TABLE IF EXISTS " + Sql.id(create.table()), exclusive(create.table()), "it was new"));
            case AddColumns add ->
                List.of(new Statement(
                        "ALTER TABLE %s %s"
                                .formatted(
                                        Sql.id(add.table()),
                                        Sql.list(add.columns(), c -> "DROP COLUMN IF EXISTS " + Sql.id(c.name()))),
                        exclusive(add.table()),
                        "they were new"));
            case AddConstraint add -> ConstraintDdl.undo(add);
            case CreateIndex create ->
                List.of(new Statement(
                        "DROP INDEX IF EXISTS "
                                + Sql.id(new TableName(
                                        create.table().schema(), create.index().name())),
                        exclusive(create.table()),
                        "it was new"));
            case RenameTable rename -> first(new RenameTable(rename.to(), rename.table()));
            case RenameColumn rename -> first(new RenameColumn(rename.table(), rename.to(), rename.column()));
            case RenameConstraint rename ->
                first(new RenameConstraint(
                        rename.table(),
                        rename.constraint().withName(rename.to()),
                        rename.constraint().name()));
            case RenameIndex rename ->
                first(new RenameIndex(
                        rename.table(),
                        rename.index().withName(rename.to()),
                        rename.index().name(),
                        rename.partitions()));
            case SetNullable set -> first(new SetNullable(set.table(), set.column(), !set.nullable()));
            case DropTable c -> throw irreversible(c);
            case DropColumns c -> throw irreversible(c);
            case SetDefault c -> throw irreversible(c);
            case SetComment c -> throw irreversible(c);
            case SetReplicaIdentity c -> throw irreversible(c);
            case ValidateConstraint c -> List.of();
            case DropConstraint c -> throw irreversible(c);
            case DropIndex c -> throw irreversible(c);
            case AddKeeper add -> KeptColumns.drop(new DropKeeper(add.table(), add.keeper()));
            case DropKeeper c -> throw irreversible(c);
            case AddHardDelete add -> HardDeletes.drop(new DropHardDelete(add.table(), add.hardDelete()));
            case DropHardDelete c -> throw irreversible(c);
        };
    }

    private static List<Statement> first(CatalogChange change) {
        return transactions(change).getFirst();
    }

    private static IllegalArgumentException irreversible(CatalogChange change) {
        return new IllegalArgumentException("this is no addition, so it is undone by its opposite: " + change);
    }

    private static List<List<Statement>> dropNotNull(SetNullable change) {
        return one(
                "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL"
                        .formatted(Sql.id(change.table()), Sql.id(change.column())),
                exclusive(change.table()),
                "a change of the catalog only");
    }

    /** {@return what fails, with what to do, where a column holds NULL} */
    static Statement holdsNoNull(TableName table, String column) {
        return new Statement(
                """
                DO $segue$
                BEGIN
                    IF EXISTS (SELECT FROM %1$s t WHERE t.%2$s IS NULL) THEN
                        RAISE EXCEPTION USING ERRCODE = 'not_null_violation', MESSAGE = %3$s,
                            HINT = 'New code wrote these rows. Give them a value, then roll back again.';
                    END IF;
                END
                $segue$""".formatted(
                        Sql.id(table),
                        Sql.id(column),
                        Sql.literal("rows of %s have no %s, which the old shape asks for".formatted(table, column))),
                "ACCESS SHARE on " + table + "; blocks no reads or writes",
                "before anything of the new shape is taken away");
    }

    private static List<List<Statement>> setNotNull(SetNullable change) {
        String table = Sql.id(change.table());
        String column = Sql.id(change.column());
        String proof = Sql.id(Sql.fit(change.table().name() + "_" + change.column() + "_segue_not_null"));
        return List.of(
                List.of(
                        new Statement(
                                "ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s".formatted(table, proof),
                                exclusive(change.table()),
                                "left by an earlier try"),
                        new Statement(
                                "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID"
                                        .formatted(table, proof, column),
                                exclusive(change.table()),
                                "binds new rows only: nothing is scanned")),
                List.of(new Statement(
                        "ALTER TABLE %s VALIDATE CONSTRAINT %s".formatted(table, proof),
                        "SHARE UPDATE EXCLUSIVE on " + change.table() + " while it scans; blocks no reads or writes",
                        "the old rows are checked")),
                List.of(
                        new Statement(
                                "ALTER TABLE %s ALTER COLUMN %s SET NOT NULL".formatted(table, column),
                                exclusive(change.table()),
                                "the validated check is the proof: nothing is scanned"),
                        new Statement(
                                "ALTER TABLE %s DROP CONSTRAINT %s".formatted(table, proof),
                                exclusive(change.table()),
                                "the proof has done its work")));
    }

    private static String words(ReplicaIdentity identity) {
        return switch (identity.kind()) {
            case DEFAULT -> "DEFAULT";
            case FULL -> "FULL";
            case NOTHING -> "NOTHING";
            case INDEX -> "USING INDEX " + Sql.id(String.valueOf(identity.index()));
        };
    }

    private static List<Statement> comment(CreateIndex create) {
        return create.index().comment() == null
                ? List.of()
                : List.of(new Statement(
                        "COMMENT ON INDEX %s IS %s"
                                .formatted(
                                        Sql.id(new TableName(
                                                create.table().schema(),
                                                create.index().name())),
                                        Sql.literal(create.index().comment())),
                        "SHARE UPDATE EXCLUSIVE on the index, instant; blocks no reads or writes",
                        "carried over"));
    }

    private static String createIndex(CreateIndex create, String how) {
        return "CREATE %sINDEX %s%s ON %s %s"
                .formatted(
                        create.index().unique() ? "UNIQUE " : "",
                        how,
                        Sql.id(create.index().name()),
                        Sql.id(create.table()),
                        create.index().definition());
    }

    private static List<List<Statement>> rename(RenameIndex rename) {
        List<Statement> all = new ArrayList<>();
        all.add(new Statement(
                "ALTER INDEX %s RENAME TO %s"
                        .formatted(
                                Sql.id(new TableName(
                                        rename.table().schema(), rename.index().name())),
                                Sql.id(rename.to())),
                "SHARE UPDATE EXCLUSIVE on the index, instant; blocks no reads or writes",
                "a change of the catalog only"));
        all.addAll(PartitionedDdl.renameOwn(rename));
        return List.of(all);
    }

    static List<List<Statement>> one(String sql, String lock, String why) {
        return List.of(List.of(new Statement(sql, lock, why)));
    }

    static String exclusive(TableName table) {
        return "ACCESS EXCLUSIVE on " + table + ", instant";
    }
}
