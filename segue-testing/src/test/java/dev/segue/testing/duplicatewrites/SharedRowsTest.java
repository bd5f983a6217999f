package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import org.junit.jupiter.api.Test;

/** {@code cardinality: many}: orders with equal addresses share one, whoever writes them, in whatever way. */
class SharedRowsTest extends EveryServer {

    private static final String ELM = "WHERE street = 'Elm St' AND city = 'Ulm' AND zip = '100'";

    private BothShapes shapes;

    private String elm() {
        return shapes.ask("SELECT id FROM addresses " + ELM);
    }

    @Test
    void the_backfill_makes_one_row_of_equal_ones_and_NULL_equals_NULL() {
        shapes = live(Given.SHARED);

        assertThat(shapes.addresses()).isEqualTo("4");
        assertThat(shapes.addressOf(1)).isEqualTo(shapes.addressOf(5)).isEqualTo(elm());
        assertThat(shapes.addressOf(6)).isEqualTo(shapes.addressOf(7)).isNotEqualTo(elm());
        assertThat(shapes.addressOf(4)).isEqualTo("null");
        shapes.agrees();
    }

    @Test
    void values_that_differ_to_the_bit_are_not_shared() {
        shapes = notBegun(new Given("""
                CREATE TABLE orders (order_id int PRIMARY KEY, weight numeric, note text COLLATE "C", more json);
                INSERT INTO orders VALUES (1, 1.0, 'a', '{}'), (2, 1.00, 'a', '{}'), (3, 1.0, 'A', '{}'), (4, 1.0, 'a', '{ }'),
                    (5, 1.0, 'a', '{}');
                """, "orders", "[weight, note, more]", "      cardinality: many\n", ""));
        shapes.runs(Phase.VERIFY);

        assertThat(shapes.addresses()).isEqualTo("4");
        assertThat(shapes.addressOf(1)).isEqualTo(shapes.addressOf(5));
        shapes.does("INSERT INTO orders VALUES (6, 1.00, 'a', '{}'), (7, 1.000, 'a', '{}')");
        assertThat(shapes.addressOf(6)).isEqualTo(shapes.addressOf(2));
        assertThat(shapes.addresses()).isEqualTo("5");
        shapes.agrees();
    }

    @Test
    void later_ranges_find_what_earlier_ones_made() {
        shapes = notBegun(
                Given.SHARED.and(
                        "INSERT INTO orders (street, city, zip) SELECT 'S' || g % 20, 'C' || g % 4, NULL FROM generate_series(1, 800) g;"));
        shapes.runs(Phase.VERIFY);

        assertThat(shapes.addresses()).isEqualTo("24");
        shapes.agrees();
    }

    @Test
    void an_old_insert_refers_to_the_row_that_holds_its_values_or_makes_it() {
        shapes = live(Given.SHARED);

        shapes.does(
                "INSERT INTO orders (order_id, street, city, zip) VALUES (20, 'Elm St', 'Ulm', '100'), (21, 'New St', 'Ulm', '1')",
                "INSERT INTO orders (order_id, street, city, zip) SELECT 100 + g, 'S' || g % 10, 'Ulm', NULL FROM generate_series(1, 1000) g",
                "INSERT INTO orders (order_id) VALUES (30)");

        assertThat(shapes.addressOf(20)).isEqualTo(elm());
        assertThat(shapes.address(21)).isEqualTo("New St, Ulm, 1");
        assertThat(shapes.addressOf(30)).isEqualTo("null");
        assertThat(shapes.addresses()).as("4 before, one, and ten").isEqualTo("15");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void an_old_update_means_its_own_order_only() {
        shapes = live(Given.SHARED);
        String elm = elm();

        shapes.does("UPDATE orders SET city = 'Jena' WHERE order_id = 1");
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(5)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.addressOf(5)).isEqualTo(elm);

        shapes.does("UPDATE orders SET street = 'Elm St', city = 'Jena', zip = '100' WHERE order_id IN (2, 3, 4)");
        assertThat(shapes.addressOf(2))
                .isEqualTo(shapes.addressOf(1))
                .isEqualTo(shapes.addressOf(3))
                .isEqualTo(shapes.addressOf(4));
        shapes.does("UPDATE orders SET city = 'Ulm' WHERE order_id = 1");
        assertThat(shapes.addressOf(1)).as("back where it was").isEqualTo(elm);
        assertThat(shapes.notes()).isEqualTo("0");
        assertThat(shapes.addresses()).as("nobody takes a value away").isEqualTo("5");
        shapes.agrees();
    }

    @Test
    void an_order_that_loses_all_values_refers_to_none() {
        shapes = live(Given.SHARED);

        shapes.does("UPDATE orders SET street = NULL, city = NULL, zip = NULL WHERE order_id = 1");

        assertThat(shapes.addressOf(1)).isEqualTo("null");
        assertThat(shapes.address(5)).isEqualTo("Elm St, Ulm, 100");
        shapes.does("UPDATE orders SET street = 'Elm St', city = 'Ulm', zip = '100' WHERE order_id = 1");
        assertThat(shapes.addressOf(1)).isEqualTo(elm());
        shapes.agrees();
    }

    @Test
    void a_new_update_means_all_who_share() {
        shapes = live(Given.SHARED);

        shapes.does("UPDATE addresses SET street = 'Fir St' " + ELM);

        assertThat(shapes.address(1)).isEqualTo(shapes.address(5)).isEqualTo("Fir St, Ulm, 100");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void new_code_links_and_unlinks() {
        shapes = live(Given.SHARED);

        shapes.does(
                "UPDATE orders SET address_id = " + elm() + " WHERE order_id IN (2, 4)",
                "UPDATE orders SET address_id = NULL WHERE order_id = 1",
                "INSERT INTO orders (order_id, address_id) VALUES (40, " + elm() + ")",
                "WITH made AS (INSERT INTO addresses (street) VALUES ('Own St') RETURNING id) "
                        + "INSERT INTO orders (order_id, address_id) SELECT 41, id FROM made");

        assertThat(shapes.address(2)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.address(4)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.address(40)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.address(41)).isEqualTo("Own St, ∅, ∅");
        assertThat(shapes.address(1)).isEqualTo("∅, ∅, ∅");
        assertThat(shapes.notes()).isEqualTo("0");
        shapes.agrees();
    }

    @Test
    void inserts_that_meet_a_row() {
        shapes = live(Given.SHARED);

        shapes.does(
                "INSERT INTO orders (order_id, street) VALUES (1, 'Ghost St') ON CONFLICT DO NOTHING",
                "INSERT INTO orders (order_id, street, city) VALUES (5, 'Ash St', 'Köln') "
                        + "ON CONFLICT (order_id) DO UPDATE SET street = EXCLUDED.street, city = EXCLUDED.city, zip = '300'");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Ulm, 100");
        assertThat(shapes.addressOf(5)).isEqualTo(shapes.addressOf(3));
        shapes.agrees();
    }

    @Test
    void both_shapes_in_one_transaction_and_settled_early() {
        shapes = live(Given.SHARED);
        Session both = shapes.session("both");

        both.begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "UPDATE addresses SET street = 'Fir St' " + ELM,
                        "SET CONSTRAINTS ALL IMMEDIATE",
                        "UPDATE orders SET zip = '9' WHERE order_id = 5",
                        "UPDATE orders SET order_id = 50, zip = '10' WHERE order_id = 5",
                        "UPDATE orders SET order_id = 51 WHERE order_id = 50",
                        "DELETE FROM orders WHERE order_id = 2")
                .commits();

        assertThat(shapes.address(1)).endsWith("St, Jena, 100");
        assertThat(shapes.address(51)).isEqualTo("Fir St, Ulm, 10");
        shapes.agrees();
    }

    @Test
    void a_new_write_behind_an_old_insert_of_the_same_transaction_is_the_last() {
        shapes = live(Given.SHARED);

        shapes.session("both")
                .begins()
                .does(
                        "INSERT INTO orders (order_id, street, city, zip) VALUES (20, 'Elm St', 'Ulm', '100')",
                        "UPDATE addresses SET zip = '9' WHERE id = (SELECT address_id FROM orders WHERE order_id = 20)")
                .commits();

        assertThat(shapes.address(20)).isEqualTo(shapes.address(1)).isEqualTo("Elm St, Ulm, 9");
        shapes.agrees();
    }

    @Test
    void a_new_value_that_old_code_could_not_hold_is_forgotten_once_it_is_mended() {
        shapes = live(Given.transformed("zip::text", "postcode::integer::text").with("cardinality: many"));

        shapes.does("UPDATE addresses SET postcode = 'none' WHERE street = 'Elm St'");
        assertThat(shapes.notes()).isEqualTo("1");
        shapes.does("UPDATE addresses SET postcode = '7' WHERE street = 'Elm St'");

        assertThat(shapes.ask("SELECT zip FROM orders WHERE order_id = 1")).isEqualTo("7");
        shapes.agrees();
    }

    @Test
    void a_trigger_of_the_application_that_stamps_what_moves() {
        shapes = live(Given.SHARED.and("""
                ALTER TABLE orders ADD stamp text COLLATE "C";
                CREATE FUNCTION stamps() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN NEW.stamp := clock_timestamp()::text; RETURN NEW; END $$;
                CREATE TRIGGER stamps BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION stamps();
                """).moving("[street, city, zip, stamp]"));
        Session holds = shapes.session("new");
        holds.begins().does("SELECT id FROM addresses FOR UPDATE");

        shapes.does(
                "UPDATE orders SET city = 'Jena' WHERE order_id = 1", "UPDATE orders SET zip = '9' WHERE order_id = 2");
        holds.commits();

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
    }

    @Test
    void the_key_of_a_row_changes_in_the_transaction_that_wrote_it() {
        shapes = live(Given.SHARED);

        shapes.session("old")
                .begins()
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "UPDATE orders SET order_id = 60 WHERE order_id = 1",
                        "INSERT INTO orders (order_id, street) VALUES (1, 'Fir St')")
                .commits();

        assertThat(shapes.address(60)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(1)).isEqualTo("Fir St, ∅, ∅");
        shapes.agrees();
    }

    @Test
    void orphans_go_where_the_file_says_so_and_rows_that_others_share_stay() {
        shapes = live(Given.SHARED.with("orphans: delete"));
        String elm = elm();

        shapes.does("DELETE FROM orders WHERE order_id = 1");
        assertThat(elm()).as("another order shares it").isEqualTo(elm);
        shapes.does("UPDATE orders SET city = 'Jena' WHERE order_id = 5", "DELETE FROM orders WHERE order_id = 3");
        shapes.agrees();

        assertThat(shapes.ask("SELECT street, city FROM addresses ORDER BY street"))
                .isEqualTo("Elm St|Jena\nOak St|Bonn\nnull|Ulm");
        shapes.does("INSERT INTO orders (order_id, street) VALUES (2, 'Ghost St') ON CONFLICT DO NOTHING");
        shapes.agrees();
        assertThat(shapes.addresses()).isEqualTo("3");
    }

    @Test
    void values_with_expressions_are_shared_by_what_the_new_shape_holds() {
        shapes = live(Given.transformed("upper(zip)", "lower(postcode)")
                .and("UPDATE orders SET street = 'Elm St', city = 'Ulm', zip = 'b' || order_id % 2 WHERE order_id < 4;")
                .with("cardinality: many"));

        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.does(
                "INSERT INTO orders (order_id, street, city, zip) VALUES (20, 'Elm St', 'Ulm', 'B1')",
                "UPDATE orders SET zip = 'B0' WHERE order_id = 1");
        assertThat(shapes.addressOf(20)).isEqualTo(shapes.addressOf(3));
        assertThat(shapes.addressOf(1)).isEqualTo(shapes.addressOf(2));
        shapes.does("UPDATE addresses SET postcode = 'X9' WHERE postcode = 'B1'");
        assertThat(shapes.ask("SELECT zip FROM orders WHERE order_id IN (3, 20)"))
                .isEqualTo("x9\nx9");
        shapes.agrees();
    }

    @Test
    void old_values_that_have_no_new_one_are_noted_until_they_are_mended() {
        shapes = live(Given.transformed("zip::integer", "postcode::text").with("cardinality: many"));

        shapes.does(
                "INSERT INTO orders (order_id, zip) VALUES (20, 'none')",
                "UPDATE orders SET zip = 'n/a' WHERE order_id = 1");
        assertThat(shapes.notes()).isEqualTo("2");
        shapes.does("UPDATE orders SET zip = '300', street = 'Ash St', city = 'Köln' WHERE order_id IN (1, 20)");

        assertThat(shapes.addressOf(20)).isEqualTo(shapes.addressOf(1)).isEqualTo(shapes.addressOf(3));
        shapes.agrees();
    }

    @Test
    void a_row_that_many_share_reaches_them_in_transactions_of_Segues_own() {
        shapes = live(Given.SHARED.and(
                "INSERT INTO orders (street, city, zip) SELECT 'Big St', 'Ulm', '5' FROM generate_series(1, 450);"));

        shapes.does("UPDATE addresses SET city = 'Jena' WHERE street = 'Big St'");

        assertThat(shapes.notes()).isEqualTo("1");
        assertThat(shapes.ask("SELECT count(*) FROM orders WHERE street = 'Big St' AND city = 'Ulm'"))
                .isEqualTo("450");
        shapes.does("UPDATE orders SET zip = '6' WHERE order_id = (SELECT max(order_id) FROM orders)");
        assertThat(shapes.verify().differing()).isZero();
        shapes.agrees();
        assertThat(
                        shapes.ask(
                                "SELECT zip, count(*) FROM orders WHERE street = 'Big St' AND city = 'Jena' GROUP BY zip ORDER BY 1"))
                .isEqualTo("5|449\n6|1");
    }

    @Test
    void a_partitioned_table_shares_too_and_rows_move() {
        shapes = live(new Given("""
                CREATE TABLE orders (region text, order_id int, street text, city text, PRIMARY KEY (region, order_id))
                    PARTITION BY LIST (region);
                CREATE TABLE orders_north PARTITION OF orders FOR VALUES IN ('n');
                CREATE TABLE orders_south PARTITION OF orders DEFAULT;
                INSERT INTO orders VALUES ('n', 1, 'Elm St', 'Ulm'), ('s', 2, 'Elm St', 'Ulm'), ('s', 3, 'Oak St', 'Bonn');
                """, "orders", "[street, city]", "      cardinality: many\n", ""));

        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.does(
                "INSERT INTO orders VALUES ('n', 4, 'Oak St', 'Bonn')",
                "UPDATE orders SET region = 's', city = 'Jena' WHERE order_id = 4",
                "UPDATE orders SET region = 's' WHERE order_id = 1",
                "UPDATE orders SET region = 'n', street = 'Elm St', city = 'Ulm' WHERE order_id = 3");

        assertThat(
                        shapes.ask(
                                "SELECT o.order_id, a.street, a.city FROM orders o JOIN addresses a ON a.id = o.address_id ORDER BY 1"))
                .isEqualTo("1|Elm St|Ulm\n2|Elm St|Ulm\n3|Elm St|Ulm\n4|Oak St|Jena");
        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }

    @Test
    void the_whole_way_and_back() {
        shapes = notBegun(Given.SHARED);
        String before = shapes.dump();
        shapes.runs(Phase.VERIFY);
        shapes.does("UPDATE addresses SET street = 'Fir St' " + ELM);
        shapes.rollsBack();
        assertThat(shapes.dump()).isEqualTo(before);
        assertThat(shapes.ask("SELECT street FROM orders WHERE order_id IN (1, 5)"))
                .isEqualTo("Fir St\nFir St");

        shapes.runs(Phase.VERIFY);
        assertThat(shapes.seals().state()).isEqualTo(new Lifecycle.Sealed());
        shapes.does("UPDATE addresses SET city = 'Jena' WHERE street = 'Fir St'");
        shapes.unseals();
        assertThat(shapes.address(5)).isEqualTo("Fir St, Jena, 100");
        shapes.does("INSERT INTO orders (order_id, street, city, zip) VALUES (70, 'Fir St', 'Jena', '100')");
        assertThat(shapes.addressOf(70)).isEqualTo(shapes.addressOf(1));
        assertThat(shapes.seals().state()).isEqualTo(new Lifecycle.Sealed());
        assertThat(shapes.contracts().state()).isEqualTo(new Lifecycle.Contracted());
        assertThat(shapes.addresses()).isEqualTo("4");
        assertThat(shapes.dump()).doesNotContain("segue_");
    }

    @Test
    void what_cannot_be_shared_is_refused() {
        assertThatThrownBy(() -> notBegun(Given.SHARED.and(
                                "CREATE UNIQUE INDEX one_street ON orders (street, zip) WHERE city IS NULL;"))
                        .plan())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("one_street makes the rows of public.orders differ");
        assertThatThrownBy(() -> notBegun(Given.SHARED
                                .and("ALTER TABLE orders ADD place point;")
                                .moving("[place]"))
                        .plan())
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("has no hash for any of the columns");
    }
}
