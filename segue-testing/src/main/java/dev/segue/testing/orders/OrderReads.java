package dev.segue.testing.orders;

import dev.segue.client.darkread.DarkRead;
import dev.segue.testing.load.Work;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads orders through the shape of the request, now and then through the other one too, in the dark. */
final class OrderReads {

    private final OrdersSchema schema;
    private final OrdersClients clients;
    private final String oldSql;
    private final String newSql;

    OrderReads(OrdersSchema schema, OrdersClients clients) {
        this.schema = schema;
        this.clients = clients;
        this.oldSql = sql(schema, Shape.OLD);
        this.newSql = sql(schema, Shape.NEW);
    }

    private static String sql(OrdersSchema schema, Shape shape) {
        return "SELECT %s FROM %s WHERE %s"
                .formatted(
                        OrdersRows.columns(schema, shape),
                        OrdersRows.tables(schema, shape == Shape.NEW),
                        schema.key().matches("o"));
    }

    /**
     * Reads some order and has the oracle judge what is there.
     *
     * @param writtenThrough all that was written through this shape has to be seen; see {@link
     *     dev.segue.testing.oracle.Oracle#read}
     */
    void readAny(Work work, Shape writtenThrough) throws SQLException {
        long key = work.keys().any(work.random());
        long before = work.oracle().now();
        boolean newLeads = work.shape() == Shape.NEW;
        DarkRead<Map<String, @Nullable String>> dark = clients.darkRead(work);
        Map<String, @Nullable String> found = dark == null
                ? fields(work.connection(), newLeads ? newSql : oldSql, key)
                : dark.oldShape(c -> fields(c, oldSql, key))
                        .newShape(c -> fields(c, newSql, key))
                        .read(work.connection(), newLeads);
        work.oracle().read(writtenThrough, key, before, values(found));
    }

    private @Nullable Map<String, @Nullable String> fields(Connection connection, String sql, long key)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            schema.key().bind(statement, 1, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Map<String, @Nullable String> fields = new HashMap<>();
                for (Field field : OrdersSchema.FIELDS) {
                    fields.put(field.name(), row.getString(field.index() + 1));
                }
                return fields;
            }
        }
    }

    private static @Nullable String @Nullable [] values(@Nullable Map<String, @Nullable String> found) {
        if (found == null) {
            return null;
        }
        @Nullable String[] values = new String[OrdersSchema.FIELDS.size()];
        OrdersSchema.FIELDS.forEach(field -> values[field.index()] = found.get(field.name()));
        return values;
    }
}
