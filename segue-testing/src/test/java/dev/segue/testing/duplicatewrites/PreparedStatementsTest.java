package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.plan.Phase;
import org.junit.jupiter.api.Test;

/** Statements that a session prepared long ago go on through every phase, or fail loudly where their columns are gone. */
class PreparedStatementsTest extends EveryServer {

    private static final Given GIVEN = Given.ORDERS.and("DELETE FROM orders WHERE street IS NULL;");

    /** Executed more often than the server makes plans of their own, so that it keeps one. */
    private static final int OFTEN = 7;

    private BothShapes shapes;
    private Session old;
    private int writes;

    private void begun() {
        shapes = notBegun(GIVEN);
        old = shapes.session("old")
                .does(
                        "PREPARE old_write AS UPDATE orders SET city = $1 WHERE order_id = 1",
                        "PREPARE old_read AS SELECT city FROM orders WHERE order_id = $1",
                        "PREPARE old_insert AS INSERT INTO orders (street, city) VALUES ($1, 'Trier') RETURNING order_id",
                        "PREPARE unrelated AS UPDATE orders SET total = total + $1 WHERE order_id = 1");
    }

    private Session freshCode() {
        return shapes.session("new")
                .does(
                        "PREPARE new_write AS UPDATE addresses SET street = $1 WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)",
                        "PREPARE new_read AS SELECT a.street FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.order_id = $1",
                        "PREPARE new_insert AS WITH a AS (INSERT INTO addresses (street) VALUES ($1) RETURNING id) "
                                + "INSERT INTO orders (address_id) SELECT id FROM a RETURNING order_id");
    }

    private void oldCodeWorks() {
        for (int n = 0; n < OFTEN; n++) {
            String city = "city " + ++writes;
            old.does("EXECUTE old_write('" + city + "')", "EXECUTE old_insert('Fir St')", "EXECUTE unrelated(1)");
            assertThat(old.asks("EXECUTE old_read(1)")).isEqualTo(city);
        }
    }

    private void newCodeWorks(Session fresh) {
        for (int n = 0; n < OFTEN; n++) {
            String street = "street " + ++writes;
            fresh.does("EXECUTE new_write('" + street + "')", "EXECUTE new_insert('Fir St')");
            assertThat(fresh.asks("EXECUTE new_read(1)")).isEqualTo(street);
        }
    }

    @Test
    void from_before_the_start_to_the_end() {
        begun();
        oldCodeWorks();
        shapes.runs(Phase.EXPAND);
        oldCodeWorks();
        Session fresh = freshCode();
        shapes.runs(Phase.BACKFILL);
        oldCodeWorks();
        newCodeWorks(fresh);
        shapes.runs(Phase.VERIFY).agrees();
        oldCodeWorks();
        newCodeWorks(fresh);
        shapes.agrees();

        shapes.seals();
        newCodeWorks(fresh);
        assertThat(old.fails("EXECUTE old_write('late')")).isEqualTo("42703");
        assertThat(old.fails("EXECUTE old_read(1)")).isEqualTo("42703");
        old.does("EXECUTE unrelated(1)");
        shapes.unseals();
        oldCodeWorks();
        newCodeWorks(fresh);
        shapes.agrees();

        shapes.seals();
        newCodeWorks(fresh);
        shapes.contracts();
        newCodeWorks(fresh);
        assertThat(old.fails("EXECUTE old_write('late')")).isEqualTo("42703");
        old.does("EXECUTE unrelated(1)");
    }

    @Test
    void back_and_forth_again() {
        begun();
        for (int round = 0; round < 2; round++) {
            shapes.runs(Phase.VERIFY);
            Session fresh = freshCode();
            newCodeWorks(fresh);
            oldCodeWorks();

            shapes.rollsBack();

            oldCodeWorks();
            assertThat(fresh.fails("EXECUTE new_write('late')")).isIn("42P01", "42703");
        }
    }

    @Test
    void a_transaction_that_began_before_a_phase_ends_after_it() {
        begun();
        shapes.runs(Phase.VERIFY);
        Session fresh = freshCode().begins();
        String before = fresh.asks("EXECUTE new_read(1)");
        Session.Running write = fresh.starts("EXECUTE new_write('" + before + "!')");
        write.ends();

        java.util.concurrent.CompletableFuture<Void> sealing =
                java.util.concurrent.CompletableFuture.runAsync(shapes::seals);
        fresh.does("EXECUTE new_insert('Ash St')").commits();
        sealing.join();
        fresh.does("EXECUTE new_insert('Yew St')");

        shapes.unseals();
        shapes.agrees();
        assertThat(shapes.ask("SELECT street FROM orders WHERE order_id = 1")).isEqualTo(before + "!");
    }
}
