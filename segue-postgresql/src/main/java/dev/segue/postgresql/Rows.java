package dev.segue.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Statements of the journal, and how their rows are read. */
final class Rows {

    private Rows() {}

    /** Reads one row. */
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** {@return what the statement gives, row by row} */
    static <T> List<T> list(Connection connection, String sql, Reader<T> reader, Object... values) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    all.add(reader.read(row));
                }
            }
        }
        return all;
    }

    /** {@return what the first row gives, if there is one} */
    static <T> Optional<T> first(Connection connection, String sql, Reader<T> reader, Object... values)
            throws SQLException {
        return list(connection, sql, reader, values).stream().findFirst();
    }

    static void update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, values);
            statement.execute();
        }
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        Instant instant = instantOrNull(row, column);
        if (instant == null) {
            throw new SQLException("the journal holds no " + column);
        }
        return instant;
    }

    static @Nullable Instant instantOrNull(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    private static void bind(PreparedStatement statement, Object... values) throws SQLException {
        for (int n = 0; n < values.length; n++) {
            statement.setObject(n + 1, values[n]);
        }
    }
}
