package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import org.junit.jupiter.api.Test;

/**
 * Views and functions that use the columns that move. A rename would let them read on what is sealed, unnoticed; so seal
 * waits for them, by name.
 */
class ViewsTest extends EveryServer {

    private static final Given LABELS = Given.ORDERS.and("""
            CREATE VIEW labels AS SELECT order_id, customer, street, city FROM orders;
            CREATE MATERIALIZED VIEW cities AS SELECT city, count(*) AS orders FROM orders GROUP BY city;
            CREATE FUNCTION zip_of(the_order bigint) RETURNS text LANGUAGE sql
                BEGIN ATOMIC SELECT zip FROM orders WHERE order_id = the_order; END;
            """);

    @Test
    void the_plan_names_each_of_them() throws InvalidMigrationException {
        BothShapes shapes = notBegun(LABELS);

        assertThat(shapes.plan().assessment().warnings())
                .extracting(w -> w.message())
                .anyMatch(m -> m.startsWith("view public.labels uses public.orders.city, public.orders.street: "))
                .anyMatch(m -> m.startsWith("materialized view public.cities uses public.orders.city: "))
                .anyMatch(m -> m.contains("zip_of") && m.contains("public.orders.zip"));
    }

    @Test
    void a_view_reads_and_writes_both_shapes_as_old_code_does() {
        BothShapes shapes = live(LABELS);

        shapes.session("old").does("UPDATE labels SET city = 'Jena' WHERE order_id = 1");
        shapes.session("new").does("UPDATE addresses SET street = 'Fir St' WHERE id = " + shapes.addressOf(2));

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.ask("SELECT street FROM labels WHERE order_id = 2")).isEqualTo("Fir St");
    }

    @Test
    void seal_waits_for_all_of_them_and_changes_nothing() {
        BothShapes shapes = live(LABELS);
        String before = shapes.dump();

        assertThatThrownBy(shapes::seals)
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("view public.labels uses public.orders.city, public.orders.street")
                .hasMessageContaining("materialized view public.cities")
                .hasMessageContaining("zip_of");

        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(shapes.engine().status(BothShapes.MIGRATION).state()).isInstanceOf(Lifecycle.BothLive.class);
    }

    @Test
    void once_they_use_the_new_shape_nothing_stands_in_the_way() {
        BothShapes shapes = live(LABELS);
        shapes.does(
                "CREATE OR REPLACE VIEW labels AS SELECT o.order_id, o.customer, a.street, a.city FROM orders o LEFT JOIN addresses a ON a.id = o.address_id",
                "DROP MATERIALIZED VIEW cities",
                "CREATE OR REPLACE FUNCTION zip_of(the_order bigint) RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT a.zip FROM orders o JOIN addresses a ON a.id = o.address_id WHERE o.order_id = the_order; END");

        assertThat(shapes.seals()).isInstanceOf(Outcome.Reached.class);
        assertThat(shapes.contracts()).isInstanceOf(Outcome.Reached.class);

        assertThat(shapes.ask("SELECT street, city, zip_of(1) FROM labels WHERE order_id = 1"))
                .isEqualTo("Elm St|Ulm|100");
    }

    @Test
    void a_view_made_on_the_sealed_columns_is_named_before_contract_drops_them() {
        BothShapes shapes = live(Given.ORDERS);
        assertThat(shapes.seals()).isInstanceOf(Outcome.Reached.class);
        shapes.does("CREATE VIEW rescued AS SELECT segue_sealed_city FROM orders");

        assertThatThrownBy(shapes::contracts)
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("view public.rescued");

        shapes.does("DROP VIEW rescued");
        assertThat(shapes.contracts()).isInstanceOf(Outcome.Reached.class);
    }

    @Test
    void rollback_names_the_views_that_use_the_new_shape() {
        BothShapes shapes = notBegun(LABELS);
        String before = shapes.dump();
        shapes.runs(Phase.VERIFY);
        shapes.does(
                "CREATE VIEW towns AS SELECT DISTINCT city FROM addresses",
                "CREATE VIEW linked AS SELECT address_id FROM orders");

        assertThatThrownBy(shapes::rollsBack)
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("view public.towns uses public.addresses")
                .hasMessageContaining("view public.linked uses public.orders.address_id")
                .hasMessageNotContaining("labels");

        shapes.does("DROP VIEW towns, linked");
        shapes.rollsBack();
        assertThat(shapes.dump()).isEqualTo(before);
    }

    @Test
    void a_rule_is_refused_by_name() {
        BothShapes shapes = notBegun(Given.ORDERS.and(
                "CREATE RULE no_empty_city AS ON UPDATE TO orders WHERE NEW.city = '' DO INSTEAD NOTHING;"));

        assertThatThrownBy(shapes::plan)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("no_empty_city")
                .hasMessageContaining("city");
    }
}
