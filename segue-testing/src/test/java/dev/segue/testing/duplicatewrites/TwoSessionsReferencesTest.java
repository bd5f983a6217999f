package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An order is linked, deleted or shares its address while another session writes what it refers to. */
class TwoSessionsReferencesTest extends EveryServer {

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
    void an_order_deleted_while_its_address_is_updated_goes_with_it() {
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.does("DELETE FROM orders WHERE order_id = 1");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @Test
    void an_address_updated_while_its_order_is_deleted_goes_with_it() {
        old.begins().does("DELETE FROM orders WHERE order_id = 1");

        fresh.does(address(1, "street = 'Fir St'"));
        old.commits();

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @Test
    void an_order_updated_and_deleted_by_another_session_leaves_no_note() {
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does("SELECT 1 FROM addresses FOR UPDATE");
        old.commits();
        assertThat(shapes.notes()).isEqualTo("1");
        fresh.commits();

        shapes.session("deleting").does("DELETE FROM orders WHERE order_id = 1");

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @Test
    void an_insert_with_a_reference_to_an_address_that_is_being_updated_follows_it() {
        fresh.begins().does(address(1, "street = 'Fir St'"));
        Session inserting = shapes.session("inserting").begins();

        inserting.does("INSERT INTO orders (order_id, address_id) VALUES (50, " + ADDRESS_OF.formatted(1) + ")");
        fresh.commits();
        inserting.commits();

        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("Fir St, Ulm, 100");
        assertThat(shapes.address(1)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void an_insert_with_a_reference_that_commits_before_the_update_of_the_address_follows_it() {
        fresh.begins().does(address(1, "street = 'Fir St'"));

        shapes.session("inserting")
                .does("INSERT INTO orders (order_id, address_id) VALUES (50, " + ADDRESS_OF.formatted(1) + ")");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void an_update_of_an_address_while_an_insert_with_a_reference_is_open_reaches_it() {
        Session inserting = shapes.session("inserting").begins();
        inserting.does("INSERT INTO orders (order_id, address_id) VALUES (50, " + ADDRESS_OF.formatted(1) + ")");

        fresh.does(address(1, "street = 'Fir St'"));
        inserting.commits();

        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void a_relink_to_an_address_that_is_being_updated_follows_it() {
        fresh.begins().does(address(2, "street = 'Fir St'"));
        Session relinking = shapes.session("relinking").begins();

        relinking.does(order(1, "address_id = " + ADDRESS_OF.formatted(2)));
        relinking.commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Bonn, 200");
    }

    @Test
    void an_old_write_to_one_of_two_orders_that_share_an_address_gives_it_a_copy() {
        fresh.does(order(1, "address_id = " + ADDRESS_OF.formatted(2)));

        old.does(order(1, "zip = '999'"));

        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 999");
        assertThat(shapes.address(2)).isEqualTo("Oak St, Bonn, 200");
        assertThat(shapes.addressOf(1)).isNotEqualTo(shapes.addressOf(2));
        shapes.agrees();
    }

    @Test
    void a_new_write_to_a_shared_address_reaches_both_orders() {
        fresh.does(order(1, "address_id = " + ADDRESS_OF.formatted(2)));

        fresh.does(address(2, "zip = '999'"));

        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 999");
        assertThat(shapes.address(2)).isEqualTo("Oak St, Bonn, 999");
        shapes.agrees();
    }

    @Test
    void a_shared_address_keeps_its_note_until_every_order_has_followed() {
        fresh.does(order(1, "address_id = " + ADDRESS_OF.formatted(2)));
        old.begins().does(order(2, "total = 9"));

        fresh.does(address(1, "zip = '999'"));
        assertThat(shapes.notes()).isNotEqualTo("0");
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 999");
        assertThat(shapes.address(2)).isEqualTo("Oak St, Bonn, 999");
    }

    @Test
    void an_old_write_to_a_shared_address_that_new_code_changes_too_keeps_both_columns() {
        fresh.does(order(1, "address_id = " + ADDRESS_OF.formatted(2)));
        fresh.begins().does(address(2, "street = 'Fir St'"));
        old.begins().does(order(1, "zip = '999'"));

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Bonn, 999");
        assertThat(shapes.address(2)).isEqualTo("Fir St, Bonn, 200");
    }

    @Test
    void an_order_that_another_session_holds_follows_the_address_that_it_shares() {
        old.does("UPDATE orders SET address_id = " + ADDRESS_OF.formatted(2) + " WHERE order_id = 1");
        old.begins().does(order(1, "zip = NULL"), address(1, "zip = NULL"));
        fresh.begins().does(order(2, "city = 'Jena'"));

        old.commits();
        fresh.does(address(2, "city = 'Jena'")).commits();

        shapes.agrees();
        assertThat(shapes.address(2)).isEqualTo("Oak St, Jena, ∅");
    }

    @Test
    void an_order_that_was_linked_since_a_snapshot_follows_what_is_written_with_that() {
        old.does("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM orders");
        fresh.does("UPDATE orders SET address_id = " + ADDRESS_OF.formatted(2) + " WHERE order_id = 1");

        old.does(order(2, "city = 'Jena'")).commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Oak St, Jena, 200");
    }

    @Test
    void so_it_does_where_new_code_writes_the_address_with_a_snapshot() {
        old.does("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM orders");
        fresh.does("UPDATE orders SET address_id = " + ADDRESS_OF.formatted(2) + " WHERE order_id = 1");

        old.does(address(2, "city = 'Jena'")).commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Oak St, Jena, 200");
    }

    @Test
    void siblings_deleted_at_once_take_their_address_along() {
        fresh.does(order(1, "address_id = " + ADDRESS_OF.formatted(2)));
        old.begins().does("DELETE FROM orders WHERE order_id = 1");
        fresh.begins().does("DELETE FROM orders WHERE order_id = 2");

        Session.Running first = old.starts("COMMIT");
        Session.Running second = fresh.starts("COMMIT");
        first.ends();
        second.ends();

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("1");
    }
}
