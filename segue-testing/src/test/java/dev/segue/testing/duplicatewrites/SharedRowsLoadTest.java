package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * Contention where everything is shared: sixteen writers on orders whose addresses have a few values only. Old code writes
 * streets and codes, each order from one session, so that its last acknowledged write is known; new code renames cities, which
 * moves all who share them. The seed is printed; {@code -Dsegue.seed} repeats its choices.
 */
class SharedRowsLoadTest extends EveryServer {

    private static final int WRITERS = 16;
    private static final int ORDERS_EACH = 10;
    private static final int TRANSACTIONS = Integer.getInteger("segue.transactions", 40);

    private final long seed = Long.getLong("segue.seed", System.nanoTime());

    @Test
    void nothing_fails_and_no_old_write_is_lost_while_new_code_moves_all_who_share() throws Exception {
        System.out.println("SharedRowsLoadTest seed " + seed);
        BothShapes shapes = live(Given.SHARED);
        AtomicBoolean over = new AtomicBoolean();
        Map<Long, String> last = new TreeMap<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Map<Long, String>>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(
                        threads.submit(() -> number % 4 == 3 ? renames(shapes, number, over) : writes(shapes, number)));
            }
            try {
                for (int n = 0; n < WRITERS; n++) {
                    if (n % 4 != 3) {
                        last.putAll(writers.get(n).get());
                    }
                }
            } finally {
                over.set(true);
            }
            for (Future<?> writer : writers) {
                writer.get();
            }
        }

        shapes.agrees();
        for (Map.Entry<Long, String> order : last.entrySet()) {
            assertThat(shapes.ask("SELECT concat_ws(', ', street, zip) FROM orders WHERE order_id = " + order.getKey()))
                    .as("order " + order.getKey() + ", seed " + seed)
                    .isEqualTo(order.getValue());
        }
        assertThat(shapes.ask("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"))
                .isEqualTo("0");
        assertThat(Integer.parseInt(shapes.addresses()))
                .as("addresses that are shared")
                .isLessThan(1000);
    }

    /** Old code: transactions of one to three orders of its own, in any order; {@return the last value of each} */
    private Map<Long, String> writes(BothShapes shapes, int writer) throws SQLException {
        Random random = new Random(seed + writer);
        Map<Long, String> last = new TreeMap<>();
        try (Connection connection = shapes.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (int transaction = 0; transaction < TRANSACTIONS; transaction++) {
                Map<Long, String> written = new TreeMap<>();
                for (int n = random.nextInt(3); n >= 0; n--) {
                    long order = 1000L + writer * ORDERS_EACH + random.nextInt(ORDERS_EACH);
                    String street = "S" + random.nextInt(4);
                    String zip = "Z" + random.nextInt(2);
                    statement.executeUpdate("""
                            INSERT INTO orders (order_id, street, city, zip) VALUES (%d, '%s', 'C%d', '%s')
                            ON CONFLICT (order_id) DO UPDATE SET street = EXCLUDED.street, zip = EXCLUDED.zip""".formatted(order, street, random.nextInt(3), zip));
                    written.put(order, street + ", " + zip);
                }
                connection.commit();
                last.putAll(written);
            }
        }
        return last;
    }

    /** New code: transactions that change an address, whoever shares them. */
    private Map<Long, String> renames(BothShapes shapes, int writer, AtomicBoolean over) throws SQLException {
        Random random = new Random(seed + writer);
        try (Connection connection = shapes.connection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!over.get()) {
                String address;
                try (ResultSet found = statement.executeQuery(
                        "SELECT address_id FROM orders WHERE address_id IS NOT NULL ORDER BY random() LIMIT 1")) {
                    address = found.next() ? found.getString(1) : "0";
                }
                statement.executeUpdate(
                        "UPDATE addresses SET city = 'C%d' WHERE id = %s".formatted(random.nextInt(3), address));
                connection.commit();
            }
        }
        return Map.of();
    }
}
