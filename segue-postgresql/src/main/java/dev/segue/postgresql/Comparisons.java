package dev.segue.postgresql;

import static dev.segue.postgresql.Rows.instant;
import static dev.segue.postgresql.Rows.list;

import dev.segue.engine.Comparison;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;

/** What verifications found, in the journal. */
final class Comparisons {

    private Comparisons() {}

    /** Writes down what a verification found. */
    static void add(Connection connection, String migration, Comparison comparison) throws SQLException {
        long id = list(
                        connection,
                        """
                        INSERT INTO segue.comparison (migration, attempt, finished_at, rows, differing, pending)
                        SELECT m.name, m.attempt, ?, ?, ?, ? FROM segue.migration m WHERE m.name = ?
                        RETURNING id
                        """,
                        row -> row.getLong("id"),
                        Timestamp.from(comparison.finishedAt()),
                        comparison.rows(),
                        comparison.differing(),
                        comparison.pending(),
                        migration)
                .getFirst();
        int number = 0;
        for (Comparison.Difference difference : comparison.samples()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "INSERT INTO segue.mismatch (comparison, number, key, old_hash, new_hash) VALUES (?, ?, ?, ?, ?)")) {
                insert.setLong(1, id);
                insert.setInt(2, ++number);
                insert.setArray(
                        3, connection.createArrayOf("text", difference.key().toArray()));
                insert.setString(4, difference.oldHash());
                insert.setString(5, difference.newHash());
                insert.executeUpdate();
            }
        }
    }

    /** {@return what the last verification of this attempt found} */
    static Optional<Comparison> last(Connection connection, String migration) throws SQLException {
        List<Comparison> last = list(
                connection,
                """
                SELECT c.* FROM segue.comparison c JOIN segue.migration m ON m.name = c.migration AND m.attempt = c.attempt
                WHERE c.migration = ? ORDER BY c.id DESC LIMIT 1
                """,
                row -> new Comparison(
                        instant(row, "finished_at"),
                        row.getLong("rows"),
                        row.getLong("differing"),
                        row.getLong("pending"),
                        samples(connection, row.getLong("id"))),
                migration);
        return last.stream().findFirst();
    }

    private static List<Comparison.Difference> samples(Connection connection, long comparison) throws SQLException {
        return list(
                connection,
                "SELECT * FROM segue.mismatch WHERE comparison = ? ORDER BY number",
                row -> new Comparison.Difference(
                        CatalogReader.texts(row, "key"),
                        CatalogReader.text(row, "old_hash"),
                        CatalogReader.text(row, "new_hash")),
                comparison);
    }
}
