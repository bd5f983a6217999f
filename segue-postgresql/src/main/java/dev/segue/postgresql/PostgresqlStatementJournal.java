package dev.segue.postgresql;

import static dev.segue.postgresql.Rows.first;
import static dev.segue.postgresql.Rows.instant;
import static dev.segue.postgresql.Rows.list;
import static dev.segue.postgresql.Rows.update;

import dev.segue.engine.SeenStatements;
import dev.segue.engine.SeenStatements.Seen;
import dev.segue.engine.SeenStatements.Source;
import dev.segue.engine.StatementJournal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;

/** What is known of the application's statements, in the schema {@code segue}. */
final class PostgresqlStatementJournal implements StatementJournal {

    @Override
    public Optional<SeenStatements> seen(Connection connection, String migration, Source source) throws SQLException {
        List<Seen> statements = list(
                connection,
                "SELECT * FROM segue.statement WHERE migration = ? AND source = ? ORDER BY sql, id",
                row -> new Seen(
                        CatalogReader.text(row, "id"),
                        CatalogReader.text(row, "sql"),
                        row.getBoolean("needs_old"),
                        row.getLong("calls"),
                        instant(row, "changed_at")),
                migration,
                source.name());
        return first(
                connection,
                "SELECT * FROM segue.statement_look WHERE migration = ? AND source = ?",
                row -> new SeenStatements(
                        source,
                        CatalogReader.text(row, "origin"),
                        instant(row, "since"),
                        instant(row, "at"),
                        row.getInt("hidden"),
                        statements),
                migration,
                source.name());
    }

    @Override
    public void seen(Connection connection, String migration, SeenStatements seen) throws SQLException {
        // of two that look at once, the second takes the place of the first
        update(connection, "SELECT FROM segue.migration WHERE name = ? FOR NO KEY UPDATE", migration);
        forget(connection, migration, seen.source());
        update(
                connection,
                "INSERT INTO segue.statement_look (migration, source, origin, since, at, hidden) VALUES (?, ?, ?, ?, ?, ?)",
                migration,
                seen.source().name(),
                seen.origin(),
                Timestamp.from(seen.since()),
                Timestamp.from(seen.at()),
                seen.hidden());
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO segue.statement (migration, source, id, sql, needs_old, calls, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (Seen one : seen.statements()) {
                insert.setString(1, migration);
                insert.setString(2, seen.source().name());
                insert.setString(3, one.id());
                insert.setString(4, one.sql());
                insert.setBoolean(5, one.needsOld());
                insert.setLong(6, one.calls());
                insert.setTimestamp(7, Timestamp.from(one.changedAt()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    public void forget(Connection connection, String migration, Source source) throws SQLException {
        update(
                connection,
                "DELETE FROM segue.statement_look WHERE migration = ? AND source = ?",
                migration,
                source.name());
    }
}
