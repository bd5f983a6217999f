package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of statement with which old code writes. */
class OldStatementsTest extends EveryServer {

    /** What is noted under it stays noted. */
    private static final String SERIALIZABLE = "BEGIN ISOLATION LEVEL SERIALIZABLE";

    private BothShapes shapes;
    private Session old;

    @BeforeEach
    void both_shapes_live() {
        shapes = live(Given.ORDERS);
        old = shapes.session("old");
    }

    @Test
    void an_insert_makes_an_address() {
        String key =
                old.asks("INSERT INTO orders (street, city, zip) VALUES ('Fir St', 'Trier', '500') RETURNING order_id");

        assertThat(shapes.address(Long.parseLong(key))).isEqualTo("Fir St, Trier, 500");
        shapes.agrees();
    }

    @Test
    void an_insert_without_values_makes_no_address() {
        old.does("INSERT INTO orders (order_id) VALUES (20)", "INSERT INTO orders DEFAULT VALUES");

        assertThat(shapes.addressOf(20)).isEqualTo("null");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void an_insert_of_many_rows_makes_an_address_for_each() {
        old.does("INSERT INTO orders (order_id, street) SELECT n, 'S' || n FROM generate_series(100, 199) n");

        assertThat(shapes.addresses()).isEqualTo("103");
        assertThat(shapes.address(150)).isEqualTo("S150, ∅, ∅");
        shapes.agrees();
    }

    @Test
    void an_update_reaches_the_address() {
        old.does("UPDATE orders SET city = 'Jena', zip = NULL WHERE order_id = 1");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, ∅");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void an_update_of_many_rows_reaches_every_address() {
        old.does("UPDATE orders SET city = city || '!', street = NULL WHERE order_id < 4");

        assertThat(shapes.address(1)).isEqualTo("∅, Ulm!, 100");
        assertThat(shapes.address(3)).isEqualTo("∅, Köln!, 300");
        shapes.agrees();
    }

    @Test
    void an_update_of_a_row_without_values_makes_an_address() {
        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 4");

        assertThat(shapes.address(4)).isEqualTo("∅, Jena, ∅");
        shapes.agrees();
    }

    @Test
    void an_update_to_all_null_leaves_no_reference_and_no_address() {
        old.does("UPDATE orders SET street = NULL, city = NULL, zip = NULL WHERE order_id = 1");

        assertThat(shapes.addressOf(1)).isEqualTo("null");
        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void all_null_and_values_again_in_one_transaction_ends_with_one_address() {
        old.begins()
                .does(
                        "UPDATE orders SET street = NULL, city = NULL, zip = NULL WHERE order_id = 1",
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("∅, Jena, ∅");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_delete_takes_the_address_along() {
        old.does("DELETE FROM orders WHERE order_id = 1");

        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void a_truncate_takes_all_addresses_along() {
        old.does("TRUNCATE orders");

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("0");
    }

    @Test
    void on_conflict_do_nothing_leaves_no_ghost() {
        old.does("INSERT INTO orders (order_id, street) VALUES (1, 'Ghost') ON CONFLICT DO NOTHING");

        assertThat(shapes.addresses()).isEqualTo("3");
        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
        shapes.agrees();
    }

    @Test
    void on_conflict_do_update_reaches_the_address_and_leaves_no_ghost() {
        old.does("""
                INSERT INTO orders (order_id, street, city, zip) VALUES (1, 'Fir St', 'Trier', '500')
                ON CONFLICT (order_id) DO UPDATE SET street = excluded.street
                """);

        assertThat(shapes.address(1)).isEqualTo("Fir St, Ulm, 100");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void copy_makes_addresses() throws Exception {
        old.copying()
                .getCopyAPI()
                .copyIn(
                        "COPY orders (order_id, street, city) FROM STDIN",
                        new StringReader("30\tFir St\tTrier\n31\t\\N\t\\N\n"));

        assertThat(shapes.address(30)).isEqualTo("Fir St, Trier, ∅");
        assertThat(shapes.addressOf(31)).isEqualTo("null");
        shapes.agrees();
    }

    @Test
    void merge_inserts_updates_and_deletes() {
        old.does("""
                MERGE INTO orders o USING (VALUES (1, 'Jena'), (2, NULL), (40, 'Trier')) AS s (key, city) ON s.key = o.order_id
                WHEN MATCHED AND s.city IS NULL THEN DELETE
                WHEN MATCHED THEN UPDATE SET city = s.city
                WHEN NOT MATCHED THEN INSERT (order_id, city) VALUES (s.key, s.city)
                """);

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(40)).isEqualTo("∅, Trier, ∅");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void update_from_returning_gives_what_it_gave_before() {
        String rows = old.asks("""
                UPDATE orders o SET city = s.city FROM (VALUES (1, 'Jena'), (2, 'Trier')) AS s (key, city)
                WHERE s.key = o.order_id RETURNING o.order_id, o.street, o.city, s.key
                """);

        assertThat(rows).isEqualTo("1|Elm St|Jena|1\n2|Oak St|Trier|2");
        assertThat(shapes.address(2)).isEqualTo("Oak St, Trier, 200");
        shapes.agrees();
    }

    @Test
    void the_same_row_may_be_written_many_times_in_a_transaction() {
        old.begins()
                .does(
                        "UPDATE orders SET city = 'A' WHERE order_id = 1",
                        "UPDATE orders SET street = 'B' WHERE order_id = 1",
                        "UPDATE orders SET city = 'C' WHERE order_id = 1")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("B, C, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        assertThat(shapes.conflicts()).isEmpty();
    }

    @Test
    void an_insert_updated_in_the_same_transaction_has_one_address() {
        old.begins()
                .does(
                        "INSERT INTO orders (order_id, city) VALUES (50, 'A')",
                        "UPDATE orders SET city = 'B', zip = '1' WHERE order_id = 50")
                .commits();

        assertThat(shapes.address(50)).isEqualTo("∅, B, 1");
        assertThat(shapes.addresses()).isEqualTo("4");
        shapes.agrees();
    }

    @Test
    void an_insert_deleted_in_the_same_transaction_leaves_nothing() {
        old.begins()
                .does("INSERT INTO orders (order_id, city) VALUES (50, 'A')", "DELETE FROM orders WHERE order_id = 50")
                .commits();

        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_key_that_changes_while_the_row_is_noted_takes_its_notes_along() {
        old.begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "UPDATE orders SET order_id = 77 WHERE order_id = 1",
                        "UPDATE orders SET zip = '700' WHERE order_id = 77")
                .commits();

        assertThat(shapes.address(77)).isEqualTo("Elm St, Jena, 700");
        shapes.agrees();
    }

    @Test
    void what_is_written_after_a_key_changed_counts_more_than_the_notes_that_followed_the_key() {
        String address = shapes.addressOf(2);
        old.does(
                SERIALIZABLE,
                "UPDATE orders SET city = 'Jena', zip = '16' WHERE order_id = 2",
                "UPDATE addresses SET city = 'Jena', zip = '16' WHERE id = " + address,
                "COMMIT");

        old.begins()
                .does(
                        "UPDATE orders SET order_id = 50 WHERE order_id = 2",
                        "UPDATE orders SET zip = '24' WHERE order_id = 50")
                .commits();

        assertThat(shapes.address(50)).isEqualTo("Oak St, Jena, 24");
        shapes.agrees();
    }

    @Test
    void a_link_that_followed_its_row_s_key_does_not_count_more_than_what_was_written_after_it() {
        String address = shapes.addressOf(1);
        old.does(SERIALIZABLE, "UPDATE orders SET address_id = " + address + " WHERE order_id = 2", "COMMIT");
        shapes.does("DELETE FROM orders WHERE order_id = 1");
        old.does(SERIALIZABLE, "UPDATE orders SET zip = '16' WHERE order_id = 2", "COMMIT");

        old.does("UPDATE orders SET order_id = 50 WHERE order_id = 2");

        assertThat(shapes.address(50)).isEqualTo("Elm St, Ulm, 16");
        shapes.agrees();
    }

    @Test
    void keys_that_are_exchanged_while_noted_keep_their_values() {
        old.begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "UPDATE orders SET order_id = -1 WHERE order_id = 1",
                        "UPDATE orders SET order_id = 1, zip = '201' WHERE order_id = 2",
                        "UPDATE orders SET order_id = 2 WHERE order_id = -1")
                .commits();

        assertThat(shapes.address(2)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 201");
        shapes.agrees();
    }

    @Test
    void a_savepoint_rolled_back_takes_its_note_along() {
        old.begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "SAVEPOINT s",
                        "UPDATE orders SET zip = '999', city = 'Trier' WHERE order_id = 1",
                        "ROLLBACK TO s",
                        "UPDATE orders SET street = 'Fir St' WHERE order_id = 1")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        shapes.agrees();
    }

    @Test
    void a_transaction_rolled_back_leaves_nothing() {
        old.begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "INSERT INTO orders (city) VALUES ('Trier')",
                        "DELETE FROM orders WHERE order_id = 2",
                        "ROLLBACK");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }
}
