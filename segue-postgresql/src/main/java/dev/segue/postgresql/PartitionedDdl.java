package dev.segue.postgresql;

import dev.segue.catalog.CatalogChange.CreateIndex;
import dev.segue.catalog.CatalogChange.RenameIndex;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Partitions;
import dev.segue.catalog.TableName;
import dev.segue.dialect.Ddl;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the server refuses to do for a partitioned table as a whole: an index CONCURRENTLY, and before 18 a foreign key
 * NOT VALID. Each partition gets its own, and the whole then adopts what is there, without a scan. Partitions come and
 * go while a plan stands, so what can be done in a transaction asks which there are when it is done.
 */
final class PartitionedDdl {

    private PartitionedDdl() {}

    static List<Ddl> index(CreateIndex create, Partitions partitions) {
        List<Ddl> all = new ArrayList<>();
        String on =
                "ON ONLY %s %s".formatted(Sql.id(create.table()), create.index().definition());
        all.add(new Ddl.Transaction(List.of(new Statement(
                "CREATE INDEX %s %s".formatted(Sql.id(create.index().name()), on),
                "SHARE on " + create.table() + ", instant",
                "of no rows: it is valid once every partition has its own; partitions made from now on get theirs"))));
        for (TableName leaf : partitions.leaves()) {
            all.add(new Ddl.Concurrent(
                    leaf,
                    DdlStatements.concurrently(
                            leaf,
                            ownIndex(leaf, create.index().name()),
                            create.index().definition())));
        }
        all.add(new Ddl.Transaction(
                List.of(lockWhole(create.table(), "ACCESS EXCLUSIVE"), attach(create.table(), create.index()))));
        return all;
    }

    private static TableName ownIndex(TableName leaf, String whole) {
        return new TableName(leaf.schema(), Sql.fit(leaf.name() + "_" + whole));
    }

    /** {@return what gives the partitions' own indexes the name that goes with that of the whole, where it is free} */
    static List<Statement> renameOwn(RenameIndex rename) {
        Partitions partitions = rename.partitions();
        if (partitions == null) {
            return List.of();
        }
        return partitions.leaves().stream()
                .map(leaf -> {
                    TableName from = ownIndex(leaf, rename.index().name());
                    TableName to = ownIndex(leaf, rename.to());
                    return new Statement(
                            """
                            DO $segue$
                            BEGIN
                                IF pg_catalog.to_regclass(%s) IS NOT NULL AND pg_catalog.to_regclass(%s) IS NULL THEN
                                    ALTER INDEX %s RENAME TO %s;
                                END IF;
                            END
                            $segue$""".formatted(
                                            Sql.literal(Sql.id(from)),
                                            Sql.literal(Sql.id(to)),
                                            Sql.id(from),
                                            Sql.id(to.name())),
                            "SHARE UPDATE EXCLUSIVE on the index, instant; blocks no reads or writes",
                            "it is called after the index of the whole");
                })
                .toList();
    }

    /** {@return the partitions' own indexes, called as beside the traffic; one of the whole adopts them when it is made} */
    static List<Statement> ownIndexes(CreateIndex create, Partitions partitions) {
        return partitions.leaves().stream()
                .map(leaf -> new Statement(
                        """
                        DO $segue$
                        BEGIN
                            IF pg_catalog.to_regclass(%s) IS NOT NULL THEN
                                CREATE %sINDEX IF NOT EXISTS %s ON %s %s;
                            END IF;
                        END
                        $segue$""".formatted(
                                Sql.literal(Sql.id(leaf)),
                                create.index().unique() ? "UNIQUE " : "",
                                Sql.id(ownIndex(leaf, create.index().name()).name()),
                                Sql.id(leaf),
                                create.index().definition()),
                        "SHARE on " + leaf + " while it builds",
                        "the index of the whole adopts it"))
                .toList();
    }

    /**
     * Whatever the partitions' indexes are called: one that somebody made for a partition of today serves as well, if it
     * says the same as that of the whole.
     */
    private static Statement attach(TableName table, Index index) {
        return new Statement(
                Sql.fill(
                        """
                        DO $segue$
                        DECLARE
                            part record;
                            whole pg_catalog.regclass;
                            own pg_catalog.regclass;
                        BEGIN
                            FOR part IN
                                SELECT p.relid, p.parentrelid, p.isleaf FROM pg_catalog.pg_partition_tree({table}::pg_catalog.regclass) p
                                WHERE p.level > 0 ORDER BY p.level
                            LOOP
                                CONTINUE WHEN EXISTS (
                                    SELECT FROM pg_catalog.pg_partition_tree({index}::pg_catalog.regclass) t
                                    JOIN pg_catalog.pg_index i ON i.indexrelid = t.relid WHERE i.indrelid = part.relid);
                                SELECT i.indexrelid INTO whole FROM pg_catalog.pg_partition_tree({index}::pg_catalog.regclass) t
                                JOIN pg_catalog.pg_index i ON i.indexrelid = t.relid WHERE i.indrelid = part.parentrelid;
                                IF NOT part.isleaf THEN
                                    EXECUTE pg_catalog.format('CREATE INDEX ON ONLY %s %s', part.relid::pg_catalog.regclass, {definition});
                                END IF;
                                SELECT i.indexrelid INTO own FROM pg_catalog.pg_index i
                                JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                                JOIN pg_catalog.pg_index w ON w.indexrelid = whole
                                JOIN pg_catalog.pg_class wc ON wc.oid = whole
                                WHERE i.indrelid = part.relid AND (i.indisvalid OR NOT part.isleaf)
                                  AND c.relam = wc.relam AND i.indisunique = w.indisunique AND i.indnkeyatts = w.indnkeyatts
                                  AND i.indclass = w.indclass AND i.indcollation = w.indcollation AND i.indoption = w.indoption
                                  AND pg_catalog.pg_get_expr(i.indpred, i.indrelid) IS NOT DISTINCT FROM pg_catalog.pg_get_expr(w.indpred, w.indrelid)
                                  AND pg_catalog.pg_get_expr(i.indexprs, i.indrelid) IS NOT DISTINCT FROM pg_catalog.pg_get_expr(w.indexprs, w.indrelid)
                                  AND ARRAY(SELECT a.attname FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY u(num, place)
                                            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.num
                                            ORDER BY u.place)
                                    = ARRAY(SELECT a.attname FROM pg_catalog.unnest(w.indkey::pg_catalog.int2[]) WITH ORDINALITY u(num, place)
                                            LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = w.indrelid AND a.attnum = u.num
                                            ORDER BY u.place)
                                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
                                ORDER BY i.indexrelid LIMIT 1;
                                IF own IS NULL THEN
                                    RAISE EXCEPTION 'the partition % was made after the plan and has no index %',
                                        part.relid::pg_catalog.regclass, {definition}
                                        USING ERRCODE = '55000',
                                              HINT = pg_catalog.format('CREATE INDEX CONCURRENTLY ON %s %s', part.relid::pg_catalog.regclass, {definition});
                                END IF;
                                EXECUTE pg_catalog.format('ALTER INDEX %s ATTACH PARTITION %s', whole, own);
                            END LOOP;
                        END
                        $segue$""",
                        Map.of(
                                "table", Sql.literal(Sql.id(table)),
                                "index", Sql.literal(Sql.id(new TableName(table.schema(), index.name()))),
                                "definition", Sql.literal(index.definition()))),
                "ACCESS EXCLUSIVE on the new indexes, instant",
                "the whole adopts the indexes of its partitions");
    }

    static List<List<Statement>> foreignKey(TableName table, Constraint.ForeignKey key) {
        List<Statement> bind = List.of(lockWhole(table, "SHARE ROW EXCLUSIVE"), bind(table, key));
        return key.validated() ? List.of(bind, List.of(check(table, key)), List.of(adopt(table, key))) : List.of(bind);
    }

    /** Partitions that were made since then come first: adopting would scan them under its lock. */
    static List<List<Statement>> validate(TableName table, Constraint.ForeignKey key) {
        return List.of(
                List.of(lockWhole(table, "SHARE ROW EXCLUSIVE"), bind(table, key)),
                List.of(check(table, key)),
                List.of(adopt(table, key)));
    }

    /**
     * {@return what locks the whole before any of its partitions and their indexes} Everybody who uses one holds a lock
     * on the whole: those who are at it end, and nobody else comes. Taken one by one, a partition or an index would be
     * wanted by somebody for whose rows another waits that holds it already, until the timeout, each time.
     */
    private static Statement lockWhole(TableName table, String mode) {
        return new Statement(
                "LOCK TABLE ONLY " + Sql.id(table) + " IN " + mode + " MODE",
                mode + " on " + table + ", instant",
                "the whole before its partitions, as everybody does");
    }

    private static Statement bind(TableName table, Constraint.ForeignKey key) {
        return new Statement(
                each(
                        table,
                        "NOT EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = p.relid AND k.contype = 'f' AND k.conname = "
                                + Sql.literal(key.name()) + ")",
                        definition(key) + " NOT VALID"),
                "SHARE ROW EXCLUSIVE on the partitions of " + table + " and on " + key.target() + ", instant",
                "each partition's own, binds new rows only: nothing is scanned");
    }

    private static Statement check(TableName table, Constraint.ForeignKey key) {
        return new Statement(
                each(
                        table,
                        "EXISTS (SELECT FROM pg_catalog.pg_constraint k WHERE k.conrelid = p.relid AND NOT k.convalidated AND k.conname = "
                                + Sql.literal(key.name()) + ")",
                        "VALIDATE CONSTRAINT " + Sql.id(key.name())),
                "SHARE UPDATE EXCLUSIVE on the partitions of " + table + " while it scans; blocks no reads or writes",
                "the rows that were there before are checked");
    }

    private static Statement adopt(TableName table, Constraint.ForeignKey key) {
        return new Statement(
                ConstraintDdl.onlyWithout(
                        table, key.name(), "ALTER TABLE %s %s".formatted(Sql.id(table), definition(key))),
                "SHARE ROW EXCLUSIVE on " + table + ", ACCESS EXCLUSIVE on " + key.target() + ", instant",
                "adopts the validated ones of the partitions: nothing is scanned; partitions made from now on get theirs");
    }

    private static String definition(Constraint.ForeignKey key) {
        return "ADD CONSTRAINT %s %s".formatted(Sql.id(key.name()), ConstraintDdl.foreignKey(key));
    }

    private static String each(TableName table, String condition, String action) {
        return """
               DO $segue$
               DECLARE part pg_catalog.regclass;
               BEGIN
                   FOR part IN
                       SELECT p.relid FROM pg_catalog.pg_partition_tree(%s::pg_catalog.regclass) p
                       WHERE p.isleaf AND p.level > 0 AND %s ORDER BY p.relid
                   LOOP
                       EXECUTE pg_catalog.format('ALTER TABLE %%s %%s', part, %s);
                   END LOOP;
               END
               $segue$""".formatted(Sql.literal(Sql.id(table)), condition, Sql.literal(action));
    }
}
