package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.postgresql.TableFacts.Around;
import dev.segue.postgresql.TableFacts.Extra;
import dev.segue.postgresql.TableFacts.Nature;
import dev.segue.postgresql.TableFacts.Role;
import dev.segue.postgresql.TableFacts.Size;
import dev.segue.postgresql.TableFacts.Trigger;
import dev.segue.postgresql.TableFacts.Use;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads the facts of many relations in a handful of queries. Changes nothing, and needs no right on any of them. */
final class TableFactsReader {

    private static final String RELATIONS = """
            SELECT c.oid AS root, n.nspname, c.relname, c.relkind::pg_catalog.text, c.relpersistence::pg_catalog.text,
                   c.relispartition, c.relrowsecurity,
                   CASE c.relkind WHEN 'p'
                        THEN COALESCE((SELECT pg_catalog.sum(l.reltuples) FROM pg_catalog.pg_partition_tree(c.oid) p
                                       JOIN pg_catalog.pg_class l ON l.oid = p.relid WHERE l.relkind = 'r' AND l.reltuples >= 0), -1)
                        ELSE c.reltuples END AS reltuples,
                   COALESCE((SELECT pg_catalog.sum(pg_catalog.pg_relation_size(p.relid)) FROM pg_catalog.pg_partition_tree(c.oid) p),
                            pg_catalog.pg_relation_size(c.oid), 0) AS bytes,
                   pg_catalog.pg_partition_root(c.oid)::pg_catalog.text AS whole,
                   (SELECT pg_catalog.string_agg(i.inhrelid::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhrelid)
                    FROM pg_catalog.pg_inherits i WHERE i.inhparent = c.oid) AS heirs,
                   (SELECT pg_catalog.string_agg(i.inhparent::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY i.inhparent)
                    FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid) AS ancestors,
                   (SELECT pg_catalog.string_agg(p.relid::pg_catalog.regclass::pg_catalog.text, ', ' ORDER BY p.relid)
                    FROM pg_catalog.pg_partition_tree(c.oid) p JOIN pg_catalog.pg_class l ON l.oid = p.relid
                    WHERE l.relkind = 'f') AS foreign_partitions,
                   (SELECT pg_catalog.count(*) FROM pg_catalog.pg_partition_tree(c.oid) p WHERE p.isleaf) AS leaves,
                   (SELECT r.rolsuper OR r.rolbypassrls FROM pg_catalog.pg_roles r WHERE r.rolname = CURRENT_USER) AS bypass,
                   pg_catalog.pg_has_role(c.relowner, 'USAGE') AS owns, pg_catalog.pg_get_userbyid(c.relowner) AS owner,
                   CURRENT_USER AS me, pg_catalog.current_database() AS database,
                   pg_catalog.has_schema_privilege(n.oid, 'CREATE') AS may_create,
                   pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE')
                   OR EXISTS (SELECT FROM pg_catalog.pg_namespace s WHERE s.nspname = 'segue'
                              AND pg_catalog.has_schema_privilege(s.oid, 'CREATE')) AS may_keep_journal,
                   pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS may_create_schemas
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.oid = ANY (?) ORDER BY n.nspname, c.relname
            """;

    private static final String ODD_TYPES = """
            SELECT a.attrelid AS root, a.attname
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
            JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped
              AND t.typtype = 'b' AND n.nspname <> 'pg_catalog'
            """;

    private static final String INHERITED = """
            SELECT a.attrelid AS root, a.attname FROM pg_catalog.pg_attribute a
            WHERE a.attrelid = ANY (?) AND a.attnum > 0 AND NOT a.attisdropped AND a.attinhcount > 0
            """;

    /** What would be dropped with a column, or forbids to drop it; views and functions are apart. */
    private static final String USES = """
            SELECT t.root, pg_catalog.pg_describe_object(d.classid, d.objid, 0) AS object, a.attname
            FROM %s t
            JOIN pg_catalog.pg_depend d ON d.refobjid = t.member
            JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
              AND d.classid IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
                                'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_trigger'::pg_catalog.regclass)
              AND NOT (d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
                       AND EXISTS (SELECT FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
                                   WHERE r.oid = d.objid AND v.relkind IN ('v', 'm')))
              AND NOT (d.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass
                       AND EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.oid = d.objid AND g.tgname ~ '^[!~]segue_'))
              AND NOT (d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass
                       AND EXISTS (SELECT FROM pg_catalog.pg_attrdef f WHERE f.oid = d.objid AND f.adrelid = a.attrelid AND f.adnum = a.attnum))
            UNION
            SELECT k.confrelid, pg_catalog.pg_describe_object('pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, 0), a.attname
            FROM pg_catalog.pg_constraint k
            JOIN pg_catalog.pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey)
            WHERE k.contype = 'f' AND k.confrelid = ANY (?)
            ORDER BY 2, 3
            """.formatted(Relations.TREE);

    private static final String STATISTICS = """
            SELECT s.stxrelid AS root, s.stxname || ' on ' || s.stxrelid::pg_catalog.regclass::pg_catalog.text AS object, a.attname
            FROM pg_catalog.pg_statistic_ext s
            JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND d.objid = s.oid
                                       AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = s.stxrelid
            JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE s.stxrelid = ANY (?) ORDER BY s.stxname, a.attnum
            """;

    private static final String EXTRAS = """
            SELECT DISTINCT t.root, o.what, l.oid::pg_catalog.regclass::pg_catalog.text AS partition, a.attname
            FROM %s t
            JOIN pg_catalog.pg_class l ON l.oid = t.member
            JOIN pg_catalog.pg_attribute a ON a.attrelid = l.oid AND a.attnum > 0
            CROSS JOIN LATERAL (
                SELECT 'index ' || i.indexrelid::pg_catalog.regclass::pg_catalog.text AS what
                FROM pg_catalog.pg_index i
                WHERE i.indrelid = l.oid AND a.attnum = ANY (i.indkey::pg_catalog.int2[])
                  AND NOT EXISTS (SELECT FROM pg_catalog.pg_inherits h WHERE h.inhrelid = i.indexrelid)
                UNION ALL
                SELECT 'constraint ' || k.conname FROM pg_catalog.pg_constraint k
                WHERE k.conrelid = l.oid AND a.attnum = ANY (k.conkey) AND k.coninhcount = 0
                  AND k.contype IN ('c', 'f')) o
            WHERE t.root <> t.member ORDER BY 2, 3
            """.formatted(Relations.TREE);

    /** Of a trigger's type, bit 0 says FOR EACH ROW, bit 1 BEFORE, bit 4 UPDATE (pg_trigger.h). */
    private static final String TRIGGERS = """
            SELECT t.root, g.tgname, pg_catalog.pg_get_triggerdef(g.oid) AS definition, g.tgtype & 2 <> 0 AS before,
                   g.tgtype & 19 = 19 AS changes
            FROM %s t
            JOIN pg_catalog.pg_trigger g ON g.tgrelid = t.member
            WHERE (t.root = t.member OR g.tgparentid = 0) AND NOT g.tgisinternal AND g.tgname !~ '^[!~]segue_'
            ORDER BY g.tgname, t.member
            """.formatted(Relations.TREE);

    private final Relations relations;
    private final SelectedStatements statements;

    TableFactsReader(Relations relations, SelectedStatements statements) {
        this.relations = relations;
        this.statements = statements;
    }

    /** What stands around each relation. */
    private record Surroundings(
            Map<Long, List<String>> oddTypes,
            Map<Long, List<String>> inherited,
            Map<Long, List<Use>> uses,
            Map<Long, List<Use>> statistics,
            Map<Long, List<Dependents.Use>> views,
            Map<Long, List<Extra>> extras,
            Map<Long, List<Trigger>> triggers,
            ReplicationFacts replication) {}

    /** {@return the facts of each relation, by its number, in the order of names} */
    Map<Long, TableFacts> read() throws SQLException {
        Surroundings surroundings = surroundings();
        Map<Long, TableFacts> facts = new LinkedHashMap<>();
        Rows.list(
                relations.connection(),
                RELATIONS,
                row -> {
                    facts.put(row.getLong("root"), facts(row, surroundings));
                    return true;
                },
                relations.array());
        return facts;
    }

    private Surroundings surroundings() throws SQLException {
        return new Surroundings(
                relations.grouped(ODD_TYPES, row -> CatalogReader.text(row, "attname"), relations.array()),
                relations.grouped(INHERITED, row -> CatalogReader.text(row, "attname"), relations.array()),
                relations.grouped(
                        USES,
                        row -> new Use(CatalogReader.text(row, "object"), CatalogReader.text(row, "attname")),
                        relations.array(),
                        relations.array()),
                relations.grouped(
                        STATISTICS,
                        row -> new Use(CatalogReader.text(row, "object"), CatalogReader.text(row, "attname")),
                        relations.array()),
                Dependents.of(relations),
                relations.grouped(
                        EXTRAS,
                        row -> new Extra(
                                CatalogReader.text(row, "what"),
                                CatalogReader.text(row, "partition"),
                                CatalogReader.text(row, "attname")),
                        relations.array()),
                relations.grouped(
                        TRIGGERS,
                        row -> new Trigger(
                                CatalogReader.text(row, "tgname"),
                                CatalogReader.text(row, "definition"),
                                row.getBoolean("before"),
                                row.getBoolean("changes")),
                        relations.array()),
                ReplicationFacts.read(relations));
    }

    private TableFacts facts(ResultSet row, Surroundings surroundings) throws SQLException {
        long oid = row.getLong("root");
        TableName name = new TableName(CatalogReader.text(row, "nspname"), CatalogReader.text(row, "relname"));
        long bytes = row.getLong("bytes");
        double tuples = row.getDouble("reltuples");
        return new TableFacts(
                name,
                new Nature(
                        CatalogReader.text(row, "relkind"),
                        CatalogReader.text(row, "relpersistence"),
                        row.getBoolean("relispartition"),
                        row.getString("whole"),
                        row.getString("heirs"),
                        row.getString("ancestors"),
                        row.getString("foreign_partitions"),
                        row.getInt("leaves")),
                new Size(tuples >= 0 ? (long) tuples : bytes / 100, bytes),
                new Role(
                        CatalogReader.text(row, "me"),
                        CatalogReader.text(row, "database"),
                        CatalogReader.text(row, "owner"),
                        row.getBoolean("owns"),
                        row.getBoolean("may_create"),
                        row.getBoolean("may_keep_journal"),
                        row.getBoolean("may_create_schemas"),
                        row.getBoolean("relrowsecurity"),
                        row.getBoolean("bypass")),
                new Around(
                        Set.copyOf(surroundings.oddTypes().getOrDefault(oid, List.of())),
                        Set.copyOf(surroundings.inherited().getOrDefault(oid, List.of())),
                        surroundings.uses().getOrDefault(oid, List.of()),
                        surroundings.statistics().getOrDefault(oid, List.of()),
                        surroundings.views().getOrDefault(oid, List.of()),
                        surroundings.extras().getOrDefault(oid, List.of()),
                        surroundings.triggers().getOrDefault(oid, List.of()),
                        surroundings.replication().of(oid),
                        statements.of(name)));
    }
}
