package dev.segue.postgresql;

import dev.segue.postgresql.TableFacts.Replication;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** What logical replication, into this database or out of it, has to do with tables. */
final class ReplicationFacts {

    private static final String SUBSCRIPTIONS = """
            SELECT s.subname FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
            WHERE d.datname = pg_catalog.current_database() ORDER BY 1
            """;

    private static final String WRITING = """
            SELECT r.srrelid AS root, s.subname FROM pg_catalog.pg_subscription_rel r
            JOIN pg_catalog.pg_subscription s ON s.oid = r.srsubid WHERE r.srrelid = ANY (?)
            """;

    private static final String PUBLICATIONS = """
            SELECT c.oid AS root, p.pubname FROM pg_catalog.pg_publication p CROSS JOIN pg_catalog.pg_class c
            WHERE c.oid = ANY (?)
              AND (p.puballtables
                   OR EXISTS (SELECT FROM pg_catalog.pg_publication_namespace n
                              WHERE n.pnpubid = p.oid AND n.pnnspid = c.relnamespace)
                   OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r
                              WHERE r.prpubid = p.oid AND r.prrelid = c.oid AND r.prattrs IS NULL))
            ORDER BY 2
            """;

    private final List<String> subscriptions;
    private final Map<Long, List<String>> writing;
    private final Map<Long, List<String>> publications;

    private ReplicationFacts(
            List<String> subscriptions, Map<Long, List<String>> writing, Map<Long, List<String>> publications) {
        this.subscriptions = subscriptions;
        this.writing = writing;
        this.publications = publications;
    }

    static ReplicationFacts read(Relations relations) throws SQLException {
        return new ReplicationFacts(
                Rows.list(relations.connection(), SUBSCRIPTIONS, row -> CatalogReader.text(row, "subname")),
                relations.grouped(WRITING, row -> CatalogReader.text(row, "subname"), relations.array()),
                relations.grouped(PUBLICATIONS, row -> CatalogReader.text(row, "pubname"), relations.array()));
    }

    /** {@return what is known of a table} */
    Replication of(long oid) {
        return new Replication(
                subscriptions,
                new HashSet<>(writing.getOrDefault(oid, List.of())),
                publications.getOrDefault(oid, List.of()));
    }
}
