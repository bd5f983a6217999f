package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DropIndexTest extends OperationTest {

    @Test
    void an_index_serves_old_code_until_contract() throws Exception {
        CatalogWalk shop = shop("""
                CREATE UNIQUE INDEX codes ON orders (lower(code) DESC, id) INCLUDE (total) WHERE note IS NULL;
                COMMENT ON INDEX codes IS 'no code twice';
                """);

        shop.walk("- drop_index: { name: codes }", ORDERING, ORDERING);

        assertThat(shop.index("codes")).isEqualTo("null");
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop = shop("""
                CREATE UNIQUE INDEX mails ON customers (email);
                ALTER TABLE orders ADD COLUMN email text REFERENCES customers (email);
                """);

        refused(shop, "- drop_index: { name: mail }", "no index public.mail", "\"mails\"");
        refused(
                shop,
                "- drop_index: { name: orders_pkey }",
                "drop_constraint: { table: public.orders, name: orders_pkey }");
        refused(shop, "- drop_index: { name: mails }", "orders_email_fkey of public.orders");
    }

    @Test
    void its_name_is_taken_until_it_is_gone() throws Exception {
        CatalogWalk shop = shop("CREATE INDEX codes ON orders (code);");

        refused(shop, """
                - drop_index: { name: codes }
                - create_index: { table: orders, name: codes, columns: [code, total] }
                """, "public.codes is taken (index)");
    }
}
