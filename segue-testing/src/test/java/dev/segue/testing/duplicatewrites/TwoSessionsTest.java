package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Old and new code at once: nobody waits for the other shape, and both end in step. */
class TwoSessionsTest extends EveryServer {

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
    void different_columns_through_both_shapes_both_survive_when_old_code_commits_last() {
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does(address(1, "street = 'Fir St'"));

        fresh.commits();
        old.commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        assertThat(shapes.conflicts()).isEmpty();
        shapes.agrees();
    }

    @Test
    void different_columns_through_both_shapes_both_survive_when_new_code_commits_last() {
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.commits();
        fresh.commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void a_later_old_write_of_another_column_does_not_push_over_a_noted_new_one() {
        old.begins().does(order(1, "total = 5"));
        fresh.does(address(1, "street = 'Fir St'"));
        assertThat(shapes.notes()).as("the order is held").isEqualTo("1");

        old.does(order(1, "city = 'Jena'")).commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void old_code_that_sends_back_the_whole_row_as_it_saw_it_undoes_nothing_that_is_on_its_way() {
        old.begins().does(order(1, "total = 5"));
        fresh.does(address(1, "street = 'Fir St'"));
        assertThat(shapes.notes()).as("the order is held").isEqualTo("1");

        old.does(order(1, "street = 'Elm St', city = 'Jena', zip = '100'")).commits();

        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void the_same_column_through_both_shapes_keeps_an_old_write_that_commits_last_and_the_loser() {
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does(address(1, "city = 'Trier'"));

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).as("old code committed last").isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.conflicts()).contains("Trier");
    }

    @Test
    void the_same_column_through_both_shapes_keeps_a_new_write_that_commits_last_and_the_loser() {
        fresh.begins().does(address(1, "city = 'Trier'"));
        old.begins().does(order(1, "city = 'Jena'"));

        old.commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).as("new code committed last").isEqualTo("Elm St, Trier, 100");
        assertThat(shapes.conflicts()).contains("Jena");
    }

    @Test
    void old_code_that_empties_the_rest_of_a_row_does_not_take_a_noted_value_along() {
        old.does(order(1, "street = NULL"));
        old.begins().does(order(1, "total = 5"));
        fresh.does(address(1, "street = 'Fir St'"));
        assertThat(shapes.notes()).as("the order is held").isEqualTo("1");

        old.does(order(1, "city = NULL, zip = NULL")).commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, ∅, ∅");
    }

    @Test
    void nor_does_it_take_along_what_new_code_has_not_committed_yet() {
        old.does(order(1, "street = NULL"));
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.does(order(1, "city = NULL, zip = NULL"));
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, ∅, ∅");
    }

    @Test
    void a_new_value_that_commits_after_old_code_emptied_the_row_stands() {
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.does(order(1, "street = NULL, city = NULL, zip = NULL"));
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).as("new code committed last").isEqualTo("Fir St, ∅, ∅");
        assertThat(shapes.conflicts()).contains("Fir St");
    }

    @Test
    void a_row_that_old_code_empties_after_a_new_value_has_committed_has_no_address() {
        old.begins().does(order(1, "street = NULL, city = NULL, zip = NULL"));
        fresh.does(address(1, "street = 'Fir St'"));

        old.commits();

        shapes.agrees();
        assertThat(shapes.addressOf(1)).isEqualTo("null");
        assertThat(shapes.addresses()).isEqualTo("2");
        assertThat(shapes.conflicts()).contains("Fir St");
    }

    @Test
    void two_rows_in_opposite_order_do_not_deadlock() {
        old.begins().does(order(1, "city = 'O1'"));
        fresh.begins().does(address(2, "street = 'N2'"));

        old.does(order(2, "city = 'O2'"));
        fresh.does(address(1, "street = 'N1'"));
        old.commits();
        fresh.commits();

        assertThat(shapes.address(1)).isEqualTo("N1, O1, 100");
        assertThat(shapes.address(2)).isEqualTo("N2, O2, 200");
        shapes.agrees();
    }

    @Test
    void two_commits_at_once_do_not_wait_for_each_other() {
        for (int round = 0; round < 20; round++) {
            old.begins().does(order(1, "city = 'O" + round + "'"), order(2, "city = 'O" + round + "'"));
            fresh.begins().does(address(2, "street = 'N" + round + "'"), address(1, "street = 'N" + round + "'"));
            Session.Running first = old.starts("COMMIT");
            Session.Running second = fresh.starts("COMMIT");
            first.ends();
            second.ends();
        }

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("N19, O19, 100");
        assertThat(shapes.address(2)).isEqualTo("N19, O19, 200");
    }

    @Test
    void two_writers_of_the_same_shape_wait_for_each_other_as_they_always_did() {
        old.begins().does(order(1, "city = 'First'"));
        Session other = shapes.session("other old").begins();

        Session.Running second =
                other.starts(order(1, "city = city || ', second'")).isBlocked();
        old.commits();
        second.ends();
        other.commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, First, second, 100");
        shapes.agrees();
    }

    @Test
    void notes_settle_by_the_order_of_commits() {
        fresh.begins().does(address(1, "city = 'last'"));
        old.begins().does(order(1, "city = 'first'"));
        old.does("UPDATE orders SET zip = '101' WHERE order_id = 1");

        old.commits();
        assertThat(shapes.settle()).as("the address is held").isZero();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, last, 101");
    }

    @Test
    void the_lock_timeout_of_the_session_is_as_it_was() {
        old.does("SET lock_timeout = '3s'").begins().does(order(1, "city = 'Jena'"));
        old.does("SET CONSTRAINTS ALL IMMEDIATE");

        assertThat(old.asks("SHOW lock_timeout")).isEqualTo("3s");
        old.commits();
        assertThat(old.asks("SHOW lock_timeout")).isEqualTo("3s");
    }

    @Test
    void a_table_lock_on_the_other_shape_does_not_hold_a_commit_up() {
        fresh.begins().does("LOCK TABLE addresses IN ACCESS EXCLUSIVE MODE");
        old.does(order(1, "total = 1"));
        Session.Running update = old.starts(order(1, "city = 'Jena'"));
        fresh.commits();
        update.ends();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
    }

    @Test
    void what_a_transaction_wrote_later_outlives_what_it_settles_early_of_another() {
        old.begins().does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        fresh.does("UPDATE addresses SET city = 'Trier', zip = '700' WHERE id = " + shapes.addressOf(1));

        old.does("UPDATE orders SET zip = '9' WHERE order_id = 1", "SET CONSTRAINTS ALL IMMEDIATE");
        old.commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 9");
        shapes.agrees();
    }

    @Test
    void so_it_does_where_the_transaction_wrote_both_shapes() {
        old.begins().does(order(1, "total = 5"));
        fresh.does(address(1, "city = 'Trier', zip = '700'"));
        assertThat(shapes.notes()).as("the order is held").isEqualTo("1");

        old.does(address(1, "city = 'Jena'"), order(1, "zip = '9'"), "SET CONSTRAINTS ALL IMMEDIATE");
        old.commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 9");
        shapes.agrees();
    }

    @Test
    void of_what_a_transaction_wrote_to_both_shapes_the_later_stays_also_when_settled_early() {
        old.begins().does(order(1, "zip = '9'"), address(1, "zip = '700'"), "SET CONSTRAINTS ALL IMMEDIATE");
        old.does(address(2, "zip = '701'"), order(2, "zip = '8'")).commits();

        assertThat(shapes.address(1)).endsWith(", 700");
        assertThat(shapes.address(2)).endsWith(", 8");
        shapes.agrees();
    }

    @Test
    void what_is_written_after_a_link_is_the_later_write_also_when_another_note_was_called_early() {
        old.begins().does("SET CONSTRAINTS ALL IMMEDIATE", order(1, "total = 5"));
        fresh.does(address(1, "zip = '700'"));
        assertThat(shapes.notes()).as("the order is held").isEqualTo("1");

        old.does(
                address(1, "city = 'Jena'"),
                "UPDATE orders SET address_id = " + ADDRESS_OF.formatted(3) + " WHERE order_id = 2",
                order(2, "zip = '99'"));
        old.commits();

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 700");
        assertThat(shapes.address(2)).endsWith(", 99");
        shapes.agrees();
    }

    @Test
    void what_a_transaction_wrote_is_not_overtaken_by_what_it_asks_to_settle() {
        old.begins().does(order(1, "street = NULL"));
        fresh.does(address(1, "street = 'Fir St'"));
        assertThat(shapes.notes()).as("the order is held").isEqualTo("1");

        assertThat(old.asks("SELECT segue.settle()")).isEqualTo("0");
        old.commits();

        assertThat(shapes.address(1)).as("old code committed last").isEqualTo("∅, Ulm, 100");
        shapes.agrees();
    }
}
