package dev.segue.postgresql;

import dev.segue.catalog.Grant;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.dialect.Finding;
import dev.segue.dialect.FoundVersion;
import dev.segue.dialect.Statement;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The version schemas that are there. Their comment tells them from the application's schemas. */
final class Versions {

    /** How the comment on every version schema begins. */
    static final String PREFIX = "segue version schema of ";

    private static final String BEFORE_MIGRATION = ", migration ";

    /** A migration's name holds no comma, so whatever the base is called, the last one is Segue's. */
    private static final String QUERY = """
            SELECT n.nspname, m.part[1] AS base, m.part[2] AS migration,
                   pg_catalog.quote_ident(n.nspname) AS version_id, pg_catalog.quote_ident(m.part[1]) AS base_id,
                   pg_catalog.quote_ident(pg_catalog.current_database()) AS database_id
            FROM pg_catalog.pg_namespace n
            CROSS JOIN LATERAL (SELECT pg_catalog.regexp_match(pg_catalog.obj_description(n.oid, 'pg_namespace'), ?)) AS m(part)
            WHERE m.part IS NOT NULL
            ORDER BY m.part[2], n.nspname
            """;

    private static final String TAKEN = "SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace n WHERE n.nspname = ?)";

    private static final String ALLOWED = """
            SELECT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'CREATE') AS allowed,
                   CURRENT_USER AS me, pg_catalog.current_database() AS database
            """;

    private Versions() {}

    static String comment(String base, String migration) {
        return PREFIX + base + BEFORE_MIGRATION + migration;
    }

    static List<FoundVersion> found(Connection connection) throws SQLException {
        return Rows.list(connection, QUERY, Versions::version, "^" + PREFIX + "(.*)" + BEFORE_MIGRATION + "([^,]*)$");
    }

    /** Says what would keep the schemas from being made, and which roles could not use their views. */
    static List<Finding> preflight(Connection connection, List<VersionSchema> versions) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        for (VersionSchema version : versions) {
            if (Rows.first(connection, TAKEN, row -> row.getBoolean(1), version.name())
                    .orElse(false)) {
                findings.add(Finding.refuse(
                        "there is a schema " + version.name() + " already, which would be the version schema's name",
                        "rename it, or give the migration's file another name"));
            }
            Rows.first(
                            connection,
                            ALLOWED,
                            row -> row.getBoolean("allowed")
                                    ? Optional.<Finding>empty()
                                    : Optional.of(forbidden(
                                            CatalogReader.text(row, "me"),
                                            CatalogReader.text(row, "database"),
                                            version.name())))
                    .flatMap(f -> f)
                    .ifPresent(findings::add);
            for (VersionSchema.View view : version.views()) {
                unread(view.table(), view.attachments(), version.name()).ifPresent(findings::add);
            }
        }
        return findings;
    }

    /** {@return that a role may not make a version schema} */
    static Finding forbidden(String role, String database, String version) {
        return Finding.refuse(
                "Segue's role %s may not create the version schema %s".formatted(role, version),
                "GRANT CREATE ON DATABASE %s TO %s".formatted(Sql.id(database), Sql.id(role)));
    }

    /** {@return which roles could not read a table's view; empty where all that read the table can} */
    static Optional<Finding> unread(TableName table, Table.Attachments attachments, String version) {
        String roles = attachments.grants().stream()
                .filter(g -> g.column() != null && g.privilege().equals("SELECT"))
                .map(Grant::grantee)
                .filter(role -> attachments.grants().stream()
                        .noneMatch(g -> g.column() == null
                                && g.privilege().equals("SELECT")
                                && g.grantee().equals(role)))
                .distinct()
                .collect(Collectors.joining(", "));
        return roles.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warn(
                        "%s may read single columns of %s only, and so cannot read its view in %s"
                                .formatted(roles, table, version),
                        "GRANT SELECT ON %s TO it, if it is to run new code".formatted(Sql.id(table))));
    }

    /** {@return the statement that gives the schema another name} */
    static Statement rename(String name, String to) {
        return Statement.free(
                "ALTER SCHEMA %s RENAME TO %s".formatted(Sql.id(name), Sql.id(to)),
                "its views are of the old shape: who still uses them fails loudly");
    }

    private static FoundVersion version(ResultSet row) throws SQLException {
        String version = CatalogReader.text(row, "version_id");
        String base = CatalogReader.text(row, "base_id");
        String path = version + ", " + base;
        return new FoundVersion(
                CatalogReader.text(row, "nspname"),
                CatalogReader.text(row, "base"),
                CatalogReader.text(row, "migration"),
                new FoundVersion.Access(
                        path,
                        "currentSchema=" + encoded(version) + "," + encoded(base),
                        "SET search_path TO " + path,
                        "ALTER ROLE app IN DATABASE %s SET search_path TO %s"
                                .formatted(CatalogReader.text(row, "database_id"), path)));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** {@return those of the schemas that are the application's own} */
    static List<String> without(Connection connection, Collection<String> schemas) throws SQLException {
        return Rows.list(
                connection, """
                SELECT s.name FROM pg_catalog.unnest(?) AS s(name)
                WHERE NOT EXISTS (
                    SELECT FROM pg_catalog.pg_namespace n
                    WHERE n.nspname = s.name
                      AND pg_catalog.starts_with(pg_catalog.obj_description(n.oid, 'pg_namespace'), ?))
                """, row -> row.getString(1), connection.createArrayOf("text", schemas.toArray()), PREFIX);
    }
}
