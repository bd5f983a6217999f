package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.segue.dialect.Finding;
import dev.segue.engine.Comparison;
import dev.segue.engine.Outcome;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Logical replication into the table that is migrated, and out of it: a publisher and a subscriber on one server. */
class LogicalReplicationTest extends EveryServer {

    private static final Map<Major, EmbeddedServer> SERVERS = new EnumMap<>(Major.class);

    private BothShapes publisher;
    private BothShapes subscriber;

    @BeforeEach
    void the_subscriber_has_what_the_publisher_has() {
        EmbeddedServer server = SERVERS.computeIfAbsent(
                major, m -> EmbeddedServer.start(m, options -> options.setting("wal_level", "logical")));
        publisher = BothShapes.notBegun(server, Given.ORDERS);
        subscriber = BothShapes.notBegun(server, Given.ORDERS);
        publisher.does("CREATE PUBLICATION shop FOR TABLE orders");
        // on one server the slot has to be made before, or CREATE SUBSCRIPTION waits for itself
        publisher.does("SELECT pg_create_logical_replication_slot('" + slot() + "', 'pgoutput')");
        subscriber.does("""
                CREATE SUBSCRIPTION from_shop CONNECTION 'host=127.0.0.1 port=%d user=%s dbname=%s' PUBLICATION shop
                WITH (create_slot = false, slot_name = %s, copy_data = false)
                """.formatted(server.port(), EmbeddedServer.USER, publisher.database(), slot()));
    }

    private String slot() {
        return "slot_of_" + publisher.database();
    }

    @AfterEach
    void forget() {
        subscriber.does("DROP SUBSCRIPTION from_shop"); // and the slot with it
        subscriber.close();
        publisher.close();
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(EmbeddedServer::close);
        SERVERS.clear();
    }

    private void publishes(String statement) {
        publisher.does(statement);
        String written = publisher.ask("SELECT pg_current_wal_insert_lsn()");
        await().until(() -> "t"
                .equals(publisher.ask(
                        "SELECT confirmed_flush_lsn >= '%s' FROM pg_replication_slots WHERE slot_name = '%s'"
                                .formatted(written, slot()))));
    }

    private static List<String> warnings(BothShapes shapes) throws Exception {
        return shapes.plan().assessment().warnings().stream()
                .map(Finding::message)
                .toList();
    }

    @Test
    void the_plan_names_the_subscription_that_writes_to_the_table() throws Exception {
        assertThat(warnings(subscriber))
                .anyMatch(w -> w.contains("subscription from_shop") && w.contains("to public.orders"));
        assertThat(warnings(publisher)).noneMatch(w -> w.contains("subscription"));
    }

    @Test
    void the_plan_names_the_publication_whose_subscribers_lack_the_new_columns() throws Exception {
        assertThat(warnings(publisher)).anyMatch(w -> w.contains("publication shop") && w.contains("stops"));
        assertThat(warnings(subscriber)).noneMatch(w -> w.contains("publication"));

        publisher.does("ALTER PUBLICATION shop SET TABLE orders (order_id, customer, total, street, city, zip)");
        assertThat(warnings(publisher)).noneMatch(w -> w.contains("every column"));
    }

    @Test
    void with_a_list_of_columns_the_publisher_is_migrated_and_the_subscriber_follows() {
        publisher.does("ALTER PUBLICATION shop SET TABLE orders (order_id, customer, total, street, city, zip)");
        subscriber.does("ALTER SUBSCRIPTION from_shop REFRESH PUBLICATION WITH (copy_data = false)");

        publisher.runs(Phase.VERIFY);
        publishes("UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        publisher.agrees();
        assertThat(subscriber.ask("SELECT city FROM orders WHERE order_id = 1")).isEqualTo("Jena");
    }

    @Test
    void a_publication_that_names_what_goes_is_said_and_holds_the_seal_back() throws Exception {
        publisher.does("ALTER PUBLICATION shop SET TABLE orders (order_id, customer, city, zip)");
        assertThat(warnings(publisher))
                .contains(
                        "publication shop uses public.orders.city, public.orders.zip: it goes on publishing the old shape,"
                                + " and seal waits for it");
        publisher.runs(Phase.VERIFY);

        assertThatThrownBy(() -> publisher.seals())
                .hasMessageContaining("publication shop uses public.orders.city, public.orders.zip");

        publisher.does("ALTER PUBLICATION shop SET TABLE orders (order_id, customer)");
        assertThat(publisher.seals()).isInstanceOf(Outcome.Reached.class);
        assertThat(publisher.contracts()).isInstanceOf(Outcome.Reached.class);
    }

    @Test
    void what_is_applied_before_the_backfill_is_filled_as_any_other_row() {
        publishes("INSERT INTO orders (order_id, city) VALUES (50, 'Trier')");
        publishes("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        subscriber.runs(Phase.VERIFY).agrees();

        assertThat(subscriber.address(50)).isEqualTo("∅, Trier, ∅");
        assertThat(subscriber.address(1)).isEqualTo("Elm St, Jena, 100");
    }

    @Test
    void what_is_applied_while_both_shapes_live_is_found_by_verification_and_keeps_the_seal_away() {
        subscriber.runs(Phase.VERIFY).agrees();

        publishes("INSERT INTO orders (order_id, city) VALUES (50, 'Trier')");
        publishes("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        publishes("UPDATE orders SET total = 9 WHERE order_id = 2");
        publishes("DELETE FROM orders WHERE order_id = 3");

        Comparison found = subscriber.verify();
        assertThat(found.samples())
                .extracting(Comparison.Difference::key)
                .containsExactlyInAnyOrder(List.of("1"), List.of("50"));
        assertThat(subscriber.seals()).isInstanceOf(Outcome.Waiting.class);
    }

    @Test
    void what_was_found_is_mended_by_writing_the_row_twice() {
        subscriber.runs(Phase.VERIFY);
        publishes("INSERT INTO orders (order_id, city) VALUES (50, 'Trier')");
        publishes("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        subscriber
                .session("mends")
                .does(
                        "BEGIN",
                        "CREATE TEMP TABLE right_values ON COMMIT DROP AS SELECT order_id, street, city, zip FROM orders WHERE order_id IN (1, 50)",
                        "UPDATE orders o SET street = concat(o.street, '?'), city = concat(o.city, '?'), zip = concat(o.zip, '?') FROM right_values r WHERE o.order_id = r.order_id",
                        "UPDATE orders o SET street = r.street, city = r.city, zip = r.zip FROM right_values r WHERE o.order_id = r.order_id",
                        "COMMIT");

        subscriber.agrees();
        assertThat(subscriber.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(subscriber.address(50)).isEqualTo("∅, Trier, ∅");
    }
}
