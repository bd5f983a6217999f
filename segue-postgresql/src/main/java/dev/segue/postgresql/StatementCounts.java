package dev.segue.postgresql;

import static dev.segue.postgresql.Rows.first;
import static dev.segue.postgresql.Rows.instantOrNull;
import static dev.segue.postgresql.Rows.list;

import dev.segue.dialect.CountedStatements;
import dev.segue.dialect.CountedStatements.Counted;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What pg_stat_statements has counted (PostgreSQL manual, F.32). Only what a client sent itself: a statement within a
 * function runs whoever calls that. Where the extension is not there, not loaded or not to be read, nothing is counted.
 */
final class StatementCounts {

    /** Not loaded at the server's start; no privilege; an extension of an older server that nobody updated. */
    private static final Set<String> NOT_TO_BE_HAD = Set.of("55000", "42501", "42703", "42P01");

    private StatementCounts() {}

    static Optional<CountedStatements> of(Connection connection) throws SQLException {
        Optional<String> schema = first(connection, """
                SELECT pg_catalog.quote_ident(n.nspname) AS schema FROM pg_catalog.pg_extension e
                JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'""", row -> CatalogReader.text(row, "schema"));
        if (schema.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(in(connection, schema.get()));
        } catch (SQLException e) {
            if (NOT_TO_BE_HAD.contains(String.valueOf(e.getSQLState()))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Segue's own statements begin with its mark, or check the application's. */
    private static CountedStatements in(Connection connection, String schema) throws SQLException {
        List<Counted> statements = list(
                connection,
                """
                SELECT s.queryid::text AS id, pg_catalog.min(s.query) AS sql, pg_catalog.sum(s.calls)::bigint AS calls
                FROM %s.pg_stat_statements s JOIN pg_catalog.pg_database d ON d.oid = s.dbid
                WHERE d.datname = pg_catalog.current_database() AND s.toplevel AND s.queryid IS NOT NULL
                  AND s.query NOT LIKE '/* segue */%%' AND s.query NOT LIKE '%%/* segue */' AND s.query NOT LIKE '%%segue\\_checked%%'
                GROUP BY s.queryid ORDER BY 2, 1
                """.formatted(schema),
                row -> new Counted(
                        CatalogReader.text(row, "id"), CatalogReader.text(row, "sql"), row.getLong("calls")));
        int hidden = first(connection, """
                        SELECT pg_catalog.count(*) AS hidden
                        FROM %s.pg_stat_statements s JOIN pg_catalog.pg_database d ON d.oid = s.dbid
                        WHERE d.datname = pg_catalog.current_database() AND s.toplevel AND s.queryid IS NULL
                        """.formatted(schema), row -> row.getInt("hidden"))
                .orElse(0);
        return first(
                        connection,
                        "SELECT stats_reset FROM %s.pg_stat_statements_info".formatted(schema),
                        row -> new CountedStatements(statements, hidden, instantOrNull(row, "stats_reset")))
                .orElseGet(() -> new CountedStatements(statements, hidden, null));
    }
}
