package dev.segue.testing.samerow;

import dev.segue.testing.load.Application.WeightedRequest;
import dev.segue.testing.load.Request;
import dev.segue.testing.load.Work;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.oracle.Writer.Write;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a code does with its rows, in every form of statement; several rows are locked in ascending order. */
final class RowRequests {

    private final RowCase rowCase;
    private final Shape shape;
    private final RowCode code;

    RowRequests(RowCase rowCase, Shape shape) {
        this.rowCase = rowCase;
        this.shape = shape;
        this.code = rowCase.code(shape);
    }

    List<WeightedRequest> all() {
        return List.of(
                new WeightedRequest(8, new Request("insert", false, work -> insert(work, 1))),
                new WeightedRequest(2, new Request("insert several", false, work -> insert(work, 3))),
                new WeightedRequest(5, new Request("upsert", false, this::upsert)),
                new WeightedRequest(3, new Request("insert unless there", false, this::insertUnlessThere)),
                new WeightedRequest(25, new Request("update one column", false, work -> updateAny(work, 1))),
                new WeightedRequest(
                        12,
                        new Request(
                                "update all columns",
                                false,
                                work -> updateAny(work, code.columns().size()))),
                new WeightedRequest(4, new Request("update, then roll back", true, this::updateAndRollBack)),
                new WeightedRequest(10, new Request("update several rows", true, this::updateSeveral)),
                new WeightedRequest(3, new Request("touch", false, this::touch)),
                new WeightedRequest(4, new Request("delete", false, this::delete)),
                new WeightedRequest(24, new Request("read", false, this::read)));
    }

    private int someNulls(Random random) {
        return random.nextInt(6) == 0 ? rowCase.nullable(shape) : 0;
    }

    private void insert(Work work, int rows) throws SQLException {
        String one = "(?, ?, " + code.parameters() + ")";
        try (PreparedStatement statement = work.prepare("INSERT INTO %s (id, touched, %s) VALUES %s"
                .formatted(code.table(), code.names(), String.join(", ", Collections.nCopies(rows, one))))) {
            int next = 1;
            List<Long> keys = new ArrayList<>();
            for (int n = 0; n < rows; n++) {
                long key = work.keys().next();
                keys.add(key);
                Write write = work.writer().insert(shape, key, someNulls(work.random()));
                statement.setLong(next++, key);
                statement.setLong(next++, 0);
                next = bind(statement, next, write, code.columns());
            }
            statement.executeUpdate();
            keys.forEach(work.keys()::made);
        }
    }

    private static int bind(PreparedStatement statement, int index, Write write, List<CodeColumn> columns)
            throws SQLException {
        int next = index;
        for (CodeColumn column : columns) {
            List<@Nullable String> values = new ArrayList<>();
            for (Field field : column.fields()) {
                Object value = write.value(field);
                values.add(value == null ? null : value.toString());
            }
            statement.setString(next++, column.text(values));
        }
        return next;
    }

    /** Inserts a row with a number of its own, which tells whether it was there, and changes a column of it if it was. */
    private void upsert(Work work) throws SQLException {
        long key = work.keys().any(work.random());
        CodeColumn column = any(work.random());
        String assignments = code.together(column).stream()
                .map(one -> one.name() + " = excluded." + one.name())
                .collect(Collectors.joining(", "));
        long own = work.random().nextLong(1L << 60);
        Write write = work.writer().insert(shape, key, 0);
        try (PreparedStatement statement =
                work.prepare("""
                INSERT INTO %1$s AS o (id, touched, %2$s) VALUES (?, ?, %3$s)
                ON CONFLICT (id) DO UPDATE SET %4$s
                RETURNING o.touched = ?
                """.formatted(code.table(), code.names(), code.parameters(), assignments))) {
            statement.setLong(1, key);
            statement.setLong(2, own);
            int next = bind(statement, 3, write, code.columns());
            statement.setLong(next, own);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (!row.getBoolean(1)) {
                    write.onlyUpdated(column.bits());
                }
            }
        }
    }

    private void insertUnlessThere(Work work) throws SQLException {
        long key = work.keys().hot(work.random());
        Write write = work.writer().insert(shape, key, 0);
        try (PreparedStatement statement =
                work.prepare("INSERT INTO %s (id, touched, %s) VALUES (?, ?, %s) ON CONFLICT DO NOTHING"
                        .formatted(code.table(), code.names(), code.parameters()))) {
            statement.setLong(1, key);
            statement.setLong(2, 0);
            bind(statement, 3, write, code.columns());
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }

    private CodeColumn any(Random random) {
        return code.columns().get(random.nextInt(code.columns().size()));
    }

    private void updateAny(Work work, int columns) throws SQLException {
        update(work, work.keys().any(work.random()), columns == 1 ? code.together(any(work.random())) : code.columns());
    }

    private void update(Work work, long key, List<CodeColumn> columns) throws SQLException {
        int bits = columns.stream().mapToInt(CodeColumn::bits).reduce(0, (left, right) -> left | right);
        Write write = work.writer().update(shape, key, bits, someNulls(work.random()) & bits);
        String assignments = columns.stream()
                .map(column -> column.name() + " = " + RowCode.parameter(column))
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                work.prepare("UPDATE %s AS o SET %s WHERE o.id = ?".formatted(code.table(), assignments))) {
            int next = bind(statement, 1, write, columns);
            statement.setLong(next, key);
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }

    private void updateAndRollBack(Work work) throws SQLException {
        updateAny(work, code.columns().size());
        work.rollBack();
    }

    private void updateSeveral(Work work) throws SQLException {
        for (long key : work.keys().severalHot(work.random(), 2 + work.random().nextInt(3))) {
            update(work, key, code.together(any(work.random())));
        }
    }

    /** Writes every column as it is, which changes nothing. */
    private void touch(Work work) throws SQLException {
        String assignments = code.columns().stream()
                .map(column -> column.name() + " = o." + column.name())
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                work.prepare("UPDATE %s AS o SET %s WHERE o.id = ?".formatted(code.table(), assignments))) {
            statement.setLong(1, work.keys().any(work.random()));
            statement.executeUpdate();
        }
    }

    private void delete(Work work) throws SQLException {
        boolean hot = work.random().nextInt(20) == 0;
        long key = hot ? work.keys().hot(work.random()) : work.keys().cold(work.random());
        Write write = work.writer().delete(shape, key);
        try (PreparedStatement statement = work.prepare("DELETE FROM %s AS o WHERE o.id = ?".formatted(code.table()))) {
            statement.setLong(1, key);
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }

    private void read(Work work) throws SQLException {
        long key = work.keys().any(work.random());
        long before = work.oracle().now();
        try (PreparedStatement statement =
                work.prepare("SELECT %s FROM %s AS o WHERE o.id = ?".formatted(code.texts("o"), code.table()))) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    work.oracle().read(shape, key, before, null);
                    return;
                }
                List<@Nullable String> texts = new ArrayList<>();
                for (int n = 1; n <= code.columns().size(); n++) {
                    texts.add(row.getString(n));
                }
                work.oracle().read(shape, key, before, RowReader.values(rowCase, shape, texts));
            }
        }
    }
}
