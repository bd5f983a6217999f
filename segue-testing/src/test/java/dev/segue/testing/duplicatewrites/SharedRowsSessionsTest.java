package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two sessions at a row that several orders share: nobody waits, nothing is lost, both shapes end in step. */
class SharedRowsSessionsTest extends EveryServer {

    private static final String ELM = "WHERE street = 'Elm St' AND city = 'Ulm' AND zip = '100'";
    private static final String INSERT =
            "INSERT INTO orders (order_id, street, city, zip) VALUES (20, 'Elm St', 'Ulm', '100')";
    private static final String FIR = "UPDATE addresses SET street = 'Fir St' " + ELM;

    private BothShapes shapes;
    private Session old;
    private Session fresh;
    private String elm;

    @BeforeEach
    void both_shapes_live() {
        shapes = live(Given.SHARED.and("CREATE TABLE customers ();"));
        old = shapes.session("old");
        fresh = shapes.session("new");
        elm = shapes.addressOf(1);
    }

    private void ends() {
        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void an_order_that_refers_to_a_row_which_new_code_changes_before_it_commits_keeps_what_it_said() {
        old.begins().does(INSERT);
        fresh.does(FIR);
        old.commits();

        assertThat(shapes.notes()).isEqualTo("0");
        ends();
        assertThat(shapes.address(20)).isEqualTo("Elm St, Ulm, 100");
    }

    @Test
    void the_same_where_new_code_still_holds_the_row() {
        old.begins().does(INSERT);
        fresh.begins().does(FIR);
        old.commits();
        assertThat(shapes.notes()).as("held").isEqualTo("1");
        fresh.commits();

        ends();
        assertThat(shapes.address(20)).as("new code committed last").isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void an_order_that_was_committed_before_new_code_wrote_is_meant_too() {
        old.begins().does(INSERT).commits();
        fresh.does(FIR);

        assertThat(shapes.notes()).isEqualTo("0");
        ends();
        assertThat(shapes.address(20)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void who_changes_the_row_after_the_look_at_it_waits_for_the_commit_only() {
        Session third = shapes.session("third");
        old.begins().does(INSERT, "SET CONSTRAINTS ALL IMMEDIATE");
        Session.Running writing = third.starts(FIR).isBlocked();
        old.commits();
        writing.ends();

        ends();
        assertThat(shapes.address(20)).isEqualTo("Fir St, Ulm, 100");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM addresses WHERE id = %s FOR UPDATE",
                "SELECT id FROM addresses WHERE id = %s FOR NO KEY UPDATE",
                "UPDATE addresses SET id = id WHERE id = %s"
            })
    void an_old_insert_never_waits_for_whoever_holds_the_row(String holding) {
        fresh.begins().does(holding.formatted(elm));

        old.does(INSERT);
        old.does("UPDATE orders SET street = 'Elm St', city = 'Ulm', zip = '100' WHERE order_id = 2");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(20)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.address(2)).isEqualTo("Elm St, Ulm, 100");
    }

    @Test
    void a_row_that_new_code_deletes_is_not_referred_to() {
        shapes.does("INSERT INTO addresses (street) VALUES ('Lone St')");
        fresh.begins().does("DELETE FROM addresses WHERE street = 'Lone St'");
        old.does("INSERT INTO orders (order_id, street) VALUES (20, 'Lone St')");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(20)).isEqualTo("Lone St, ∅, ∅");
    }

    @Test
    void a_row_that_an_old_insert_refers_to_cannot_vanish() {
        shapes.does("INSERT INTO addresses (street) VALUES ('Lone St')");
        old.begins().does("INSERT INTO orders (order_id, street) VALUES (20, 'Lone St')");
        Session.Running deleting =
                fresh.starts("DELETE FROM addresses WHERE street = 'Lone St'").isBlocked();
        old.commits();

        assertThat(deleting.fails()).isEqualTo("23503");
        shapes.agrees();
    }

    @Test
    void different_columns_through_both_shapes_both_survive() {
        old.begins().does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        fresh.does(FIR);
        assertThat(shapes.notes()).isEqualTo("1");
        assertThat(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void the_same_with_new_code_last() {
        fresh.begins().does(FIR);
        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        fresh.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Fir St, Jena, 100");
        assertThat(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void the_same_column_through_both_shapes_keeps_what_was_committed_last_and_the_loser() {
        fresh.begins().does(FIR);
        old.begins().does("UPDATE orders SET street = 'Ash St' WHERE order_id = 1");
        fresh.commits();
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Ash St, Ulm, 100");
        assertThat(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void an_old_write_whose_row_got_another_key_since_counts_from_its_commit() {
        old.begins()
                .does(
                        "SAVEPOINT a",
                        "UPDATE orders SET street = 'Ash St' WHERE order_id = 1",
                        "RELEASE a",
                        "UPDATE orders SET order_id = 50 WHERE order_id = 1");
        fresh.does(FIR);
        old.commits();

        shapes.agrees();
        assertThat(shapes.address(50)).isEqualTo("Ash St, Ulm, 100");
        assertThat(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void a_link_to_a_row_that_is_changed_meanwhile_follows_the_row() {
        fresh.begins().does("UPDATE orders SET address_id = " + elm + " WHERE order_id = 3");
        shapes.does(FIR);
        fresh.commits();

        ends();
        assertThat(shapes.address(3)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void two_old_writers_who_bring_the_same_new_values_wait_for_nobody() {
        Session other = shapes.session("other");
        old.begins().does("INSERT INTO orders (order_id, street) VALUES (20, 'New St')");
        other.begins().does("INSERT INTO orders (order_id, street) VALUES (21, 'New St')");
        old.commits();
        other.commits();

        shapes.agrees();
        assertThat(shapes.address(20)).isEqualTo(shapes.address(21)).isEqualTo("New St, ∅, ∅");
        shapes.does("INSERT INTO orders (order_id, street) VALUES (22, 'New St')");
        assertThat(shapes.addressOf(22)).as("the first of them from now on").isEqualTo(shapes.addressOf(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPEATABLE READ", "SERIALIZABLE"})
    void transactions_with_an_older_snapshot(String isolation) {
        String begin = "BEGIN ISOLATION LEVEL " + isolation;
        old.does(begin, "SELECT count(*) FROM customers");
        shapes.does("UPDATE addresses SET zip = '101' " + ELM);
        old.does(INSERT, "UPDATE orders SET city = 'Jena' WHERE order_id = 2", "COMMIT");
        fresh.does(begin, "SELECT count(*) FROM customers");
        shapes.does("UPDATE orders SET zip = '301' WHERE order_id = 3");
        fresh.does("UPDATE addresses SET street = 'Oak Rd' WHERE street = 'Oak St' AND city = 'Bonn'", "COMMIT");

        shapes.agrees();
        assertThat(shapes.address(20)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.address(2)).isIn("Oak St, Jena, 200", "Oak Rd, Jena, 200");
        assertThat(shapes.address(3)).isEqualTo("Ash St, Köln, 301");
        assertThat(shapes.address(5)).isEqualTo("Elm St, Ulm, 101");
    }

    @Test
    void an_older_snapshot_that_changes_a_row_to_which_an_order_was_linked_since() {
        fresh.does("BEGIN ISOLATION LEVEL REPEATABLE READ", "SELECT count(*) FROM orders");
        old.does(INSERT);
        fresh.does(FIR, "COMMIT");

        ends();
        assertThat(shapes.address(20)).isEqualTo("Fir St, Ulm, 100");
    }

    @Test
    void a_row_that_changes_while_the_backfill_passes() {
        BothShapes filling = unfilled(Given.SHARED);
        Session before = filling.session("new");
        filling.does("INSERT INTO orders (order_id, street, city, zip) VALUES (20, 'Elm St', 'Ulm', '100')");
        before.begins().does("UPDATE addresses SET street = 'Fir St' " + ELM);
        filling.does("UPDATE orders SET city = 'Jena' WHERE order_id = 2");
        filling.runs(dev.segue.plan.Phase.BACKFILL);
        before.commits();

        filling.agrees();
        assertThat(filling.address(20)).isEqualTo("Fir St, Ulm, 100");
        assertThat(filling.address(1)).isEqualTo(filling.address(5)).isEqualTo("Elm St, Ulm, 100");
        assertThat(filling.address(2)).isEqualTo("Oak St, Jena, 200");
    }
}
