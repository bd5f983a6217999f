package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.SegueException;
import org.junit.jupiter.api.Test;

/** The application's own triggers change mapped columns, before and after Segue's. */
class TriggersOfTheApplicationTest extends EveryServer {

    private static final String UPPER_CITY = """
            CREATE FUNCTION upper_city() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.city := upper(NEW.city); RETURN NEW; END';
            CREATE TRIGGER upper_city BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION upper_city();
            """;

    private static final String COUNT_ZIP = """
            CREATE FUNCTION zip_of_city() RETURNS trigger LANGUAGE plpgsql AS
                'BEGIN
                     IF NEW.zip IS DISTINCT FROM upper(NEW.city) THEN
                         UPDATE orders SET zip = upper(NEW.city) WHERE order_id = NEW.order_id;
                     END IF;
                     RETURN NULL;
                 END';
            CREATE TRIGGER zip_of_city AFTER INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION zip_of_city();
            """;

    @Test
    void a_before_trigger_changes_what_old_code_writes() {
        BothShapes shapes = live(Given.ORDERS.and(UPPER_CITY));

        shapes.session("old")
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "INSERT INTO orders (order_id, city) VALUES (50, 'Trier')");

        assertThat(shapes.address(1)).isEqualTo("Elm St, JENA, 100");
        assertThat(shapes.address(50)).isEqualTo("∅, TRIER, ∅");
        shapes.agrees();
    }

    @Test
    void a_before_trigger_changes_a_column_that_the_statement_does_not_name() {
        BothShapes shapes = live(Given.ORDERS.and("""
                CREATE FUNCTION city_of_customer() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN NEW.city := upper(NEW.customer); RETURN NEW; END';
                CREATE TRIGGER city_of_customer BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION city_of_customer();
                """));

        shapes.session("old").does("UPDATE orders SET customer = 'Trier' WHERE order_id = 1");

        assertThat(shapes.address(1)).isEqualTo("Elm St, TRIER, 100");
        shapes.agrees();
    }

    @Test
    void a_before_trigger_that_is_added_later_stops_the_migration_by_name() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does(UPPER_CITY);

        assertThatThrownBy(() -> shapes.engine().seal(BothShapes.MIGRATION, BothShapes.forced()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("trigger upper_city on public.orders was added");
    }

    @Test
    void a_before_trigger_changes_what_new_code_writes_too() {
        BothShapes shapes = live(Given.ORDERS.and(UPPER_CITY));

        shapes.session("new")
                .does(
                        "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, JENA, 100");
    }

    @Test
    void a_before_trigger_changes_what_a_reference_brings() {
        BothShapes shapes = live(Given.ORDERS.and(UPPER_CITY));

        shapes.session("new")
                .begins()
                .does(
                        "INSERT INTO addresses (id, city) VALUES (90, 'Trier')",
                        "INSERT INTO orders (order_id, address_id) VALUES (50, 90)")
                .commits();

        shapes.agrees();
        assertThat(shapes.address(50))
                .isEqualTo("∅, Trier, ∅".replace("Trier", shapes.ask("SELECT city FROM orders WHERE order_id = 50")));
    }

    @Test
    void an_after_trigger_writes_the_same_row_again() {
        BothShapes shapes = live(Given.ORDERS.and(COUNT_ZIP));

        shapes.session("old")
                .does(
                        "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                        "INSERT INTO orders (order_id, city) VALUES (50, 'Trier')");

        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, JENA");
        assertThat(shapes.address(50)).isEqualTo("∅, Trier, TRIER");
        shapes.agrees();
    }

    @Test
    void an_after_trigger_that_fires_for_what_new_code_wrote_is_carried_back() {
        BothShapes shapes = live(Given.ORDERS.and(COUNT_ZIP));

        shapes.session("new")
                .does(
                        "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, JENA");
    }

    @Test
    void a_trigger_of_the_application_with_names_without_schema_works_under_its_own_search_path() {
        BothShapes shapes = live(Given.ORDERS.and("""
                CREATE TABLE audit (city text);
                CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO audit VALUES (NEW.city); RETURN NULL; END';
                CREATE TRIGGER audit AFTER UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION audit();
                """));

        shapes.session("new")
                .does(
                        "UPDATE addresses SET city = 'Jena' WHERE id = (SELECT address_id FROM orders WHERE order_id = 1)");

        assertThat(shapes.ask("SELECT city FROM audit WHERE city = 'Jena'")).isEqualTo("Jena");
        shapes.agrees();
    }

    @Test
    void a_trigger_that_discards_the_row_leaves_nothing() {
        BothShapes shapes = live(Given.ORDERS.and("""
                CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS
                    $$BEGIN IF NEW.city = 'Nowhere' THEN RETURN NULL; END IF; RETURN NEW; END$$;
                CREATE TRIGGER never BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION never();
                """));

        shapes.session("old").does("INSERT INTO orders (order_id, city) VALUES (50, 'Nowhere')");

        assertThat(shapes.addresses()).isEqualTo("3");
        shapes.agrees();
    }
}
