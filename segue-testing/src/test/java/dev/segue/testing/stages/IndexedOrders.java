package dev.segue.testing.stages;

import dev.segue.client.duplicate.Delivery;
import dev.segue.client.duplicate.DuplicateWrites;
import dev.segue.client.duplicate.Outbox;
import dev.segue.client.duplicate.Relay;
import dev.segue.client.duplicate.RelaySettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Orders whose new shape is in another store; the documentation shows parts of it. */
final class IndexedOrders {

    private final DuplicateWrites writes;
    private final Outbox searchIndex = new Outbox(StagedDatabase.MIGRATION, "search index");
    private final Index index = new Index();

    IndexedOrders(DuplicateWrites writes) {
        this.writes = writes;
    }

    void move(Connection connection, long id, String street) throws SQLException {
        writes.named("orders.move")
                .oldShape(c -> Orders.update(c, "UPDATE orders SET street = ? WHERE id = ?", street, id))
                .newShape((c, rows) -> {
                    searchIndex.enqueue(c, "order " + id, street);
                    return rows;
                })
                .run(connection);
    }

    Relay relay(DataSource database, RelaySettings settings) {
        return Relay.start(
                database,
                searchIndex,
                delivery -> index.put(delivery.key(), delivery.id(), delivery.payload()),
                settings);
    }

    Index index() {
        return index;
    }

    /** Another store. It keeps the highest number of each key, so what comes twice or too late changes nothing. */
    static final class Index {

        private final Map<String, Delivery> entries = new ConcurrentHashMap<>();

        void put(String key, long id, String value) {
            entries.merge(key, new Delivery(id, key, value, 1), (had, came) -> had.id() >= came.id() ? had : came);
        }

        @Nullable
        String get(String key) {
            Delivery entry = entries.get(key);
            return entry == null ? null : entry.payload();
        }
    }
}
