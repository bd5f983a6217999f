package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What a database may hold besides: refused with the reason before anything changes, or no trouble. */
class EnvironmentTest extends EveryServer {

    private static final String ROLE = "segue_of_little_power";

    /** {@return what is said when the migration is planned by a role without any privilege but these} */
    private static void refusedFor(BothShapes shapes, String grants, String... expected) {
        shapes.does(
                "DROP ROLE IF EXISTS " + ROLE,
                "CREATE ROLE " + ROLE + " LOGIN",
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "GRANT USAGE ON SCHEMA public TO " + ROLE,
                grants);
        PGSimpleDataSource source = (PGSimpleDataSource) shapes.dataSource();
        source.setUser(ROLE);
        try {
            var refusal = assertThatThrownBy(() -> shapes.engine(source, EngineSettings.standard(), EngineListener.NONE)
                    .plan(shapes.file()));
            refusal.hasMessageNotContaining("Exception");
            for (String one : expected) {
                refusal.hasMessageContaining(one);
            }
        } finally {
            shapes.does("DROP OWNED BY " + ROLE, "DROP ROLE " + ROLE);
        }
        assertThat(shapes.ask("SELECT to_regnamespace('segue') IS NULL")).isEqualTo("t");
    }

    @Test
    void a_role_that_does_not_own_the_table_is_told_so() {
        refusedFor(
                notBegun(Given.ORDERS),
                "GRANT SELECT ON orders TO " + ROLE,
                "does not own public.orders",
                "may not create tables in schema public",
                "may not create its schema segue");
    }

    @Test
    void a_role_that_owns_the_table_is_told_what_else_it_needs() {
        refusedFor(
                notBegun(Given.ORDERS),
                "ALTER TABLE orders OWNER TO " + ROLE,
                "may not create tables in schema public",
                "may not create its schema segue");
    }

    @Test
    void a_user_that_cannot_connect_is_told_so_without_its_password() {
        BothShapes shapes = notBegun(Given.ORDERS);
        PGSimpleDataSource source = (PGSimpleDataSource) shapes.dataSource();
        source.setUser("nobody");
        source.setPassword("open sesame");

        assertThatThrownBy(() -> shapes.engine(source, EngineSettings.standard(), EngineListener.NONE)
                        .run(shapes.file(), Phase.VERIFY, List.of()))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("nobody")
                .hasMessageNotContaining("open sesame");
    }

    @Test
    void row_level_security_is_refused_where_rows_would_be_hidden_from_segue() {
        refusedFor(
                notBegun(
                        Given.ORDERS.and(
                                "ALTER TABLE orders ENABLE ROW LEVEL SECURITY; CREATE POLICY own ON orders USING (customer = CURRENT_USER);")),
                "ALTER TABLE orders OWNER TO " + ROLE,
                "row-level security",
                "BYPASSRLS");
    }

    @Test
    void row_level_security_holds_for_the_application_while_both_shapes_live() {
        BothShapes shapes = live(Given.ORDERS.and("""
                ALTER TABLE orders ENABLE ROW LEVEL SECURITY;
                CREATE POLICY own ON orders USING (customer = CURRENT_USER);
                """));
        shapes.does(
                "DROP ROLE IF EXISTS \"Ann\"",
                "CREATE ROLE \"Ann\"",
                "GRANT SELECT, UPDATE ON orders, addresses TO \"Ann\"");
        Session ann = shapes.session("Ann", "\"Ann\"");

        ann.does("UPDATE orders SET city = 'Jena'");
        ann.does("UPDATE addresses SET street = 'Fir St' WHERE id = " + shapes.addressOf(2));

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.address(2))
                .as("the new table has no policy, as plan warns")
                .isEqualTo("Fir St, Bonn, 200");
        ann.close();
        shapes.does("DROP OWNED BY \"Ann\"", "DROP ROLE \"Ann\"");
    }

    @Test
    void a_generated_column_that_moves_is_refused() {
        BothShapes shapes = notBegun(Given.ORDERS
                .and(
                        "ALTER TABLE orders ADD label text GENERATED ALWAYS AS (coalesce(city, '') || coalesce(zip, '')) STORED;")
                .moving("[street, label]"));

        assertThatThrownBy(shapes::plan)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("label")
                .hasMessageContaining("computed by the server");
    }

    @Test
    void a_generated_column_that_is_computed_from_one_that_moves_is_refused_by_name() {
        BothShapes shapes = notBegun(
                Given.ORDERS.and("ALTER TABLE orders ADD label text GENERATED ALWAYS AS (coalesce(city, '')) STORED;"));

        assertThatThrownBy(shapes::plan)
                .isInstanceOf(InvalidMigrationException.class)
                .hasMessageContaining("label")
                .hasMessageContaining("city");
    }

    @Test
    void generated_and_identity_columns_beside_are_no_trouble() {
        BothShapes shapes = live(Given.ORDERS.and("""
                ALTER TABLE orders ADD doubled numeric GENERATED ALWAYS AS (total * 2) STORED,
                                   ADD serial bigint GENERATED ALWAYS AS IDENTITY;
                """));

        shapes.session("old")
                .does(
                        "INSERT INTO orders (order_id, total, city) VALUES (50, 2, 'Trier')",
                        "UPDATE orders SET city = 'Jena', total = 4 WHERE order_id = 1");

        assertThat(shapes.address(50)).isEqualTo("∅, Trier, ∅");
        assertThat(shapes.ask("SELECT doubled, serial FROM orders WHERE order_id = 1"))
                .isEqualTo("8.00|1");
        shapes.agrees();
        shapes.seals();
        shapes.contracts();
        assertThat(shapes.ask("SELECT doubled, serial FROM orders WHERE order_id = 1"))
                .isEqualTo("8.00|1");
    }

    @Test
    void a_trigger_that_sorts_before_or_after_segue_s_is_refused_by_name() {
        for (String name : List.of("!", "~~last")) {
            BothShapes shapes = notBegun(Given.ORDERS.and("""
                    CREATE FUNCTION upper_city() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.city := upper(NEW.city); RETURN NEW; END';
                    CREATE TRIGGER "%s" BEFORE INSERT OR UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION upper_city();
                    """.formatted(name)));

            assertThatThrownBy(shapes::plan)
                    .isInstanceOf(InvalidMigrationException.class)
                    .hasMessageContaining("the trigger " + name + " ")
                    .hasMessageContaining("sorts before or after");
        }
    }

    @Test
    void tables_of_the_same_name_in_several_schemas_are_kept_apart() {
        BothShapes shapes = live(Given.ORDERS.and("""
                        CREATE SCHEMA shop;
                        CREATE TABLE shop.orders (LIKE public.orders INCLUDING ALL);
                        INSERT INTO shop.orders (order_id, street) VALUES (1, 'of the shop');
                        """).from("shop.orders"));

        shapes.session("old").does("UPDATE shop.orders SET city = 'Jena'", "UPDATE public.orders SET city = 'Trier'");

        shapes.agrees();
        assertThat(shapes.ask("SELECT city FROM shop.orders")).isEqualTo("Jena");
        assertThat(shapes.ask("SELECT count(*) FROM pg_trigger WHERE tgrelid = 'public.orders'::regclass"))
                .isEqualTo("0");
    }

    @Test
    void a_unique_rule_of_the_new_shape_that_old_writes_break_is_noted() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does("CREATE UNIQUE INDEX one_street ON addresses (street)");
        Session old = shapes.session("old");

        old.does(
                "UPDATE orders SET street = 'Elm St' WHERE order_id = 2",
                "INSERT INTO orders (order_id, street) VALUES (50, 'Elm St')");
        assertThat(shapes.notes()).isNotEqualTo("0");
        assertThat(shapes.ask("SELECT street FROM orders WHERE order_id = 2")).isEqualTo("Elm St");

        old.does(
                "UPDATE orders SET street = 'Yew St' WHERE order_id = 2",
                "UPDATE orders SET street = 'Fir St' WHERE order_id = 50");
        shapes.agrees();
        assertThat(shapes.address(2)).isEqualTo("Yew St, Bonn, 200");
        assertThat(shapes.address(50)).isEqualTo("Fir St, ∅, ∅");
    }
}
