package dev.segue.examples.orders.spring.rollout;

import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.RowSource;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All orders as the oracle reads them at the end, when the new shape is the only one. */
final class OrderRows implements RowSource {

    static final Field STREET = Field.sharedText(0, "street");
    static final Field CITY = Field.sharedText(1, "city");
    static final Field ZIP = Field.sharedText(2, "zip");
    static final List<Field> FIELDS = List.of(STREET, CITY, ZIP);

    @Override
    public void rows(Connection connection, Set<Shape> shapes, RowConsumer consumer) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT o.id, a.street, a.city, a.zip
                        FROM orders o LEFT JOIN addresses a ON a.id = o.address_id
                        """)) {
            while (row.next()) {
                @Nullable String[] values = {row.getString(2), row.getString(3), row.getString(4)};
                consumer.row(row.getLong(1), Map.of(Shape.NEW, values));
            }
        }
    }

    @Override
    public List<String> strays(Connection connection, Set<Shape> shapes) throws SQLException {
        List<String> strays = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        SELECT 'the address ' || a.id || ' has ' || count(o.id) || ' orders'
                        FROM addresses a LEFT JOIN orders o ON o.address_id = a.id
                        GROUP BY a.id HAVING count(o.id) <> 1 LIMIT 20
                        """)) {
            while (row.next()) {
                strays.add(row.getString(1));
            }
        }
        return strays;
    }
}
