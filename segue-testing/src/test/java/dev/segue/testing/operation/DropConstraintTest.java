package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;

class DropConstraintTest extends OperationTest {

    private static final String PAID = """
            ALTER TABLE orders ADD CONSTRAINT paid CHECK (total >= 0);
            COMMENT ON CONSTRAINT paid ON orders IS 'nobody owes';
            """;

    @Test
    void new_code_is_free_of_a_check_while_old_code_runs() throws Exception {
        CatalogWalk shop = shop(PAID);
        CatalogWalk.reach(
                new Lifecycle.BothLive(),
                shop.engine()
                        .run(
                                CatalogWalk.file("- drop_constraint: { table: orders, name: paid }"),
                                Phase.VERIFY,
                                List.of()));

        shop.code(ORDERING, List.of("INSERT INTO orders (id, customer_id, total) SELECT nextval('numbers'), 1, -1"));

        assertThat(shop.engine()
                        .plan(CatalogWalk.file("- drop_constraint: { table: orders, name: paid }"))
                        .assessment()
                        .warnings())
                .anyMatch(w -> w.message().contains("may break paid"));
    }

    @Test
    void a_check_comes_back_with_a_rollback() throws Exception {
        CatalogWalk shop = shop(PAID);

        shop.walk("- drop_constraint: { table: orders, name: paid }", ORDERING, ORDERING);

        assertThat(shop.constraint("paid")).isEqualTo("none");
    }

    @Test
    void a_check_that_was_not_validated_comes_back_as_it_was() throws Exception {
        CatalogWalk shop = shop("ALTER TABLE orders ADD CONSTRAINT dear CHECK (total > 1000000) NOT VALID;");

        shop.walk("- drop_multicolumn_constraint: { table: orders, name: dear }", List.of(), List.of());

        assertThat(shop.constraint("dear")).isEqualTo("none");
    }

    @Test
    void rows_that_break_it_stop_the_rollback_by_name_until_they_are_mended() throws Exception {
        CatalogWalk shop = shop(PAID);
        String before = shop.dump();
        shop.engine()
                .run(CatalogWalk.file("- drop_constraint: { table: orders, name: paid }"), Phase.VERIFY, List.of());
        shop.execute("UPDATE orders SET total = -1 WHERE id = 7");

        assertThatThrownBy(() -> shop.engine().rollback(CatalogWalk.MIGRATION))
                .hasMessageContainingAll("rollback", "paid of public.orders", "violated by some row");
        assertThatThrownBy(() -> shop.execute("UPDATE orders SET total = -1 WHERE id = 8"))
                .hasMessageContaining("paid");

        shop.execute("UPDATE orders SET total = 7 WHERE id = 7");
        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));
        assertThat(shop.dump()).isEqualTo(before);
    }

    @Test
    void a_rollback_that_begins_before_it_was_dropped_finds_it_there() throws Exception {
        CatalogWalk shop = shop(PAID);
        String before = shop.dump();
        try (java.sql.Connection holder = shop.connect()) {
            holder.setAutoCommit(false);
            holder.createStatement().execute("SELECT FROM orders");
            assertThatThrownBy(() -> shop.impatient()
                            .run(
                                    CatalogWalk.file("- drop_constraint: { table: orders, name: paid }"),
                                    Phase.VERIFY,
                                    List.of()))
                    .hasMessageContaining("could not get its locks");
            holder.rollback();
        }

        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));

        assertThat(shop.dump()).isEqualTo(before);
    }

    @Test
    void a_foreign_key_comes_back_with_all_its_rules() throws Exception {
        CatalogWalk shop = shop("""
                ALTER TABLE customers ADD COLUMN region int NOT NULL DEFAULT 1, ADD UNIQUE (region, id);
                ALTER TABLE orders ADD COLUMN region int DEFAULT 1;
                ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (customer_id, region) REFERENCES customers (id, region)
                    MATCH FULL ON UPDATE CASCADE ON DELETE SET NULL (region) DEFERRABLE INITIALLY DEFERRED;
                """);

        shop.walk("- drop_constraint: { table: orders, name: buyer }", ORDERING, ORDERING);

        assertThat(shop.constraint("buyer")).isEqualTo("none");
    }

    @Test
    void old_code_may_name_a_key_in_on_conflict_until_contract() throws Exception {
        CatalogWalk shop = shop(
                "ALTER TABLE customers ADD CONSTRAINT mails UNIQUE (email) INCLUDE (name) WITH (fillfactor = 70);");
        List<String> old =
                List.of("INSERT INTO customers VALUES (0, 'mail1', 'x') ON CONFLICT (email) DO UPDATE SET name = 'y'");

        shop.walk("- drop_constraint: { table: customers, name: mails }", old, ORDERING);

        assertThat(shop.constraint("mails")).isEqualTo("none");
        assertThat(shop.index("mails")).isEqualTo("null");
    }

    @Test
    void another_check_takes_the_name_of_the_one_that_goes() throws Exception {
        CatalogWalk shop = shop(PAID).mending("UPDATE orders SET total = 1 WHERE total < 1");

        shop.walk(
                """
                - drop_constraint: { table: orders, name: paid }
                - create_constraint: { table: orders, name: paid, type: check, check: total >= 1 }
                """,
                List.of("UPDATE orders SET total = 0 WHERE id = 5"),
                List.of("UPDATE orders SET total = 3 WHERE id = 6"));

        assertThat(shop.constraint("paid")).isEqualTo("CHECK ((total >= (1)::numeric))");
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop =
                shop(PAID + "ALTER TABLE orders ADD CONSTRAINT buyer FOREIGN KEY (customer_id) REFERENCES customers;");

        refused(shop, "- drop_constraint: { table: orders, name: payd }", "no constraint \"payd\"", "\"paid\"");
        refused(shop, "- drop_constraint: { table: customers, name: customers_pkey }", "buyer of public.orders");
    }
}
