package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.plan.Phase;
import org.junit.jupiter.api.Test;

/** Columns whose value differs between the shapes, and old values that have no new one. */
class TransformedColumnsTest extends EveryServer {

    /** In capitals in the new shape, as it is there in the old one. */
    private static final Given CAPITALS = Given.transformed("upper(zip)", "postcode");

    /** In capitals in the new shape, in small letters in the old one. */
    private static final Given CAPITALS_AND_SMALL = Given.transformed("upper(zip)", "lower(postcode)");

    /** A text in the old shape, a number in the new one. */
    private static final Given NUMBERS = Given.transformed("zip::integer", "postcode::text");

    private static final String ZIPS =
            "SELECT o.zip, a.postcode FROM orders o LEFT JOIN addresses a ON a.id = o.address_id WHERE o.order_id = ";

    @Test
    void an_old_write_is_transformed_and_the_old_value_stays_as_it_was_written() {
        BothShapes shapes = live(CAPITALS);

        shapes.session("old")
                .does(
                        "UPDATE orders SET zip = 'ab1' WHERE order_id = 1",
                        "INSERT INTO orders (order_id, zip) VALUES (50, 'cd2')");

        assertThat(shapes.ask(ZIPS + 1)).isEqualTo("ab1|AB1");
        assertThat(shapes.ask(ZIPS + 50)).isEqualTo("cd2|CD2");
        shapes.agrees();
    }

    @Test
    void an_old_write_of_another_column_leaves_the_transformed_one_alone() {
        BothShapes shapes = live(CAPITALS);
        Session old = shapes.session("old").does("UPDATE orders SET zip = 'ab1' WHERE order_id = 1");

        old.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        assertThat(shapes.ask(ZIPS + 1)).isEqualTo("ab1|AB1");
        shapes.agrees();
    }

    @Test
    void a_new_write_is_transformed_back() {
        BothShapes shapes = live(CAPITALS_AND_SMALL);

        shapes.session("new")
                .does(
                        "UPDATE addresses SET postcode = 'Xy9' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        assertThat(shapes.ask(ZIPS + 1)).isEqualTo("xy9|Xy9");
        shapes.agrees();
    }

    @Test
    void a_new_row_is_transformed_back() {
        BothShapes shapes = live(CAPITALS_AND_SMALL);

        shapes.session("new").does("""
                      WITH a AS (INSERT INTO addresses (postcode) VALUES ('Xy9') RETURNING id)
                      INSERT INTO orders (order_id, address_id) SELECT 50, id FROM a
                      """);

        assertThat(shapes.ask(ZIPS + 50)).isEqualTo("xy9|Xy9");
        shapes.agrees();
    }

    @Test
    void an_insert_that_has_no_new_value_is_accepted_and_noted() {
        BothShapes shapes = live(NUMBERS);

        shapes.session("old").does("INSERT INTO orders (order_id, street, zip) VALUES (50, 'Elm St', 'none')");

        assertThat(shapes.ask("SELECT street, zip FROM orders WHERE order_id = 50"))
                .isEqualTo("Elm St|none");
        assertThat(shapes.notes()).isEqualTo("1");
        assertThat(shapes.verify().differing()).isZero();
    }

    @Test
    void an_update_that_has_no_new_value_is_accepted_and_noted() {
        BothShapes shapes = live(NUMBERS);

        shapes.session("old").does("UPDATE orders SET zip = 'none', city = 'Jena' WHERE order_id = 1");

        assertThat(shapes.ask("SELECT city, zip FROM orders WHERE order_id = 1"))
                .isEqualTo("Jena|none");
        assertThat(shapes.notes()).isEqualTo("1");
        assertThat(shapes.verify().differing()).isZero();
        assertThat(shapes.verify().pending()).isEqualTo(1);
    }

    @Test
    void a_row_that_is_mended_is_carried_over_and_its_note_goes() {
        BothShapes shapes = live(NUMBERS);
        Session old = shapes.session("old")
                .does(
                        "UPDATE orders SET zip = 'none', city = 'Jena' WHERE order_id = 1",
                        "INSERT INTO orders (order_id, zip) VALUES (50, 'none')");

        old.does("UPDATE orders SET zip = '777' WHERE order_id IN (1, 50)");

        shapes.agrees();
        assertThat(shapes.ask(ZIPS + 1)).isEqualTo("777|777");
        assertThat(shapes.ask(ZIPS + 50)).isEqualTo("777|777");
        assertThat(shapes.ask("SELECT city FROM addresses WHERE id = " + shapes.addressOf(1)))
                .isEqualTo("Jena");
    }

    @Test
    void an_insert_that_has_no_new_value_is_refused_where_the_migration_says_so() {
        BothShapes shapes = live(NUMBERS.rejecting());
        Session old = shapes.session("old");

        assertThat(old.fails("INSERT INTO orders (order_id, zip) VALUES (50, 'none')"))
                .isEqualTo("22P02");
        assertThat(old.fails("UPDATE orders SET zip = 'none' WHERE order_id = 1"))
                .isEqualTo("22P02");

        assertThat(shapes.ask(ZIPS + 1)).isEqualTo("100|100");
        shapes.agrees();
    }

    @Test
    void the_backfill_finds_the_rows_that_have_no_new_value_and_fills_the_others() {
        BothShapes shapes = notBegun(
                NUMBERS.and(
                        "INSERT INTO orders (order_id, zip) SELECT n, CASE WHEN n % 7 = 0 THEN 'none' ELSE n::text END FROM generate_series(50, 99) n;"));

        shapes.runs(Phase.VERIFY);

        assertThat(shapes.notes()).isEqualTo("7");
        assertThat(shapes.addresses()).isEqualTo("46");
        assertThat(shapes.verify().differing()).isZero();
        shapes.does("UPDATE orders SET zip = '0' WHERE zip = 'none'");
        shapes.agrees();
    }

    @Test
    void a_new_value_that_has_no_old_one_is_accepted_and_noted() {
        BothShapes shapes = live(Given.transformed("length(zip)", "repeat('x', 10 / postcode)"));

        shapes.session("new")
                .does(
                        "UPDATE addresses SET postcode = 0 WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        assertThat(shapes.ask("SELECT postcode FROM addresses WHERE id = " + shapes.addressOf(1)))
                .isEqualTo("0");
        assertThat(shapes.notes()).isEqualTo("1");
        assertThat(shapes.verify().differing()).isZero();
    }

    @Test
    void an_old_write_that_breaks_a_constraint_of_the_new_table_is_accepted_whole_and_noted() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does("ALTER TABLE addresses ADD CONSTRAINT known CHECK (city <> 'Nowhere')");
        Session old = shapes.session("old");

        old.does(
                "INSERT INTO orders (order_id, street, city) VALUES (50, 'Elm St', 'Nowhere')",
                "UPDATE orders SET city = 'Nowhere' WHERE order_id = 1");

        assertThat(shapes.ask("SELECT street, city FROM orders WHERE order_id = 50"))
                .isEqualTo("Elm St|Nowhere");
        assertThat(shapes.ask("SELECT street, city FROM orders WHERE order_id = 1"))
                .isEqualTo("Elm St|Nowhere");
        assertThat(shapes.notes()).isEqualTo("2");
        assertThat(shapes.verify().differing()).isZero();
    }

    @Test
    void an_old_write_that_breaks_a_constraint_of_the_new_table_is_refused_where_the_migration_says_so() {
        BothShapes shapes = live(Given.ORDERS.rejecting());
        shapes.does("ALTER TABLE addresses ADD CONSTRAINT known CHECK (city <> 'Nowhere')");
        Session old = shapes.session("old");

        assertThat(old.fails("INSERT INTO orders (city) VALUES ('Nowhere')")).isEqualTo("23514");
        assertThat(old.fails("UPDATE orders SET city = 'Nowhere' WHERE order_id = 1"))
                .isEqualTo("23514");

        shapes.agrees();
    }

    @Test
    void a_new_write_that_breaks_a_constraint_of_the_old_table_is_accepted_and_noted() {
        BothShapes shapes = live(Given.ORDERS.and("ALTER TABLE orders ALTER street SET NOT NULL;"
                .replace("ALTER TABLE", "DELETE FROM orders WHERE street IS NULL; ALTER TABLE")));

        shapes.session("new")
                .does(
                        "UPDATE addresses SET street = NULL, city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        assertThat(shapes.notes()).isEqualTo("1");
        assertThat(shapes.verify().differing()).isZero();
    }
}
