package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The schedules at the heart of the matter, under every isolation level: nothing is raised, and both shapes end alike. */
class EveryIsolationTest extends EveryServer {

    private BothShapes shapes;
    private Session old;
    private Session fresh;
    private String[] addressOf;

    private void given(String level) {
        shapes = live(Given.ORDERS);
        old = session("old", level);
        fresh = session("new", level);
        // the keys are known beforehand: to ask for them would be a read of the other shape
        addressOf = new String[] {"", shapes.addressOf(1), shapes.addressOf(2), shapes.addressOf(3)};
    }

    private Session session(String name, String level) {
        return shapes.session(name)
                .does(
                        "SET enable_seqscan = off",
                        "SET default_transaction_isolation = '" + level.toLowerCase(java.util.Locale.ROOT) + "'");
    }

    private String address(int order, String assignments) {
        return "UPDATE addresses SET " + assignments + " WHERE id = " + addressOf[order];
    }

    private static String order(int order, String assignments) {
        return "UPDATE orders SET " + assignments + " WHERE order_id = " + order;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void different_columns_both_survive_when_old_code_commits_last(String level) {
        given(level);
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does(address(1, "street = 'Fir St'"));

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void different_columns_both_survive_when_new_code_commits_last(String level) {
        given(level);
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void the_same_column_keeps_the_write_that_commits_last(String level) {
        given(level);
        old.begins().does(order(1, "city = 'old first'"));
        fresh.begins().does(address(1, "city = 'new last'"));
        fresh.does(address(2, "city = 'new first'"));
        old.does(order(2, "city = 'old last'"));

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, old first, 100");
        assertThat(shapes.address(2)).isEqualTo("Oak St, old last, 200");
        assertThat(shapes.conflicts()).contains("new last", "new first");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void rows_in_opposite_order_do_not_deadlock(String level) {
        given(level);
        old.begins().does(order(1, "city = 'O1'"));
        fresh.begins().does(address(2, "street = 'N2'"));

        old.does(order(2, "city = 'O2'"));
        fresh.does(address(1, "street = 'N1'"));
        Session.Running first = old.starts("COMMIT");
        Session.Running second = fresh.starts("COMMIT");
        first.ends();
        second.ends();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("N1, O1, 100");
        assertThat(shapes.address(2)).isEqualTo("N2, O2, 200");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void an_order_deleted_while_its_address_is_updated_goes_with_it(String level) {
        given(level);
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.does("DELETE FROM orders WHERE order_id = 1");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void an_address_updated_while_its_order_is_deleted_goes_with_it(String level) {
        given(level);
        old.begins().does("DELETE FROM orders WHERE order_id = 1");

        fresh.does(address(1, "street = 'Fir St'"));
        old.commits();

        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_relink_to_an_address_that_is_being_updated_follows_it(String level) {
        given(level);
        fresh.begins().does(address(2, "street = 'Fir St'"));
        Session relinking = session("relinking", level).begins();

        relinking.does(order(1, "address_id = " + addressOf[2])).commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Bonn, 200");
        assertThat(shapes.address(2)).isEqualTo("Fir St, Bonn, 200");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_relink_while_the_address_left_behind_is_updated_brings_the_other_address(String level) {
        given(level);
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.does(order(1, "address_id = " + addressOf[2]));
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Oak St, Bonn, 200");
        assertThat(shapes.addresses())
                .as("nothing refers to the one left behind")
                .isEqualTo("2");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void an_insert_with_a_reference_to_an_address_that_is_being_updated_follows_it(String level) {
        given(level);
        fresh.begins().does(address(1, "street = 'Fir St'"));
        Session inserting = session("inserting", level).begins();

        inserting.does("INSERT INTO orders (order_id, address_id) VALUES (50, " + addressOf[1] + ")");
        fresh.commits();
        inserting.commits();

        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("Fir St, Ulm, 100");
        assertThat(shapes.address(1)).isEqualTo("Fir St, Ulm, 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void an_address_deleted_by_new_code_while_another_order_is_linked_to_it_is_refused_as_ever(String level) {
        given(level);
        old.begins().does("INSERT INTO orders (order_id, address_id) VALUES (50, " + addressOf[1] + ")");

        fresh.begins().does(order(1, "address_id = NULL"));
        Session.Running waiting =
                fresh.starts("DELETE FROM addresses WHERE id = " + addressOf[1]).isBlocked();
        old.commits();

        assertThat(waiting.fails()).isIn("23503", "40001");
        fresh.does("ROLLBACK");
        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("Elm St, Ulm, 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_savepoint_rolled_back_after_its_note_leaves_the_other_session_s_write(String level) {
        given(level);
        old.begins().does("SAVEPOINT s", order(1, "city = 'Jena', zip = '999'"));
        fresh.begins().does(address(1, "city = 'Trier'"));

        old.does("ROLLBACK TO s", order(1, "street = 'Fir St'"));
        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Trier, 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_transaction_rolled_back_leaves_the_other_session_s_earlier_and_later_writes(String level) {
        given(level);
        fresh.begins().does(address(1, "city = 'Trier'"));
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.does(address(1, "zip = '500'"));

        fresh.commits();
        old.does("ROLLBACK");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Trier, 500");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_prepared_transaction_carries_its_writes_over(String level) {
        given(level);
        String name = "'of_old_code_" + major + level.charAt(0) + "'";
        old.begins().does(order(1, "city = 'Jena'"));
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.does("PREPARE TRANSACTION " + name);
        fresh.commits();
        old.does("COMMIT PREPARED " + name);

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void constraints_set_immediate_raise_nothing_while_the_other_shape_is_held(String level) {
        given(level);
        fresh.begins().does(address(1, "street = 'Fir St'"));

        old.begins()
                .does(
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        order(1, "city = 'Jena'"),
                        order(2, "city = 'Trier'"),
                        "DELETE FROM orders WHERE order_id = 3")
                .commits();
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.address(2)).isEqualTo("Oak St, Trier, 200");
        assertThat(shapes.addresses()).isEqualTo("2");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void a_value_computed_from_what_was_read_before_keeps_the_later_write_and_the_loser(String level) {
        given(level);
        fresh.begins().does(address(1, "zip = zip || '+N'"));
        old.begins().does(order(1, "zip = zip || '+O'"));

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).as("last writer wins, as the page says").isEqualTo("Elm St, Ulm, 100+O");
        assertThat(shapes.conflicts()).contains("100+N");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"})
    void many_keys_noted_by_both_are_settled_at_one_commit(String level) {
        given(level);
        shapes.does(
                "INSERT INTO orders (order_id, street, city, zip) SELECT n, 'S', 'C', 'Z' FROM generate_series(1001, 1500) n");
        old.begins().does("UPDATE orders SET city = 'Jena' WHERE order_id > 1000");
        fresh.begins().does("UPDATE addresses SET street = 'Fir St' WHERE street = 'S'");

        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.ask("SELECT DISTINCT street, city, zip FROM addresses WHERE zip = 'Z'"))
                .isEqualTo("Fir St|Jena|Z");
    }
}
