package dev.segue.testing.samerow;

import dev.segue.testing.kill.Ledger;
import dev.segue.testing.kill.Row;
import dev.segue.testing.kill.Traffic;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.samerow.RowModel.Version;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes of both codes, one after the other. A row of the ledger holds the texts of old code's columns, then those of new
 * code's, as the model foretells them.
 */
final class RowTraffic implements Traffic {

    private final RowCase rowCase;
    private final RowModel model;

    RowTraffic(RowCase rowCase) {
        this.rowCase = rowCase;
        this.model = new RowModel(rowCase);
    }

    @Override
    public void write(Connection connection, Set<Shape> shapes, int round, Ledger ledger) throws SQLException {
        if (!shapes.contains(Shape.NEW)) {
            Map.copyOf(ledger.rows()).forEach((key, row) -> put(ledger, key, model.anew(version(row))));
        }
        for (Shape shape : shapes.stream().sorted().toList()) {
            new Round(connection, shape, round, ledger).write();
        }
    }

    @Override
    public Map<Long, Row> rows(Connection connection, Shape shape) throws SQLException {
        RowCode code = rowCase.code(shape);
        Map<Long, Row> rows = new TreeMap<>();
        try (PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, " + code.texts("r") + " FROM " + code.table() + " AS r");
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                @Nullable String[] texts = new String[code.columns().size()];
                for (int n = 0; n < texts.length; n++) {
                    texts[n] = row.getString(n + 2);
                }
                rows.put(row.getLong(1), Row.of(texts));
            }
        }
        return rows;
    }

    @Override
    public Row kept(Row read) {
        return row(model.inserted(Shape.OLD, texts(read, 0, read.size())));
    }

    @Override
    public Row seen(Shape shape, Row values) {
        return Row.of(version(values).seen(shape).toArray(String[]::new));
    }

    @Override
    public List<String> strays(Connection connection) {
        return List.of();
    }

    private Version version(Row row) {
        int old = rowCase.old().columns().size();
        return new Version(texts(row, 0, old), texts(row, old, row.size()), true);
    }

    private static List<@Nullable String> texts(Row row, int from, int to) {
        List<@Nullable String> texts = new ArrayList<>();
        IntStream.range(from, to).forEach(n -> texts.add(row.value(n)));
        return texts;
    }

    private static Row row(Version version) {
        List<@Nullable String> all = new ArrayList<>(version.old());
        all.addAll(version.fresh());
        return Row.of(all.toArray(String[]::new));
    }

    private static void put(Ledger ledger, long key, Version version) {
        if (!ledger.row(key).equals(row(version))) {
            ledger.is(key, row(version));
        }
    }

    /** The writes of one code in one round. */
    private final class Round {

        private final Connection connection;
        private final Shape shape;
        private final RowCode code;
        private final int round;
        private final Ledger ledger;
        private final Random random;

        Round(Connection connection, Shape shape, int round, Ledger ledger) {
            this.connection = connection;
            this.shape = shape;
            this.code = rowCase.code(shape);
            this.round = round;
            this.ledger = ledger;
            this.random = new Random(7_919L * round + shape.ordinal());
        }

        void write() throws SQLException {
            insert();
            for (int n = 1; n <= 3; n++) {
                update(n);
            }
            if (round % 3 == shape.ordinal()) {
                long key = any();
                execute("DELETE FROM " + code.table() + " WHERE id = " + key, List.of());
                ledger.gone(key);
            }
        }

        private void insert() throws SQLException {
            long key = 10L * round + shape.ordinal();
            List<@Nullable String> texts = new ArrayList<>();
            code.columns().forEach(column -> texts.add(text(column, 0)));
            execute(
                    "INSERT INTO %s (id, %s) VALUES (%d, %s)"
                            .formatted(code.table(), code.names(), key, code.parameters()),
                    texts);
            ledger.is(key, row(model.inserted(shape, texts)));
        }

        private void update(int number) throws SQLException {
            long key = any();
            Map<Integer, @Nullable String> texts = new TreeMap<>();
            for (int n = 0; n < number; n++) {
                CodeColumn column =
                        code.columns().get(random.nextInt(code.columns().size()));
                code.together(column).forEach(one -> texts.put(code.columns().indexOf(one), text(one, number)));
            }
            execute(
                    "UPDATE %s SET %s WHERE id = %d"
                            .formatted(
                                    code.table(),
                                    texts.keySet().stream()
                                            .map(place -> code.columns().get(place))
                                            .map(column -> column.name() + " = " + RowCode.parameter(column))
                                            .collect(Collectors.joining(", ")),
                                    key),
                    new ArrayList<>(texts.values()));
            put(ledger, key, model.updated(version(ledger.row(key)), shape, texts));
        }

        /** {@return a text that nobody else writes} */
        private @Nullable String text(CodeColumn column, int number) {
            List<@Nullable String> values = new ArrayList<>();
            for (Field field : column.fields()) {
                long own = 100L * round + 10L * shape.ordinal() + number;
                boolean last = field.equals(column.fields().getLast());
                values.add(
                        last && column.nullable() && random.nextInt(4) == 0
                                ? null
                                : field.kind() == Field.Kind.NUMBER
                                        ? String.valueOf(own)
                                        : "'" + field.name() + "'\n\\ " + own);
            }
            return column.text(values);
        }

        private long any() {
            List<Long> keys = List.copyOf(ledger.rows().keySet());
            return keys.get(random.nextInt(keys.size()));
        }

        private void execute(String sql, List<@Nullable String> texts) throws SQLException {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int n = 0; n < texts.size(); n++) {
                    statement.setString(n + 1, texts.get(n));
                }
                statement.executeUpdate();
            }
        }
    }
}
