package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Both shapes in one transaction: the later write wins, also across savepoints, early settling and prepared transactions. */
class OneTransactionTest extends EveryServer {

    private static final String ADDRESS_OF = "(SELECT address_id FROM orders WHERE order_id = %d)";

    private BothShapes shapes;
    private Session old;
    private Session fresh;

    @BeforeEach
    void both_shapes_live() {
        shapes = live(Given.ORDERS);
        old = shapes.session("old");
        fresh = shapes.session("new");
    }

    private static String address(int order, String assignments) {
        return "UPDATE addresses SET " + assignments + " WHERE id = " + ADDRESS_OF.formatted(order);
    }

    private static String order(int order, String assignments) {
        return "UPDATE orders SET " + assignments + " WHERE order_id = " + order;
    }

    @Test
    void both_sides_written_in_one_transaction_keep_the_later_write() {
        old.begins()
                .does(order(1, "city = 'first'"), address(1, "city = 'second'"))
                .commits();
        fresh.begins()
                .does(address(2, "city = 'first'"), order(2, "city = 'second'"))
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, second, 100");
        assertThat(shapes.address(2)).isEqualTo("Oak St, second, 200");
        shapes.agrees();
    }

    @Test
    void both_sides_written_in_one_transaction_keep_the_later_write_across_subtransactions() {
        old.begins()
                .does(
                        order(1, "city = 'first'"),
                        "SAVEPOINT a",
                        address(1, "city = 'second'"),
                        "RELEASE a",
                        "SAVEPOINT b",
                        order(1, "city = 'third'"),
                        "ROLLBACK TO b")
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, second, 100");
        shapes.agrees();
    }

    @Test
    void a_value_written_back_through_the_same_shape_is_the_later_write() {
        fresh.begins().does(address(1, "city = 'Trier'"));
        old.begins().does(order(1, "city = 'Jena'"), order(1, "city = 'Ulm'"));

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1))
                .as("old code wrote Ulm, and committed last")
                .isEqualTo("Elm St, Ulm, 100");
    }

    @Test
    void set_constraints_all_immediate_settles_early() {
        old.begins().does(order(1, "city = 'Jena'"), "SET CONSTRAINTS ALL IMMEDIATE");
        assertThat(old.asks("SELECT city FROM addresses WHERE id = " + ADDRESS_OF.formatted(1)))
                .isEqualTo("Jena");

        old.does(order(1, "zip = '700'"));
        assertThat(old.asks("SELECT zip FROM addresses WHERE id = " + ADDRESS_OF.formatted(1)))
                .isEqualTo("700");
        old.commits();

        shapes.agrees();
    }

    @Test
    void set_constraints_all_immediate_settles_inserts_and_deletes_too() {
        old.begins()
                .does(
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        "INSERT INTO orders (order_id, city) VALUES (50, 'Jena')",
                        "UPDATE orders SET city = 'Trier' WHERE order_id = 50",
                        "DELETE FROM orders WHERE order_id = 1")
                .commits();

        assertThat(shapes.address(50)).isEqualTo("∅, Trier, ∅");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_row_that_is_linked_and_then_written_keeps_the_later_write_when_settled_early() {
        old.begins()
                .does(
                        "SAVEPOINT s",
                        "WITH a AS (INSERT INTO addresses (city, zip) VALUES ('Jena', '07743') RETURNING id) "
                                + "INSERT INTO orders (order_id, address_id) SELECT 50, id FROM a",
                        order(50, "zip = '07745'"),
                        "UPDATE orders SET address_id = " + ADDRESS_OF.formatted(2) + " WHERE order_id = 1",
                        order(1, "zip = '99'"),
                        "SET CONSTRAINTS ALL IMMEDIATE");
        assertThat(old.asks(
                        "SELECT string_agg(zip, ', ' ORDER BY order_id DESC) FROM orders WHERE order_id IN (1, 50)"))
                .isEqualTo("07745, 99");
        old.commits();

        assertThat(shapes.address(50)).isEqualTo("∅, Jena, 07745");
        assertThat(shapes.address(1)).endsWith(", 99");
        shapes.agrees();
    }

    @Test
    void what_is_written_after_a_link_that_was_settled_early_is_the_later_write_too() {
        old.begins()
                .does(
                        "UPDATE orders SET address_id = " + ADDRESS_OF.formatted(3) + " WHERE order_id = 1",
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        "UPDATE orders SET address_id = " + ADDRESS_OF.formatted(3) + " WHERE order_id = 2",
                        order(2, "zip = '99'"))
                .commits();

        assertThat(shapes.address(2)).endsWith(", 99");
        shapes.agrees();
    }

    @Test
    void what_is_written_to_a_row_after_its_link_was_settled_early_is_the_later_write() {
        old.begins()
                .does(
                        "UPDATE orders SET address_id = " + ADDRESS_OF.formatted(3) + " WHERE order_id = 1",
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "zip = '99'"))
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Ash St, Köln, 99");
        shapes.agrees();
    }

    @Test
    void what_is_written_after_each_of_several_early_settlings_is_the_later_write() {
        old.begins()
                .does(
                        "WITH a AS (INSERT INTO addresses (street, city) VALUES ('Oak St', 'Bonn') RETURNING id) "
                                + "UPDATE orders SET address_id = a.id FROM a WHERE order_id = 1",
                        order(1, "street = street || '+'"),
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "zip = '98'"),
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "zip = '99'"))
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Oak St+, Bonn, 99");
        shapes.agrees();
    }

    @Test
    void what_is_set_back_after_an_early_settling_stays_set_back() {
        old.begins()
                .does(
                        address(1, "zip = '101'"),
                        order(1, "city = 'Jena'"),
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "city = 'Ulm'"))
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 101");
        shapes.agrees();
    }

    @Test
    void so_it_is_however_often_the_transaction_settles_early() {
        old.begins()
                .does(
                        "UPDATE orders SET address_id = " + ADDRESS_OF.formatted(3) + " WHERE order_id = 1",
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "zip = '98'"),
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "zip = '99'"),
                        address(1, "street = 'Fir St'"))
                .commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Köln, 99");
        shapes.agrees();
    }

    @Test
    void a_prepared_transaction_carries_its_writes_over_and_holds_what_it_wrote() {
        old.begins().does(order(1, "city = 'Jena'"), "PREPARE TRANSACTION 'of_old_code'");

        fresh.does(address(2, "street = 'Fir St'"));
        Session.Running waiting = fresh.starts(address(1, "street = 'Fir St'")).isBlocked();
        old.does("COMMIT PREPARED 'of_old_code'");
        waiting.ends();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.address(2)).isEqualTo("Fir St, Bonn, 200");
    }

    @Test
    void a_prepared_transaction_rolled_back_leaves_nothing() {
        old.begins()
                .does(
                        order(1, "city = 'Jena'"),
                        "INSERT INTO orders (city) VALUES ('Trier')",
                        "PREPARE TRANSACTION 'of_old_code'",
                        "ROLLBACK PREPARED 'of_old_code'");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }
}
