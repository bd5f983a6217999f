package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The application's own constraints: cascades, what is deferred, and what one statement does to both tables. */
class SurroundingConstraintsTest extends EveryServer {

    private static final Given CUSTOMERS = Given.ORDERS.and("""
            CREATE TABLE customers (name text PRIMARY KEY, city text);
            INSERT INTO customers SELECT customer, city FROM orders;
            ALTER TABLE orders ADD CONSTRAINT known FOREIGN KEY (customer) REFERENCES customers
                ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
            CREATE TABLE items (order_id bigint REFERENCES orders ON DELETE CASCADE ON UPDATE CASCADE, item text);
            INSERT INTO items SELECT order_id, 'a' FROM orders;
            """);

    private static final String CITY_AT_COMMIT = """
            CREATE FUNCTION city_of_customer() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN
                     UPDATE orders o SET city = NEW.city WHERE o.customer = NEW.name;
                     RETURN NULL;
                 END';
            CREATE CONSTRAINT TRIGGER city_of_customer AFTER UPDATE ON customers DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION city_of_customer();
            """;

    private static String address(int order, String assignments) {
        return "UPDATE addresses SET %s WHERE id = (SELECT address_id FROM orders WHERE order_id = %d)"
                .formatted(assignments, order);
    }

    @Test
    void a_cascade_deletes_orders_and_their_addresses() {
        BothShapes shapes = live(CUSTOMERS);

        shapes.session("old").does("DELETE FROM customers WHERE name IN ('Ann', 'Bob')");

        assertThat(shapes.addresses()).isEqualTo("1");
        assertThat(shapes.ask("SELECT count(*) FROM items")).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void a_cascade_that_deletes_an_order_while_its_address_is_held_takes_it_along_later() {
        BothShapes shapes = live(CUSTOMERS);
        Session fresh = shapes.session("new").begins().does(address(1, "street = 'Fir St'"));

        shapes.session("old").does("DELETE FROM customers WHERE name = 'Ann'");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @Test
    void a_cascade_that_changes_keys_takes_notes_along() {
        BothShapes shapes = live(CUSTOMERS);

        shapes.session("old")
                .begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "UPDATE customers SET name = 'Anna' WHERE name = 'Ann'",
                        "UPDATE orders SET order_id = 77 WHERE customer = 'Anna'")
                .commits();

        assertThat(shapes.address(77)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.ask("SELECT order_id FROM items ORDER BY 1 DESC LIMIT 1"))
                .isEqualTo("77");
        shapes.agrees();
    }

    @Test
    void rows_that_refer_to_an_order_are_written_while_a_note_is_settled() {
        BothShapes shapes = live(CUSTOMERS);
        Session child = shapes.session("child").begins().does("INSERT INTO items VALUES (1, 'b')");

        shapes.session("new").does(address(1, "street = 'Fir St'"));

        assertThat(shapes.notes()).as("a reference holds the order's key only").isEqualTo("0");
        child.commits();
        shapes.agrees();
    }

    @Test
    void a_deferred_constraint_may_be_broken_until_commit() {
        BothShapes shapes = live(CUSTOMERS);

        shapes.session("old")
                .begins()
                .does(
                        "INSERT INTO orders (order_id, customer, city) VALUES (50, 'Eve', 'Trier')",
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 50",
                        "INSERT INTO customers VALUES ('Eve')")
                .commits();

        assertThat(shapes.address(50)).isEqualTo("∅, Jena, ∅");
        shapes.agrees();
    }

    @Test
    void a_deferred_constraint_that_fails_at_commit_takes_everything_back() {
        BothShapes shapes = live(CUSTOMERS);
        Session old = shapes.session("old")
                .begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "INSERT INTO orders (order_id, customer, city) VALUES (50, 'Nobody', 'Trier')");

        assertThat(old.fails("COMMIT")).isEqualTo("23503");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_deferred_trigger_of_the_application_writes_a_mapped_column_at_commit() {
        BothShapes shapes = live(CUSTOMERS.and(CITY_AT_COMMIT));

        shapes.session("old")
                .begins()
                .does(
                        "UPDATE orders SET street = 'Fir St' WHERE order_id = 1",
                        "UPDATE customers SET city = 'Jena' WHERE name = 'Ann'",
                        "UPDATE orders SET zip = '101' WHERE order_id = 1")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 101");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void a_deferred_trigger_of_the_application_and_new_code_at_once() {
        BothShapes shapes = live(CUSTOMERS.and(CITY_AT_COMMIT));
        Session old = shapes.session("old").begins().does("UPDATE customers SET city = 'Jena' WHERE name = 'Ann'");
        Session fresh = shapes.session("new").begins().does(address(1, "city = 'Trier', street = 'Fir St'"));

        old.commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).as("new code committed last").isEqualTo("Fir St, Trier, 100");
    }

    @Test
    void a_writable_cte_that_gives_both_shapes_of_one_column_keeps_one_of_them_in_both() {
        BothShapes shapes = live(Given.ORDERS);

        shapes.session("new").does("""
                WITH a AS (UPDATE addresses SET city = 'Trier' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1))
                UPDATE orders SET city = 'Jena' WHERE order_id = 1
                """);

        shapes.agrees();
        assertThat(shapes.address(1)).isIn("Elm St, Trier, 100", "Elm St, Jena, 100");
    }

    @Test
    void a_writable_cte_deletes_an_order_and_its_address() {
        BothShapes shapes = live(Given.ORDERS);

        shapes.session("new").does("""
                WITH o AS (DELETE FROM orders WHERE order_id = 1 RETURNING address_id)
                DELETE FROM addresses a USING o WHERE a.id = o.address_id
                """);

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @Test
    void a_writable_cte_gives_an_order_a_fresh_address_and_deletes_the_one_before() {
        BothShapes shapes = live(Given.ORDERS);

        shapes.session("new").does("""
                WITH a AS (INSERT INTO addresses (street) VALUES ('Fir St') RETURNING id),
                     gone AS (DELETE FROM addresses WHERE id = (SELECT address_id FROM orders WHERE order_id = 1))
                UPDATE orders SET address_id = a.id FROM a WHERE order_id = 1
                """);

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, ∅, ∅");
        assertThat(shapes.addresses()).isEqualTo("3");
    }

    @Test
    void a_writable_cte_of_old_code_writes_two_orders() {
        BothShapes shapes = live(Given.ORDERS);

        shapes.session("old").does("""
                WITH first AS (UPDATE orders SET city = 'Jena' WHERE order_id = 1 RETURNING street),
                     gone AS (DELETE FROM orders WHERE order_id = 3)
                INSERT INTO orders (order_id, street) SELECT 50, street FROM first
                """);

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(50)).isEqualTo("Elm St, ∅, ∅");
        assertThat(shapes.addresses()).isEqualTo("3");
    }

    @Test
    void an_update_of_reference_and_values_that_do_not_fit_follows_the_reference_and_keeps_the_loser() {
        BothShapes shapes = live(Given.ORDERS);

        shapes.session("both")
                .does(
                        "UPDATE orders SET city = 'Jena', address_id = (SELECT address_id FROM orders WHERE order_id = 2) WHERE order_id = 1");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 200");
        assertThat(shapes.conflicts()).contains("Jena");
    }

    @Test
    void an_insert_that_waits_for_the_same_key_and_finds_it_taken_leaves_no_ghost() {
        BothShapes shapes = live(Given.ORDERS);
        Session first =
                shapes.session("first").begins().does("INSERT INTO orders (order_id, city) VALUES (50, 'Jena')");
        Session second = shapes.session("second");

        Session.Running waiting = second.starts(
                        "INSERT INTO orders (order_id, city) VALUES (50, 'Trier') ON CONFLICT DO NOTHING")
                .isBlocked();
        Session.Running updating = shapes.session("third")
                .starts("INSERT INTO orders (order_id, zip) VALUES (50, '500') "
                        + "ON CONFLICT (order_id) DO UPDATE SET zip = excluded.zip")
                .isBlocked();
        first.commits();
        waiting.ends();
        updating.ends();

        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("∅, Jena, 500");
        assertThat(shapes.addresses()).isEqualTo("4");
    }

    @Test
    void a_commit_does_not_wait_for_a_lock_on_the_other_table() {
        BothShapes shapes = live(Given.ORDERS);
        Session old = shapes.session("old").begins().does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        Session holding = shapes.session("holding").begins().does("LOCK TABLE addresses IN EXCLUSIVE MODE");

        old.commits();

        assertThat(shapes.ask("SELECT count(*) FROM segue.\"0007_extract_address_note_child\""))
                .isEqualTo("1");
        holding.commits();
        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
    }
}
