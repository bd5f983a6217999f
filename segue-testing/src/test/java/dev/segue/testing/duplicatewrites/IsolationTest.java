package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.plan.Phase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Under the stricter levels nothing is raised that would not have been raised without Segue. */
class IsolationTest extends EveryServer {

    private static final String ADDRESS_OF_1 = "(SELECT address_id FROM orders WHERE order_id = 1)";

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void one_writer_ends_in_step(String level) {
        BothShapes shapes = live(Given.ORDERS);
        Session old = shapes.session("old");

        old.does(
                "BEGIN ISOLATION LEVEL " + level,
                "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                "INSERT INTO orders (order_id, city) VALUES (50, 'Trier')",
                "UPDATE addresses SET street = 'Fir St' WHERE id = (SELECT address_id FROM orders WHERE order_id = 2)",
                "DELETE FROM orders WHERE order_id = 3",
                "COMMIT");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(2)).isEqualTo("Fir St, Bonn, 200");
        assertThat(shapes.address(50)).isEqualTo("∅, Trier, ∅");
        assertThat(shapes.addresses()).isEqualTo("3");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void old_and_new_code_change_the_same_row_at_once_and_nobody_is_told(String level) {
        BothShapes shapes = live(Given.ORDERS);
        String address = shapes.addressOf(1);
        Session old = shapes.session("old").does("BEGIN ISOLATION LEVEL " + level, "SELECT 1");
        Session fresh = shapes.session("new").does("BEGIN ISOLATION LEVEL " + level, "SELECT 1");

        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        fresh.does("UPDATE addresses SET street = 'Fir St' WHERE id = " + address);
        old.commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
    }

    @Test
    void new_code_that_reads_the_order_of_its_address_and_old_code_that_changes_it_are_serializable() {
        BothShapes shapes = live(Given.ORDERS);
        Session old = shapes.session("old").does("SET enable_seqscan = off", "BEGIN ISOLATION LEVEL SERIALIZABLE");
        Session fresh = shapes.session("new").does("SET enable_seqscan = off", "BEGIN ISOLATION LEVEL SERIALIZABLE");

        fresh.does("SELECT address_id FROM orders WHERE order_id = 1");
        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        fresh.does("UPDATE addresses SET street = 'Fir St' WHERE id = " + shapes.addressOf(1));
        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
    }

    /** Otherwise it would be told that its address does not exist, and not that it may try again. */
    @Test
    void who_cannot_be_serialized_is_told_so_also_where_the_row_gets_its_first_values() {
        BothShapes shapes = unfilled(Given.ORDERS);
        Session first = shapes.session("first")
                .does(
                        "BEGIN ISOLATION LEVEL SERIALIZABLE",
                        "INSERT INTO orders (order_id, zip) VALUES (2, '201') ON CONFLICT (order_id) DO UPDATE SET zip = excluded.zip");
        Session second = shapes.session("second").does("BEGIN ISOLATION LEVEL SERIALIZABLE");
        second.asks("SELECT a.street FROM orders o LEFT JOIN addresses a ON a.id = o.address_id WHERE o.order_id = 6");
        first.commits();

        String state = second.fails("UPDATE orders SET zip = '400' WHERE order_id = 4");

        assertThat(state).isEqualTo("40001");
        second.does("ROLLBACK");
        shapes.runs(Phase.VERIFY).agrees();
    }

    /** As two writers of one shape would be: what the first carried over is a write of that row. */
    @Test
    void a_row_that_the_other_shape_changed_since_the_snapshot_cannot_be_changed_under_repeatable_read() {
        BothShapes shapes = live(Given.ORDERS);
        Session old = shapes.session("old").does("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1");

        shapes.does("UPDATE addresses SET street = 'Fir St' WHERE id = " + shapes.addressOf(1));

        assertThat(old.fails("UPDATE orders SET street = 'Oak St' WHERE order_id = 1"))
                .isEqualTo("40001");
        old.does("ROLLBACK");
        shapes.agrees();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void an_address_that_an_old_snapshot_does_not_see_changed_is_noted(String level) {
        BothShapes shapes = live(Given.ORDERS);
        Session old =
                shapes.session("old").does("BEGIN ISOLATION LEVEL " + level, "SELECT 1 FROM orders WHERE order_id = 4");
        shapes.does("UPDATE addresses SET city = 'Jena' WHERE id = " + ADDRESS_OF_1);

        old.does("UPDATE orders SET total = total WHERE order_id = 2").commits();
        shapes.session("again")
                .does("BEGIN ISOLATION LEVEL " + level, "UPDATE orders SET city = 'Ulm' WHERE order_id = 1", "COMMIT");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
    }

    @Test
    void what_would_be_raised_without_segue_is_raised() {
        BothShapes shapes = live(Given.ORDERS);
        Session first = shapes.session("first").does("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT 1 FROM orders");
        shapes.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        assertThat(first.fails("UPDATE orders SET zip = '1' WHERE order_id = 1"))
                .isEqualTo("40001");
        first.does("ROLLBACK");

        shapes.agrees();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void writers_of_different_rows_do_not_disturb_each_other(String level) {
        BothShapes shapes = live(Given.ORDERS);
        Session first = shapes.session("first").does("SET enable_seqscan = off");
        Session second = shapes.session("second").does("SET enable_seqscan = off");
        for (int round = 0; round < 10; round++) {
            first.does(
                    "BEGIN ISOLATION LEVEL " + level, "UPDATE orders SET city = 'A" + round + "' WHERE order_id = 1");
            second.does(
                    "BEGIN ISOLATION LEVEL " + level, "UPDATE orders SET city = 'B" + round + "' WHERE order_id = 2");
            first.commits();
            second.commits();
        }

        shapes.agrees();
        assertThat(shapes.address(2)).isEqualTo("Oak St, B9, 200");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void set_constraints_all_immediate_raises_nothing(String level) {
        BothShapes shapes = live(Given.ORDERS);
        Session old =
                shapes.session("old").does("BEGIN ISOLATION LEVEL " + level, "SELECT 1 FROM orders WHERE order_id = 4");
        shapes.does("UPDATE addresses SET city = 'Jena' WHERE id = " + shapes.addressOf(2));

        old.does(
                "UPDATE orders SET city = 'X' WHERE order_id = 1",
                "SET CONSTRAINTS ALL IMMEDIATE",
                "UPDATE orders SET zip = 'Y' WHERE order_id = 1",
                "COMMIT");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, X, Y");
    }

    /** Each statement has its turn, and only the last looks at what others noted: the one that ends later wins. */
    @Test
    void what_is_settled_at_once_does_not_undo_what_the_same_transaction_wrote_later() {
        BothShapes shapes = live(Given.ORDERS);
        Session old = shapes.session("old");
        old.begins().does("UPDATE orders SET street = 'Fir St' WHERE order_id = 1");
        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        shapes.does(
                "UPDATE addresses SET city = 'Trier' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");
        assertThat(shapes.notes()).isEqualTo("1");

        old.does("SET CONSTRAINTS ALL IMMEDIATE").commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.conflicts()).contains("Trier");
        shapes.agrees();
    }

    @Test
    void nor_where_new_code_does_so() {
        BothShapes shapes = live(Given.ORDERS);
        String address = " WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)";
        Session fresh = shapes.session("new");
        fresh.begins().does("UPDATE addresses SET street = 'Fir St'" + address);
        fresh.does("UPDATE addresses SET city = 'Jena'" + address);
        shapes.does("UPDATE orders SET city = 'Trier' WHERE order_id = 1");
        assertThat(shapes.notes()).isEqualTo("1");

        fresh.does("SET CONSTRAINTS ALL IMMEDIATE").commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.conflicts()).contains("Trier");
        shapes.agrees();
    }

    @Test
    void an_address_that_an_older_snapshot_still_shows_in_use_goes_once_it_is_settled() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does(
                "UPDATE orders SET address_id = (SELECT address_id FROM orders WHERE order_id = 3) WHERE order_id = 1");
        Session strict = shapes.session("strict");
        strict.does("BEGIN ISOLATION LEVEL REPEATABLE READ", "DELETE FROM orders WHERE order_id = 1");
        // the address is shared, so this order gets one of its own
        shapes.does("UPDATE orders SET street = 'Fir St' WHERE order_id = 3");
        strict.commits();

        shapes.agrees();
        assertThat(
                        shapes.ask(
                                "SELECT count(*) FROM addresses a WHERE NOT EXISTS (SELECT FROM orders o WHERE o.address_id = a.id)"))
                .isEqualTo("0");
        // while
    }
}
