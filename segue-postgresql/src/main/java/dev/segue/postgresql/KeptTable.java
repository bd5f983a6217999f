package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import java.util.List;

/** A new table that a rollback puts away instead of dropping it. */
final class KeptTable {

    private KeptTable() {}

    /** {@return what puts it into Segue's schema, under that name} */
    static List<Statement> put(TableName table, String name) {
        TableName kept = new TableName(table.schema(), Sql.fit(name));
        String lock = "ACCESS EXCLUSIVE on " + table + ", instant";
        return List.of(
                Statement.free(
                        """
                        DO $segue$
                        DECLARE r record;
                        BEGIN
                            FOR r IN SELECT k.conname FROM pg_catalog.pg_constraint k
                                     WHERE k.contype = 'f' AND k.conparentid = 0 AND k.conrelid = pg_catalog.to_regclass(%1$s) LOOP
                                EXECUTE pg_catalog.format('ALTER TABLE %%s DROP CONSTRAINT %%I', pg_catalog.to_regclass(%1$s), r.conname);
                            END LOOP;
                            FOR r IN SELECT c.oid, n.nspname, c.relname, CASE c.relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'INDEX' END AS kind
                                     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                                     WHERE c.relkind IN ('i', 'S') AND c.oid IN (
                                         SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = pg_catalog.to_regclass(%1$s)
                                         UNION ALL
                                         SELECT d.objid FROM pg_catalog.pg_depend d
                                         WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                           AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                                           AND d.refobjid = pg_catalog.to_regclass(%1$s) AND d.deptype IN ('a', 'i')) LOOP
                                EXECUTE pg_catalog.format('ALTER %%s %%I.%%I RENAME TO %%I', r.kind, r.nspname, r.relname, 'kept_' || r.oid);
                            END LOOP;
                        END
                        $segue$""".formatted(Sql.literal(Sql.id(table))),
                        "its rows bind nobody any more, and names must be free in Segue's schema"),
                new Statement(
                        "ALTER TABLE IF EXISTS %s RENAME TO %s".formatted(Sql.id(table), Sql.id(kept.name())),
                        lock,
                        "rows that only new code knew are kept"),
                new Statement(
                        "ALTER TABLE IF EXISTS %s SET SCHEMA %s".formatted(Sql.id(kept), Sql.id(Sql.SCHEMA)),
                        lock,
                        "in Segue's schema; drop it when nobody misses it"));
    }
}
