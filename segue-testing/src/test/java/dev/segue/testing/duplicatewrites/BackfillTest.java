package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.plan.Phase;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rows that change before, while and after the backfill passes them. */
class BackfillTest extends EveryServer {

    private BothShapes shapes;
    private Session old;

    @BeforeEach
    void nothing_is_filled() {
        shapes = unfilled(Given.ORDERS);
        old = shapes.session("old");
    }

    @Test
    void a_row_changed_before_the_backfill_passes_has_its_address_already() {
        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");

        shapes.runs(Phase.VERIFY);

        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_row_sent_back_as_it_was_is_left_to_the_backfill() {
        old.does("UPDATE orders SET street = 'Elm St', city = 'Ulm', zip = '100' WHERE order_id = 1");

        assertThat(shapes.notes()).isEqualTo("0");
        assertThat(shapes.addressOf(1)).isEqualTo("null");
        shapes.runs(Phase.VERIFY).agrees();
    }

    @Test
    void a_row_emptied_before_the_backfill_passes_needs_none() {
        old.does("UPDATE orders SET street = NULL, city = NULL, zip = NULL WHERE order_id = 1");

        shapes.runs(Phase.VERIFY);

        assertThat(shapes.addressOf(1)).isEqualTo("null");
        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void a_row_held_while_the_backfill_passes_is_filled_when_it_is_free() {
        old.begins().does("UPDATE orders SET total = 9 WHERE order_id = 1");

        CompletableFuture<Void> backfill = CompletableFuture.runAsync(() -> shapes.runs(Phase.VERIFY));
        await(() -> "2".equals(shapes.ask("SELECT count(*) FROM addresses")));
        old.does("UPDATE orders SET total = 10 WHERE order_id = 1").commits();
        backfill.join();

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
        shapes.agrees();
    }

    @Test
    void a_row_changed_while_the_backfill_passes_keeps_the_change() {
        old.begins().does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        CompletableFuture<Void> backfill = CompletableFuture.runAsync(() -> shapes.runs(Phase.VERIFY));
        await(() -> "2".equals(shapes.ask("SELECT count(*) FROM addresses")));
        old.commits();
        backfill.join();

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void a_row_that_is_given_a_key_which_the_backfill_has_passed_is_filled_too() {
        old.begins().does("UPDATE orders SET order_id = 0 WHERE order_id = 3");

        CompletableFuture<Void> backfill = CompletableFuture.runAsync(() -> shapes.runs(Phase.VERIFY));
        await(() -> "2".equals(shapes.ask("SELECT count(*) FROM addresses")));
        old.commits();
        backfill.join();

        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void new_code_may_link_a_row_before_the_backfill_passes() {
        Session fresh = shapes.session("new");
        fresh.begins()
                .does(
                        "INSERT INTO addresses (id, city) VALUES (90, 'Trier')",
                        "UPDATE orders SET address_id = 90 WHERE order_id = 1")
                .commits();

        shapes.runs(Phase.VERIFY);

        assertThat(shapes.address(1)).isEqualTo("∅, Trier, ∅");
        shapes.agrees();
    }

    @Test
    void a_row_deleted_before_the_backfill_passes_leaves_nothing() {
        old.does("DELETE FROM orders WHERE order_id = 1");

        shapes.runs(Phase.VERIFY);

        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.agrees();
    }

    @Test
    void a_trigger_of_the_application_sees_no_change_in_the_backfill() {
        BothShapes audited = unfilled(Given.ORDERS.and("""
                CREATE TABLE audit (what text);
                CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN IF OLD.city IS DISTINCT FROM NEW.city THEN INSERT INTO audit VALUES (TG_OP); END IF; RETURN NULL; END';
                CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
                """));

        audited.runs(Phase.VERIFY);

        assertThat(audited.ask("SELECT count(*) FROM audit")).isEqualTo("0");
        audited.agrees();
    }

    @Test
    void a_row_changed_after_the_backfill_passed_goes_on_as_any_other() {
        shapes.runs(Phase.BACKFILL);

        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        shapes.runs(Phase.VERIFY).agrees();
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        org.awaitility.Awaitility.await().until(condition::getAsBoolean);
    }
}
