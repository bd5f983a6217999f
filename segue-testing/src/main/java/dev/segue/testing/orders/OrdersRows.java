package dev.segue.testing.orders;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All orders through either shape. */
record OrdersRows(OrdersSchema schema) implements RowSource {

    private static final int FETCH = 2_000;

    /** {@return the columns of an order through a shape, in the order of the fields; {@code o} and {@code a} are tables} */
    static String columns(OrdersSchema schema, Shape shape) {
        List<String> columns = new ArrayList<>();
        for (Field field : OrdersSchema.FIELDS) {
            boolean moved = shape == Shape.NEW && !field.shared();
            columns.add(moved ? "a." + schema.newColumn(field) : "o." + field.name());
        }
        return String.join(", ", columns);
    }

    /** {@return the tables that hold an order in a shape} */
    static String tables(OrdersSchema schema, boolean newShape) {
        return newShape
                ? "%s AS o LEFT JOIN %s AS a ON a.id = o.address_id".formatted(schema.orders(), schema.addresses())
                : schema.orders() + " AS o";
    }

    @Override
    public void rows(Connection connection, Set<Shape> shapes, RowConsumer consumer) throws SQLException {
        List<Shape> inOrder = shapes.stream().sorted().toList();
        StringBuilder sql = new StringBuilder("SELECT ").append(schema.key().columnList("o"));
        inOrder.forEach(shape -> sql.append(", ").append(columns(schema, shape)));
        sql.append(" FROM ").append(tables(schema, shapes.contains(Shape.NEW)));
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(FETCH);
            try (ResultSet row = statement.executeQuery(sql.toString())) {
                while (row.next()) {
                    consumer.row(schema.key().read(row), values(row, inOrder));
                }
            }
        } finally {
            connection.rollback();
            connection.setAutoCommit(autoCommit);
        }
    }

    private Map<Shape, @Nullable String[]> values(ResultSet row, List<Shape> shapes) throws SQLException {
        Map<Shape, @Nullable String[]> values = new EnumMap<>(Shape.class);
        int column = schema.key().width();
        for (Shape shape : shapes) {
            @Nullable String[] ofShape = new String[OrdersSchema.FIELDS.size()];
            for (int i = 0; i < ofShape.length; i++) {
                ofShape[i] = row.getString(++column);
            }
            values.put(shape, ofShape);
        }
        return values;
    }

    @Override
    public List<String> strays(Connection connection, Set<Shape> shapes) throws SQLException {
        if (!shapes.contains(Shape.NEW)) {
            return List.of();
        }
        List<String> strays = new ArrayList<>();
        if (schema.orphans() == OrdersSchema.Orphans.DELETE) {
            collect(connection, """
                    SELECT 'no order refers to the address ' || a.id || ': ' || a::text
                    FROM %s AS a
                    WHERE NOT EXISTS (SELECT FROM %s AS o WHERE o.address_id = a.id)
                    LIMIT 100
                    """.formatted(schema.addresses(), schema.orders()), strays);
        }
        collect(connection, """
                SELECT count(*) || ' orders refer to the address ' || o.address_id
                FROM %s AS o
                WHERE o.address_id IS NOT NULL
                GROUP BY o.address_id
                HAVING count(*) > 1
                LIMIT 100
                """.formatted(schema.orders()), strays);
        return strays;
    }

    private static void collect(Connection connection, String sql, List<String> lines) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                lines.add(row.getString(1));
            }
        }
    }
}
