package dev.segue.postgresql;

import dev.segue.catalog.Column;
import dev.segue.catalog.TableName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Has the server rewrite a check or an index for renamed columns: on a scratch copy of the table, in a transaction that
 * is rolled back. Text of SQL is never rewritten by Segue itself.
 */
final class RenamedDefinition {

    private final Connection connection;
    private final TableName table;
    private final String name;
    private final Map<String, String> renamed;

    RenamedDefinition(Connection connection, TableName table, String name, Map<String, String> renamed) {
        this.connection = connection;
        this.table = table;
        this.name = name;
        this.renamed = renamed;
    }

    /** {@return the text of a constraint or an index over columns that are not there yet, with other names} */
    static Optional<String> of(
            Connection connection, List<Column> columns, String definition, boolean index, Map<String, String> renamed)
            throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE segue_scratch (%s) ON COMMIT DROP"
                    .formatted(Sql.list(
                            columns,
                            c -> Sql.id(c.name()) + " " + c.type()
                                    + (c.notes().collation() == null
                                            ? ""
                                            : " COLLATE " + c.notes().collation()))));
            statement.execute(
                    index
                            ? "CREATE INDEX segue_scratch_index ON pg_temp.segue_scratch " + definition
                            : "ALTER TABLE pg_temp.segue_scratch ADD CONSTRAINT segue_scratch_check " + definition);
            RenamedDefinition names =
                    new RenamedDefinition(connection, new TableName("pg_temp", "segue_scratch"), "", renamed);
            names.rename(statement, true);
            return SearchPath.withNone(
                            connection,
                            () -> names.scalar(
                                    index
                                            ? "SELECT pg_catalog.pg_get_indexdef('pg_temp.segue_scratch_index'::pg_catalog.regclass)"
                                            : "SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k WHERE k.conrelid = 'pg_temp.segue_scratch'::pg_catalog.regclass AND k.conname = 'segue_scratch_check'"))
                    .map(text -> index ? CatalogReader.fromUsing(text) : text);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("42")) {
                return Optional.empty();
            }
            throw e;
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    Optional<String> read() throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            Optional<String> check = SearchPath.withNone(
                    connection,
                    () -> one(
                            "SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k WHERE k.conrelid = pg_catalog.to_regclass(?) AND k.conname = ? AND k.contype = 'c'"));
            statement.execute("CREATE TEMPORARY TABLE segue_scratch (LIKE %s) ON COMMIT DROP".formatted(Sql.id(table)));
            if (check.isPresent()) {
                statement.execute("ALTER TABLE pg_temp.segue_scratch ADD CONSTRAINT segue_scratch_check %s"
                        .formatted(CatalogReader.withoutNotValid(check.get())));
                rename(statement);
                return SearchPath.withNone(
                        connection,
                        () -> scalar(
                                "SELECT pg_catalog.pg_get_constraintdef(k.oid) FROM pg_catalog.pg_constraint k WHERE k.conrelid = 'pg_temp.segue_scratch'::pg_catalog.regclass AND k.conname = 'segue_scratch_check'"));
            }
            Optional<String> index = SearchPath.withNone(connection, () -> one("""
                            SELECT pg_catalog.pg_get_indexdef(i.indexrelid) FROM pg_catalog.pg_index i
                            JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                            LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.contype = 'u'
                            WHERE i.indrelid = pg_catalog.to_regclass(?) AND c.relname = ? AND NOT COALESCE(k.condeferrable, false)
                            """));
            if (index.isEmpty()) {
                return Optional.empty();
            }
            statement.execute("CREATE INDEX segue_scratch_index ON pg_temp.segue_scratch "
                    + CatalogReader.fromUsing(index.get()));
            rename(statement);
            return SearchPath.withNone(
                            connection,
                            () -> scalar(
                                    "SELECT pg_catalog.pg_get_indexdef('pg_temp.segue_scratch_index'::pg_catalog.regclass)"))
                    .map(CatalogReader::fromUsing);
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Everything that does not move goes first, so that no new name is taken; then names change in two rounds. */
    private void rename(Statement statement) throws SQLException {
        rename(statement, false);
    }

    private void rename(Statement statement, boolean keepsOthers) throws SQLException {
        try (PreparedStatement columns = connection.prepareStatement(
                        "SELECT a.attname FROM pg_catalog.pg_attribute a WHERE a.attrelid = 'pg_temp.segue_scratch'::pg_catalog.regclass AND a.attnum > 0 AND NOT a.attisdropped");
                ResultSet row = columns.executeQuery()) {
            while (row.next()) {
                String column = String.valueOf(row.getString(1));
                if (keepsOthers && !renamed.containsKey(column)) {
                    continue;
                }
                statement.execute(
                        renamed.containsKey(column)
                                ? "ALTER TABLE pg_temp.segue_scratch RENAME COLUMN %s TO %s"
                                        .formatted(Sql.id(column), Sql.id(Sql.fit("segue_renamed_" + column)))
                                : "ALTER TABLE pg_temp.segue_scratch DROP COLUMN " + Sql.id(column));
            }
        }
        for (Map.Entry<String, String> entry : renamed.entrySet()) {
            statement.execute("ALTER TABLE pg_temp.segue_scratch RENAME COLUMN %s TO %s"
                    .formatted(Sql.id(Sql.fit("segue_renamed_" + entry.getKey())), Sql.id(entry.getValue())));
        }
    }

    private Optional<String> one(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, Sql.id(table));
            statement.setString(2, name);
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
            }
        }
    }

    private Optional<String> scalar(String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        }
    }
}
