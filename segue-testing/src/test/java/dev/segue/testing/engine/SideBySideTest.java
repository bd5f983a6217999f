package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two migrations of one table at the same time, each with columns of its own. */
class SideBySideTest {

    private static final int ORDERS = 40;
    private static final int WRITERS = 4;
    private static final String ADDRESS = "0007_extract_address";
    private static final String CONTACT = "0008_extract_contact";

    private EmbeddedServer server;
    private String database;
    private Engine engine;

    /** What the writer of an order wrote last: its street, its phone. Each order has one writer. */
    private final AtomicIntegerArray streets = new AtomicIntegerArray(ORDERS + 1);

    private final AtomicIntegerArray phones = new AtomicIntegerArray(ORDERS + 1);

    private Traffic traffic;

    @AfterEach
    void stop() throws Exception {
        if (traffic != null) {
            traffic.end();
        }
    }

    @BeforeEach
    void there_are_orders() throws Exception {
        server = SharedServers.of(Majors.one());
        database = server.freshDatabase("beside");
        execute("""
                CREATE TABLE orders (id bigint PRIMARY KEY, total numeric NOT NULL DEFAULT 0,
                                     street text, city text NOT NULL DEFAULT 'Bonn', phone text, email text DEFAULT '-');
                INSERT INTO orders SELECT n, n, 's0', 'city ' || n, 'p0', 'mail ' || n FROM generate_series(1, %d) n""".formatted(ORDERS));
        engine = Engines.open(
                server.url(database),
                server.dataSource(database),
                EngineSettings.standard().withDeadline(Duration.ofSeconds(30)),
                EngineListener.NONE);
    }

    private static MigrationFile file(String name, String operation) throws Exception {
        return MigrationFile.parse(Path.of(name + ".yaml"), """
                gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }
                operations:
                  - extract_table: { from: orders, %s }
                """.formatted(operation));
    }

    private static MigrationFile address() throws Exception {
        return file(ADDRESS, "columns: [street, city], into: addresses, reference: address_id");
    }

    private static MigrationFile contact() throws Exception {
        return file(CONTACT, "columns: [phone, email], into: contacts, reference: contact_id");
    }

    @Test
    void both_live_at_once_and_each_ends_when_it_wants() throws Exception {
        long seed = System.nanoTime();
        System.out.println("SideBySideTest: seed " + seed);
        traffic = new Traffic(seed);
        assertThat(engine.run(address(), Phase.VERIFY, List.of())).isInstanceOf(Outcome.Reached.class);
        assertThat(engine.run(contact(), Phase.VERIFY, List.of())).isInstanceOf(Outcome.Reached.class);
        traffic.newCode = true;
        traffic.goesOn(100);
        for (String migration : List.of(ADDRESS, CONTACT)) {
            assertThat(engine.verify(migration).differing()).isZero();
        }

        traffic.oldAddress = false;
        end(ADDRESS);
        traffic.goesOn(50);
        traffic.oldContact = false;
        end(CONTACT);
        traffic.end();

        for (int order = 1; order <= ORDERS; order++) {
            assertThat(one("SELECT a.street || ' ' || c.phone || ' ' || a.city || ' ' || c.email FROM orders o "
                            + "JOIN addresses a ON a.id = o.address_id JOIN contacts c ON c.id = o.contact_id WHERE o.id = "
                            + order))
                    .isEqualTo(
                            "s%d p%d city %d mail %d".formatted(streets.get(order), phones.get(order), order, order));
        }
        assertThat(one("SELECT string_agg(attname, ' ' ORDER BY attname) FROM pg_attribute "
                        + "WHERE attrelid = 'orders'::regclass AND attnum > 0 AND NOT attisdropped"))
                .isEqualTo("address_id contact_id id total");
        assertThat(one("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ 'segue'"))
                .isEqualTo("0");
    }

    private void end(String migration) throws Exception {
        engine.flag(migration, 100);
        if (traffic != null) {
            traffic.goesOn(2); // no statement of old code is under way any more
        }
        assertThat(engine.seal(migration, List.of())).isInstanceOf(Outcome.Reached.class);
        assertThat(engine.contract(migration, List.of())).isInstanceOf(Outcome.Reached.class);
        assertThat(engine.status(migration).state()).isEqualTo(new Lifecycle.Contracted());
    }

    @Test
    void either_is_rolled_back_and_leaves_the_other_as_it_was() throws Exception {
        String before = dump();
        engine.run(address(), Phase.VERIFY, List.of());
        String withAddress = dump();
        engine.run(contact(), Phase.VERIFY, List.of());

        engine.rollback(CONTACT);
        assertThat(dump()).isEqualTo(withAddress);

        engine.run(contact(), Phase.VERIFY, List.of());
        engine.rollback(ADDRESS);
        execute("UPDATE orders SET phone = 'p9' WHERE id = 1");
        assertThat(one("SELECT c.phone FROM contacts c JOIN orders o ON o.contact_id = c.id WHERE o.id = 1"))
                .isEqualTo("p9");
        assertThat(engine.verify(CONTACT).differing()).isZero();
        engine.rollback(CONTACT);
        assertThat(dump()).isEqualTo(before);
    }

    @Test
    void one_begins_while_the_other_is_sealed_and_outlives_it() throws Exception {
        engine.run(address(), Phase.VERIFY, List.of());
        engine.flag(ADDRESS, 100);
        engine.seal(ADDRESS, List.of());

        engine.run(contact(), Phase.VERIFY, List.of());
        engine.contract(ADDRESS, List.of());
        execute("UPDATE orders SET phone = 'p9' WHERE id = 1");
        engine.flag(CONTACT, 100);
        end(CONTACT);

        assertThat(one("SELECT c.phone FROM contacts c JOIN orders o ON o.contact_id = c.id WHERE o.id = 1"))
                .isEqualTo("p9");
    }

    @Test
    void what_both_would_change_is_refused_by_name() throws Exception {
        engine.run(address(), Phase.VERIFY, List.of());

        refused("columns: [email, city], into: contacts, reference: contact_id", "changes public.orders.city too");
        refused("columns: [phone, email], into: contacts, reference: address_id", "address_id");
        refused("columns: [phone, email], into: addresses, reference: contact_id", "addresses");
    }

    private void refused(String operation, String why) throws Exception {
        MigrationFile file = file(CONTACT, operation);
        assertThatThrownBy(() -> engine.run(file, Phase.VERIFY, List.of())).hasMessageContaining(why);
        assertThat(engine.migrations()).containsExactly(ADDRESS);
    }

    /** Old code that writes all columns, and new code that writes each table; every acknowledged write is known. */
    private final class Traffic {

        private final AtomicBoolean running = new AtomicBoolean(true);
        private final ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        private final List<Future<?>> writers = new ArrayList<>();
        private final AtomicIntegerArray rounds = new AtomicIntegerArray(WRITERS);
        volatile boolean newCode;
        volatile boolean oldAddress = true;
        volatile boolean oldContact = true;

        Traffic(long seed) {
            for (int writer = 0; writer < WRITERS; writer++) {
                int number = writer;
                writers.add(threads.submit(() -> {
                    write(number, new Random(seed + number));
                    return number;
                }));
            }
        }

        private void write(int writer, Random random) throws SQLException {
            try (Connection connection = server.dataSource(database).getConnection();
                    Statement statement = connection.createStatement()) {
                for (int value = 1; running.get(); value++) {
                    int order = 1 + writer + WRITERS * random.nextInt(ORDERS / WRITERS);
                    boolean street = random.nextBoolean();
                    boolean phone = !street || random.nextBoolean();
                    boolean fresh = newCode && random.nextBoolean();
                    List<String> old = new ArrayList<>();
                    if (street && (fresh || !oldAddress)) {
                        statement.execute(
                                "UPDATE addresses SET street = 's%d' WHERE id = (SELECT address_id FROM orders WHERE id = %d)"
                                        .formatted(value, order));
                    } else if (street) {
                        old.add("street = 's" + value + "'");
                    }
                    if (phone && (fresh || !oldContact)) {
                        statement.execute(
                                "UPDATE contacts SET phone = 'p%d' WHERE id = (SELECT contact_id FROM orders WHERE id = %d)"
                                        .formatted(value, order));
                    } else if (phone) {
                        old.add("phone = 'p" + value + "'");
                    }
                    if (!old.isEmpty()) {
                        statement.execute("UPDATE orders SET " + String.join(", ", old) + " WHERE id = " + order);
                    }
                    if (street) {
                        streets.set(order, value);
                    }
                    if (phone) {
                        phones.set(order, value);
                    }
                    rounds.set(writer, value);
                }
            }
        }

        /** Waits until every writer has written that often more. */
        void goesOn(int more) throws Exception {
            for (int writer = 0; writer < WRITERS; writer++) {
                int until = rounds.get(writer) + more;
                while (rounds.get(writer) < until) {
                    if (writers.get(writer).isDone()) {
                        writers.get(writer).get();
                    }
                    Thread.sleep(2);
                }
            }
        }

        void end() throws Exception {
            running.set(false);
            for (Future<?> writer : writers) {
                writer.get();
            }
            threads.shutdown();
        }
    }

    private String dump() throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection()) {
            return Engines.dialect(server.url(database)).dump(connection, List.of("public"));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String one(String sql) throws SQLException {
        try (Connection connection = server.dataSource(database).getConnection()) {
            return GivenOrders.one(connection, sql);
        }
    }
}
