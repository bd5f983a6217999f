package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import dev.segue.plan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Duplicate writes while the old shape is sealed, after it is gone, and after the new one is. */
class LifecycleTest extends EveryServer {

    private static final Given REQUIRED = Given.ORDERS.and(
            "DELETE FROM orders WHERE street IS NULL; ALTER TABLE orders ALTER street SET NOT NULL, ALTER city SET NOT NULL;");

    @Test
    void a_partition_is_refused_with_the_reason() {
        BothShapes shapes = notBegun(Given.ORDERS
                .withTables(
                        "CREATE TABLE orders (order_id bigint PRIMARY KEY, street text, city text, zip text) PARTITION BY RANGE (order_id); "
                                + "CREATE TABLE first PARTITION OF orders FOR VALUES FROM (0) TO (10);")
                .from("first"));

        assertThatThrownBy(shapes::plan)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("partition of orders");
    }

    @Test
    void an_inherited_table_is_refused_with_the_reason() {
        BothShapes shapes = notBegun(Given.ORDERS.and("CREATE TABLE old_orders () INHERITS (orders);"));

        assertThatThrownBy(shapes::plan)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("inherited by old_orders");
    }

    @Test
    void while_sealed_new_writes_keep_the_old_columns_in_step_and_old_statements_fail_loudly() {
        BothShapes shapes = live(Given.ORDERS);
        assertThat(shapes.seals().state()).isInstanceOf(Lifecycle.Sealed.class);
        Session fresh = shapes.session("new");

        fresh.does(
                "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)",
                "WITH a AS (INSERT INTO addresses (city) VALUES ('Trier') RETURNING id) INSERT INTO orders (order_id, address_id) SELECT 50, id FROM a",
                "DELETE FROM orders WHERE order_id = 3");

        Session old = shapes.session("old");
        assertThat(old.fails("SELECT city FROM orders")).isEqualTo("42703");
        assertThat(old.fails("UPDATE orders SET city = 'x' WHERE order_id = 1")).isEqualTo("42703");
        assertThat(shapes.verify().clean()).isTrue();
        shapes.unseals();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(50)).isEqualTo("∅, Trier, ∅");
        shapes.agrees();
    }

    @Test
    void a_session_that_wrote_before_the_seal_writes_on_after_it_and_after_the_unseal() {
        BothShapes shapes = live(REQUIRED);
        Session fresh = shapes.session("new");
        String street =
                "UPDATE addresses SET street = street || '!' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)";
        for (int n = 0; n < 7; n++) {
            fresh.does(street);
        }

        shapes.seals();
        fresh.does(street);
        shapes.unseals();
        fresh.does(street, "UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        assertThat(shapes.address(1)).isEqualTo("Elm St!!!!!!!!!, Jena, 100");
        shapes.agrees();
    }

    @Test
    void old_code_writes_again_after_an_unseal() {
        BothShapes shapes = live(REQUIRED);
        shapes.seals();
        shapes.unseals();

        shapes.session("old")
                .does(
                        "INSERT INTO orders (order_id, street, city) VALUES (50, 'Fir St', 'Trier')",
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        assertThat(shapes.address(50)).isEqualTo("Fir St, Trier, ∅");
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        shapes.agrees();
    }

    @Test
    void contract_leaves_nothing_of_segue_on_the_tables() {
        BothShapes shapes = live(REQUIRED);
        shapes.seals();

        Outcome outcome = shapes.contracts();

        assertThat(outcome.state()).isInstanceOf(Lifecycle.Contracted.class);
        assertThat(
                        shapes.ask(
                                "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN ('orders'::regclass, 'addresses'::regclass)"))
                .isEmpty();
        assertThat(
                        shapes.ask(
                                "SELECT attname FROM pg_attribute WHERE attrelid = 'orders'::regclass AND attname ~ 'segue' AND NOT attisdropped"))
                .isEmpty();
        assertThat(
                        shapes.ask(
                                "SELECT proname FROM pg_proc WHERE pronamespace = 'segue'::regnamespace AND proname LIKE '0007%'"))
                .isEmpty();
        assertThat(
                        shapes.ask(
                                "SELECT relname FROM pg_class WHERE relnamespace = 'segue'::regnamespace AND relname LIKE '0007%'"))
                .isEmpty();
        assertThat(shapes.dump()).doesNotContain("segue");
        shapes.session("new")
                .does(
                        "WITH a AS (INSERT INTO addresses (street, city) VALUES ('x', 'y') RETURNING id) INSERT INTO orders (address_id) SELECT id FROM a");
    }

    @Test
    void rollback_from_expand_leaves_the_catalog_as_it_was() {
        rollsBackAfter(Phase.EXPAND);
    }

    @Test
    void rollback_from_backfill_leaves_the_catalog_as_it_was() {
        rollsBackAfter(Phase.BACKFILL);
    }

    @Test
    void rollback_from_verify_leaves_the_catalog_as_it_was() {
        rollsBackAfter(Phase.VERIFY);
    }

    @Test
    void rollback_from_sealed_leaves_the_catalog_as_it_was() {
        BothShapes shapes = notBegun(REQUIRED);
        String before = shapes.dump();
        shapes.runs(Phase.VERIFY).seals();
        shapes.session("new")
                .does(
                        "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        shapes.rollsBack();

        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(shapes.ask("SELECT city FROM orders WHERE order_id = 1")).isEqualTo("Jena");
    }

    @Test
    void rollback_loses_nothing_that_new_code_wrote() {
        BothShapes shapes = live(Given.ORDERS);
        Session holding = shapes.session("holding").begins().does("SELECT 1 FROM orders WHERE order_id = 1 FOR UPDATE");
        shapes.session("new")
                .does(
                        "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");
        assertThat(shapes.notes()).isEqualTo("1");
        holding.commits();

        shapes.rollsBack();

        assertThat(shapes.ask("SELECT city FROM orders WHERE order_id = 1")).isEqualTo("Jena");
    }

    private void rollsBackAfter(Phase phase) {
        BothShapes shapes = notBegun(REQUIRED);
        String before = shapes.dump();
        shapes.runs(phase);
        shapes.session("old").does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        shapes.rollsBack();

        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(shapes.ask("SELECT city FROM orders WHERE order_id = 1")).isEqualTo("Jena");
        shapes.runs(Phase.VERIFY).agrees();
    }

    @Test
    void what_new_code_wrote_at_the_last_moment_before_rollback_is_settled_under_its_locks() {
        BothShapes shapes = live(Given.ORDERS);
        Session held = shapes.session("held").begins().does("SELECT 1 FROM orders");
        Session fresh = shapes.session("new");
        EngineListener writes = new EngineListener() {
            @Override
            public void waiting(String migration, Step step, int tries, List<String> blockers) {
                if (tries == 1) {
                    fresh.does(
                            "BEGIN ISOLATION LEVEL SERIALIZABLE",
                            "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)",
                            "COMMIT");
                    held.commits();
                }
            }
        };

        shapes.engine(EngineSettings.standard(), writes).rollback(BothShapes.MIGRATION);

        assertThat(shapes.ask("SELECT city FROM orders WHERE order_id = 1")).isEqualTo("Jena");
    }
}
