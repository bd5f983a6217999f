package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every kind of statement with which new code writes. */
class NewStatementsTest extends EveryServer {

    private BothShapes shapes;
    private Session fresh;

    @BeforeEach
    void both_shapes_live() {
        shapes = live(Given.ORDERS);
        fresh = shapes.session("new");
    }

    @Test
    void an_address_and_its_order_inserted_one_after_the_other_fill_the_old_columns() {
        fresh.begins()
                .does(
                        "INSERT INTO addresses (id, street, city, zip) VALUES (90, 'Fir St', 'Trier', '500')",
                        "INSERT INTO orders (order_id, address_id) VALUES (50, 90)")
                .commits();

        assertThat(shapes.address(50)).isEqualTo("Fir St, Trier, 500");
        assertThat(shapes.addressOf(50)).isEqualTo("90");
        shapes.agrees();
    }

    @Test
    void one_statement_may_insert_an_address_and_its_order() {
        fresh.does("""
                WITH a AS (INSERT INTO addresses (street, city) VALUES ('Fir St', 'Trier') RETURNING id)
                INSERT INTO orders (order_id, address_id) SELECT 50, id FROM a
                """);

        assertThat(shapes.address(50)).isEqualTo("Fir St, Trier, ∅");
        assertThat(shapes.addresses()).isEqualTo("4");
        shapes.agrees();
    }

    @Test
    void an_update_of_an_address_reaches_the_order() {
        fresh.does(
                "UPDATE addresses SET street = 'Fir St' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        assertThat(shapes.address(1)).isEqualTo("Fir St, Ulm, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void an_update_of_all_addresses_reaches_every_order() {
        fresh.does("UPDATE addresses SET city = city || '!'");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm!, 100");
        assertThat(shapes.address(3)).isEqualTo("Ash St, Köln!, 300");
        shapes.agrees();
    }

    @Test
    void an_address_emptied_stays_and_the_order_is_empty_too() {
        fresh.does(
                "UPDATE addresses SET street = NULL, city = NULL, zip = NULL WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        assertThat(shapes.address(1)).isEqualTo("∅, ∅, ∅");
        assertThat(shapes.addressOf(1)).isNotEqualTo("null");
        shapes.agrees();
    }

    @Test
    void a_relink_brings_the_other_address_into_the_old_columns() {
        fresh.begins()
                .does(
                        "INSERT INTO addresses (id, street, city, zip) VALUES (90, 'Fir St', 'Trier', '500')",
                        "UPDATE orders SET address_id = 90 WHERE order_id = 1")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Trier, 500");
        assertThat(shapes.addresses()).as("the address left behind goes").isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_relink_to_the_address_of_another_order_shares_it() {
        fresh.does(
                "UPDATE orders SET address_id = (SELECT address_id FROM orders WHERE order_id = 2) WHERE order_id = 1");

        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 200");
        assertThat(shapes.addressOf(1)).isEqualTo(shapes.addressOf(2));
        shapes.agrees();
    }

    @Test
    void an_unlink_empties_the_old_columns_and_the_address_goes() {
        fresh.does("UPDATE orders SET address_id = NULL WHERE order_id = 1");

        assertThat(shapes.address(1)).isEqualTo("∅, ∅, ∅");
        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void new_code_deletes_the_order_and_then_its_address() {
        fresh.begins()
                .does(
                        "CREATE TEMPORARY TABLE seen ON COMMIT DROP AS SELECT address_id FROM orders WHERE order_id = 1",
                        "DELETE FROM orders WHERE order_id = 1",
                        "DELETE FROM addresses WHERE id = (SELECT address_id FROM seen)")
                .commits();

        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void new_code_deletes_an_address_after_it_unlinked_the_order() {
        fresh.begins()
                .does(
                        "CREATE TEMPORARY TABLE seen ON COMMIT DROP AS SELECT address_id FROM orders WHERE order_id = 1",
                        "UPDATE orders SET address_id = NULL WHERE order_id = 1",
                        "DELETE FROM addresses WHERE id = (SELECT address_id FROM seen)")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("∅, ∅, ∅");
        shapes.agrees();
    }

    @Test
    void an_address_that_is_referred_to_cannot_be_deleted() {
        assertThat(fresh.fails("DELETE FROM addresses WHERE id = " + shapes.addressOf(1)))
                .isEqualTo("23503");
        shapes.agrees();
    }

    @Test
    void a_writable_cte_may_write_both_tables() {
        fresh.does("""
                WITH a AS (UPDATE addresses SET street = 'Fir St' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1))
                UPDATE orders SET total = 7, city = 'Trier' WHERE order_id = 1
                """);

        assertThat(shapes.address(1)).isEqualTo("Fir St, Trier, 100");
        shapes.agrees();
    }

    @Test
    void copy_of_addresses_and_orders_fills_the_old_columns() throws Exception {
        fresh.does("BEGIN");
        fresh.copying().getCopyAPI().copyIn("COPY addresses (id, city) FROM STDIN", new StringReader("90\tTrier\n"));
        fresh.copying()
                .getCopyAPI()
                .copyIn("COPY orders (order_id, address_id) FROM STDIN", new StringReader("50\t90\n51\t90\n"));
        fresh.commits();

        assertThat(shapes.address(50)).isEqualTo("∅, Trier, ∅");
        assertThat(shapes.address(51)).isEqualTo("∅, Trier, ∅");
        shapes.agrees();
    }

    @Test
    void merge_into_addresses_reaches_the_orders() {
        fresh.does("""
                MERGE INTO addresses a USING (SELECT address_id, 'Jena' AS city FROM orders WHERE order_id < 3) s ON s.address_id = a.id
                WHEN MATCHED THEN UPDATE SET city = s.city
                """);

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(2)).isEqualTo("Oak St, Jena, 200");
        shapes.agrees();
    }

    @Test
    void update_from_returning_gives_what_it_would_give() {
        String rows = fresh.asks("""
                UPDATE addresses a SET city = 'Jena' FROM orders o WHERE o.address_id = a.id AND o.order_id = 1
                RETURNING a.city, o.city
                """);

        assertThat(rows).isEqualTo("Jena|Ulm");
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        shapes.agrees();
    }

    @Test
    void on_conflict_on_the_order_keeps_the_reference_that_won() {
        fresh.begins()
                .does(
                        "INSERT INTO addresses (id, city) VALUES (90, 'Trier')",
                        "INSERT INTO orders (order_id, address_id) VALUES (1, 90) ON CONFLICT (order_id) DO UPDATE SET address_id = excluded.address_id")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("∅, Trier, ∅");
        shapes.agrees();
    }

    @Test
    void on_conflict_on_the_address_updates_the_order() {
        fresh.does(
                "INSERT INTO addresses (id, city) VALUES (%s, 'Trier') ON CONFLICT (id) DO UPDATE SET city = excluded.city"
                        .formatted(shapes.addressOf(1)));

        assertThat(shapes.address(1)).isEqualTo("Elm St, Trier, 100");
        shapes.agrees();
    }

    @Test
    void a_truncate_of_both_tables_leaves_nothing() {
        fresh.does("TRUNCATE orders, addresses");

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("0");
    }

    @Test
    void both_shapes_given_in_one_insert_and_alike_are_no_conflict() {
        fresh.does("""
                WITH a AS (INSERT INTO addresses (street, city) VALUES ('Fir St', 'Trier') RETURNING id)
                INSERT INTO orders (order_id, address_id, street, city) SELECT 50, id, 'Fir St', 'Trier' FROM a
                """);

        assertThat(shapes.address(50)).isEqualTo("Fir St, Trier, ∅");
        assertThat(shapes.conflicts()).isEmpty();
        shapes.agrees();
    }

    @Test
    void both_shapes_given_in_one_insert_and_different_follow_the_reference_and_keep_the_loser() {
        fresh.begins()
                .does(
                        "INSERT INTO addresses (id, city) VALUES (90, 'Trier')",
                        "INSERT INTO orders (order_id, address_id, city) VALUES (50, 90, 'Jena')")
                .commits();

        assertThat(shapes.address(50)).isEqualTo("∅, Trier, ∅");
        assertThat(shapes.conflicts()).contains("Jena");
        shapes.agrees();
    }

    @Test
    void the_last_of_two_orders_takes_the_shared_address_along() {
        fresh.does(
                "UPDATE orders SET address_id = (SELECT address_id FROM orders WHERE order_id = 2) WHERE order_id = 1");

        fresh.does("DELETE FROM orders WHERE order_id = 1");
        assertThat(shapes.addresses()).isEqualTo("2");
        fresh.does("DELETE FROM orders WHERE order_id = 2");

        assertThat(shapes.addresses()).isEqualTo("1");
        shapes.agrees();
    }

    @Test
    void orphans_stay_where_the_migration_says_so() {
        BothShapes keeping = live(Given.ORDERS.keepingOrphans());
        Session session = keeping.session("new");

        session.does("DELETE FROM orders WHERE order_id = 1", "UPDATE orders SET address_id = NULL WHERE order_id = 2");

        assertThat(keeping.addresses()).isEqualTo("3");
        keeping.agrees();
    }
}
