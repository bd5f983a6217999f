package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Finding;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What logical replication, into this database or out of it, has to do with a table that is about to change. */
final class ReplicationPreflight {

    private final Connection connection;
    private final TableName table;

    ReplicationPreflight(Connection connection, TableName table) {
        this.connection = connection;
        this.table = table;
    }

    List<Finding> look() throws SQLException {
        List<Finding> findings = new ArrayList<>();
        subscriptions(findings);
        publications(findings);
        return findings;
    }

    private void subscriptions(List<Finding> findings) throws SQLException {
        String sql = """
                SELECT s.subname, EXISTS (SELECT FROM pg_catalog.pg_subscription_rel r
                                          WHERE r.srsubid = s.oid AND r.srrelid = pg_catalog.to_regclass(?)) AS writes
                FROM pg_catalog.pg_subscription s JOIN pg_catalog.pg_database d ON d.oid = s.subdbid
                WHERE d.datname = pg_catalog.current_database() ORDER BY 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    findings.add(Finding.warn(
                            "the subscription %s applies logical replication%s: such writes fire no triggers (session_replication_role = replica), and are not carried over to the other shape"
                                    .formatted(
                                            row.getString(1),
                                            row.getBoolean(2) ? " to " + table : " to other tables of this database"),
                            "only verification finds them: segue verify before seal; see how-to \"replication\""));
                }
            }
        }
    }

    /** A subscriber that lacks a published column stops: what it lacks is said by its own log, hours later perhaps. */
    private void publications(List<Finding> findings) throws SQLException {
        String sql = """
                SELECT p.pubname FROM pg_catalog.pg_publication p
                WHERE p.puballtables
                   OR EXISTS (SELECT FROM pg_catalog.pg_publication_namespace n JOIN pg_catalog.pg_class c ON c.relnamespace = n.pnnspid
                              WHERE n.pnpubid = p.oid AND c.oid = pg_catalog.to_regclass(?))
                   OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r
                              WHERE r.prpubid = p.oid AND r.prrelid = pg_catalog.to_regclass(?) AND r.prattrs IS NULL)
                ORDER BY 1
                """;
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            statement.setString(2, Sql.id(table));
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    findings.add(
                            Finding.warn(
                                    "the publication %s publishes every column of %s: a subscriber that has not the new ones stops"
                                            .formatted(row.getString(1), table),
                                    "give the publication a list of columns, or the subscribers the new columns first; see how-to \"replication\""));
                }
            }
        }
    }
}
