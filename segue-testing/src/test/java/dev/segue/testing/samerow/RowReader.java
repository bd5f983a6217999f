package dev.segue.testing.samerow;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Oracle;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All rows of a case, as either code sees them. */
record RowReader(RowCase rowCase) implements RowSource {

    private static final int MOST_STRAYS = 20;

    @Override
    public void rows(Connection connection, Set<Shape> shapes, RowConsumer consumer) throws SQLException {
        read(connection, shapes, (key, texts) -> {
            Map<Shape, @Nullable String[]> values = new EnumMap<>(Shape.class);
            texts.forEach((shape, row) -> values.put(shape, values(rowCase, shape, row)));
            consumer.row(key, values);
        });
    }

    /** {@return the fields' values in the columns' texts} */
    static @Nullable String[] values(RowCase rowCase, Shape shape, List<@Nullable String> texts) {
        @Nullable String[] values = new String[rowCase.fields().size()];
        Arrays.fill(values, Oracle.ABSENT);
        List<CodeColumn> columns = rowCase.code(shape).columns();
        for (int n = 0; n < columns.size(); n++) {
            List<Field> fields = columns.get(n).fields();
            List<@Nullable String> held = columns.get(n).values(texts.get(n));
            for (int m = 0; m < fields.size(); m++) {
                values[fields.get(m).index()] = m < held.size() ? held.get(m) : null;
            }
        }
        return values;
    }

    /** {@return a line for each row whose columns in both shapes do not give each other} */
    @Override
    public List<String> strays(Connection connection, Set<Shape> shapes) throws SQLException {
        List<String> strays = new ArrayList<>();
        if (shapes.size() == 2) {
            read(connection, shapes, (key, texts) -> {
                List<@Nullable String> old = texts.get(Shape.OLD);
                List<@Nullable String> fresh = texts.get(Shape.NEW);
                if (strays.size() < MOST_STRAYS
                        && rowCase.agreements().stream().anyMatch(agreement -> !agreement.holds(old, fresh))) {
                    strays.add("row " + key + " is " + old + " in the old shape and " + fresh + " in the new one");
                }
            });
        }
        return strays;
    }

    private static String alias(Shape shape) {
        return switch (shape) {
            case OLD -> "of_old";
            case NEW -> "of_new";
        };
    }

    private interface Texts {
        void row(long key, Map<Shape, List<@Nullable String>> texts);
    }

    private void read(Connection connection, Set<Shape> shapes, Texts consumer) throws SQLException {
        List<Shape> inOrder = shapes.stream().sorted().toList();
        List<String> columns = new ArrayList<>(List.of(alias(inOrder.getFirst()) + ".id"));
        inOrder.forEach(shape -> columns.add(rowCase.code(shape).texts(alias(shape))));
        String tables = rowCase.code(inOrder.getFirst()).table() + " AS " + alias(inOrder.getFirst());
        if (inOrder.size() == 2) {
            tables += " JOIN " + rowCase.fresh().table() + " AS of_new ON of_new.id = of_old.id";
        }
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + String.join(", ", columns) + " FROM " + tables)) {
            while (row.next()) {
                Map<Shape, List<@Nullable String>> texts = new EnumMap<>(Shape.class);
                int column = 1;
                for (Shape shape : inOrder) {
                    List<@Nullable String> ofShape = new ArrayList<>();
                    for (int n = 0; n < rowCase.code(shape).columns().size(); n++) {
                        ofShape.add(row.getString(++column));
                    }
                    texts.put(shape, ofShape);
                }
                consumer.row(row.getLong(1), texts);
            }
        }
    }
}
