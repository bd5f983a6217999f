package dev.segue.postgresql;

import dev.segue.dialect.Relation.Standing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads what stands on relations, beyond what speaks for or against a change of them. */
final class StandingReader {

    private static final String QUERY = """
            SELECT k.confrelid AS root, 1 AS place, 'referred to by' AS kind,
                   k.conname || ' of ' || k.conrelid::pg_catalog.regclass::pg_catalog.text AS text
            FROM pg_catalog.pg_constraint k
            WHERE k.contype = 'f' AND k.conparentid = 0 AND k.confrelid = ANY (?)
            UNION ALL
            SELECT r.ev_class, 2, 'rule', r.rulename || CASE WHEN r.is_instead THEN ' (INSTEAD)' ELSE '' END
            FROM pg_catalog.pg_rewrite r
            WHERE r.ev_class = ANY (?) AND r.rulename <> '_RETURN'
            UNION ALL
            SELECT p.polrelid, 3, 'policy', p.polname
            FROM pg_catalog.pg_policy p WHERE p.polrelid = ANY (?)
            UNION ALL
            SELECT r.prrelid, 4, 'publication', b.pubname || ' (some of its columns)'
            FROM pg_catalog.pg_publication_rel r JOIN pg_catalog.pg_publication b ON b.oid = r.prpubid
            WHERE r.prrelid = ANY (?) AND r.prattrs IS NOT NULL
            ORDER BY 2, 4
            """;

    private StandingReader() {}

    /** {@return for each relation what stands on it} */
    static Map<Long, List<Standing>> read(Relations relations) throws SQLException {
        return relations.grouped(
                QUERY,
                row -> new Standing(CatalogReader.text(row, "kind"), CatalogReader.text(row, "text")),
                relations.array(),
                relations.array(),
                relations.array(),
                relations.array());
    }

    /** {@return what stands on a relation: what its facts tell, and what was read} */
    static List<Standing> of(TableFacts facts, List<Standing> read) {
        List<Standing> standing = new ArrayList<>();
        facts.around().views().stream()
                .map(Dependents.Use::object)
                .filter(object -> !Dependents.isPublication(object)) // said below, with those of every column
                .distinct()
                .map(StandingReader::object)
                .forEach(standing::add);
        standing.addAll(read);
        for (TableFacts.Trigger trigger : facts.around().triggers()) {
            String changes = trigger.changesUpdates() ? ", may change columns that an UPDATE does not name" : "";
            standing.add(new Standing("trigger", trigger.name() + (trigger.before() ? ", BEFORE" : "") + changes));
        }
        if (facts.role().rowSecurity()) {
            standing.add(new Standing("row security", facts.role().bypass() ? "this role sees every row" : "on"));
        }
        facts.around().replication().publications().stream()
                .map(p -> new Standing("publication", p + " (every column)"))
                .forEach(standing::add);
        facts.around().replication().writing().stream()
                .sorted()
                .map(s -> new Standing("subscription", s + " writes it"))
                .forEach(standing::add);
        return standing;
    }

    /** {@return what the server describes as {@code view public.v}: its kind, and its name} */
    private static Standing object(String described) {
        for (String kind : List.of("materialized view", "view", "function")) {
            if (described.startsWith(kind + " ")) {
                return new Standing(kind, described.substring(kind.length() + 1));
            }
        }
        return new Standing("object", described);
    }
}
