package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RenameConstraintTest extends OperationTest {

    @Test
    void old_code_may_name_it_until_contract() throws Exception {
        CatalogWalk shop = shop(
                "ALTER TABLE customers ADD CONSTRAINT mails UNIQUE (email); ALTER TABLE orders ADD CONSTRAINT paid CHECK (total >= 0);");
        List<String> old = List.of(
                "INSERT INTO customers VALUES (1, 'mail1', 'x') ON CONFLICT ON CONSTRAINT customers_pkey DO NOTHING",
                "INSERT INTO customers VALUES (0, 'mail1', 'x') ON CONFLICT ON CONSTRAINT mails DO NOTHING");

        shop.walk("""
                - rename_constraint: { table: customers, from: mails, to: one_mail }
                - rename_constraint: { table: orders, from: paid, to: not_negative }
                """, old, ORDERING);

        assertThat(shop.constraint("one_mail")).isEqualTo("UNIQUE (email)");
        assertThat(shop.constraint("not_negative")).isEqualTo("CHECK ((total >= (0)::numeric))");
        assertThat(shop.constraint("mails")).isEqualTo("none");
        assertThat(shop.index("one_mail")).contains("one_mail");
    }

    @Test
    void two_names_may_change_places() throws Exception {
        CatalogWalk shop = shop(
                "ALTER TABLE orders ADD CONSTRAINT one CHECK (total >= 0), ADD CONSTRAINT two CHECK (id IS NOT NULL);");

        shop.walk("""
                - rename_constraint: { table: orders, from: one, to: three }
                - rename_constraint: { table: orders, from: two, to: one }
                - rename_constraint: { table: orders, from: three, to: two }
                """, ORDERING, ORDERING);

        assertThat(shop.constraint("two")).isEqualTo("CHECK ((total >= (0)::numeric))");
        assertThat(shop.constraint("one")).isEqualTo("CHECK ((id IS NOT NULL))");
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop =
                shop("ALTER TABLE orders ADD CONSTRAINT paid CHECK (total >= 0); CREATE INDEX codes ON orders (code);");

        refused(
                shop,
                "- rename_constraint: { table: orders, from: payd, to: x }",
                "no constraint \"payd\"",
                "\"paid\"");
        refused(
                shop,
                "- rename_constraint: { table: orders, from: paid, to: orders_pkey }",
                "has a constraint orders_pkey already");
        refused(
                shop,
                "- rename_constraint: { table: orders, from: orders_pkey, to: codes }",
                "public.codes is taken (index)");
    }
}
