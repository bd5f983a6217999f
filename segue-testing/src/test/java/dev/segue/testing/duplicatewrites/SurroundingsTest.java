package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Odd names, roles without privileges, hostile search paths, writes that fire no triggers, and what it costs. */
class SurroundingsTest extends EveryServer {

    @Test
    void odd_names_are_no_trouble() {
        String longName = "x".repeat(63);
        BothShapes shapes = live(Given.ORDERS
                .withTables("""
                        CREATE TABLE "select" ("the ""key"" of" bigint PRIMARY KEY, "Straße" text, "%1$s" text, "it's $1 \\n {child}" text);
                        INSERT INTO "select" VALUES (1, 'a', 'b', 'c'), (2, NULL, NULL, NULL);
                        """.formatted(longName))
                .from("'\"select\"'")
                .moving("['Straße', '%s', 'it''s $1 \\n {child}']".formatted(longName)));
        Session session = shapes.session("both");

        session.does(
                "INSERT INTO \"select\" VALUES (3, 'd', 'e', 'f')",
                "UPDATE \"select\" SET \"Straße\" = 'g', \"it's $1 \\n {child}\" = 'h' WHERE \"the \"\"key\"\" of\" < 3",
                "UPDATE addresses SET \"" + longName + "\" = 'i'",
                "DELETE FROM \"select\" WHERE \"the \"\"key\"\" of\" = 3");

        assertThat(shapes.ask("SELECT * FROM addresses ORDER BY id").replaceAll("(?m)^[0-9]+\\|", ""))
                .isEqualTo("g|i|h\ng|i|h");
        shapes.agrees();
    }

    @Test
    void columns_may_be_called_like_the_variables_of_the_functions() {
        BothShapes shapes =
                live(Given.ORDERS.withTables("""
                        CREATE TABLE n (key1 bigint PRIMARY KEY, push text, pull text, made text, c text, p text, s text, t text,
                                        written text, moment text, x text, y text, note text, entries text, k1 text, settled text);
                        INSERT INTO n (key1, push, c) VALUES (1, 'a', 'b'), (2, 'c', 'd');
                        """).from("n").moving("[push, pull, c, p, s, t, written, note, entries]"));
        Session session = shapes.session("both");

        session.does(
                "INSERT INTO n (key1, push, made) VALUES (3, 'd', 'e')",
                "UPDATE n SET push = 'f', note = 'g', moment = 'h'",
                "UPDATE addresses SET pull = 'i', entries = 'j'",
                "UPDATE n SET address_id = (SELECT address_id FROM n WHERE key1 = 2) WHERE key1 = 1",
                "UPDATE n SET c = 'k' WHERE key1 = 1",
                "UPDATE n SET key1 = 9, c = 'l' WHERE key1 = 2");

        assertThat(shapes.ask("SELECT push, note, pull, entries, c FROM n WHERE key1 = 1"))
                .isEqualTo("f|g|i|j|k");
        shapes.agrees();
    }

    @Test
    void a_role_without_any_privilege_on_what_segue_made_writes_as_before() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does(
                "DROP ROLE IF EXISTS old_application",
                "CREATE ROLE old_application",
                "REVOKE ALL ON addresses FROM PUBLIC",
                "GRANT SELECT, INSERT, UPDATE (street, city), DELETE ON orders TO old_application");
        Session old = shapes.session("old", "old_application");

        old.does(
                "INSERT INTO orders (order_id, city) VALUES (50, 'Trier')",
                "UPDATE orders SET city = 'Jena' WHERE order_id = 1",
                "UPDATE orders SET street = NULL, city = NULL WHERE order_id = 50",
                "DELETE FROM orders WHERE order_id = 2");

        shapes.agrees();
        assertThat(shapes.address(1)).isEqualTo("Elm St, Jena, 100");
        assertThat(shapes.addresses()).isEqualTo("2");
        shapes.does("REVOKE ALL ON orders FROM old_application", "DROP ROLE old_application");
    }

    @Test
    void a_hostile_search_path_changes_nothing() {
        BothShapes shapes = live(Given.transformed("upper(zip)", "lower(postcode)"));
        Session old = shapes.session("old")
                .does(
                        "CREATE SCHEMA hostile",
                        "CREATE FUNCTION hostile.upper(text) RETURNS text LANGUAGE sql RETURN 'stolen'",
                        "CREATE FUNCTION hostile.never(bigint, bigint) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hostile''; END'",
                        "CREATE FUNCTION hostile.never(integer, integer) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hostile''; END'",
                        "CREATE FUNCTION hostile.never(boolean, boolean) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hostile''; END'",
                        "CREATE FUNCTION hostile.never(text, text) RETURNS boolean LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hostile''; END'",
                        "CREATE OPERATOR hostile.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.never)",
                        "CREATE OPERATOR hostile.= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = hostile.never)",
                        "CREATE OPERATOR hostile.= (LEFTARG = boolean, RIGHTARG = boolean, FUNCTION = hostile.never)",
                        "CREATE OPERATOR hostile.= (LEFTARG = text, RIGHTARG = text, FUNCTION = hostile.never)",
                        "CREATE OPERATOR hostile.<> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.never)",
                        "CREATE OPERATOR hostile.<> (LEFTARG = integer, RIGHTARG = integer, FUNCTION = hostile.never)",
                        "CREATE OPERATOR hostile.> (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = hostile.never)",
                        "CREATE FUNCTION hostile.odd(integer, integer) RETURNS integer LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''hostile''; END'",
                        "CREATE OPERATOR hostile.& (LEFTARG = integer, RIGHTARG = integer, FUNCTION = hostile.odd)",
                        "CREATE OPERATOR hostile.| (LEFTARG = integer, RIGHTARG = integer, FUNCTION = hostile.odd)",
                        "CREATE TABLE hostile.orders (order_id bigint)",
                        "CREATE TABLE hostile.addresses (id bigint)",
                        "SET search_path = hostile, pg_catalog");
        String addressOf1 = shapes.addressOf(1);

        old.does(
                "INSERT INTO public.orders (order_id, zip) VALUES (50, 'ab')",
                "UPDATE public.orders SET zip = 'cd', city = 'Jena' WHERE order_id OPERATOR(pg_catalog.=) 1",
                "UPDATE public.addresses SET street = 'Fir St', postcode = 'EF' WHERE id OPERATOR(pg_catalog.=) "
                        + addressOf1,
                "UPDATE public.orders SET address_id = NULL WHERE order_id OPERATOR(pg_catalog.=) 2",
                "DELETE FROM public.orders WHERE order_id OPERATOR(pg_catalog.=) 3");

        assertThat(
                        shapes.ask(
                                "SELECT zip, postcode, a.street FROM orders o JOIN addresses a ON a.id = address_id ORDER BY order_id"))
                .isEqualTo("ef|EF|Fir St\nab|AB|null");
        shapes.agrees();
    }

    @Test
    void rows_written_where_no_trigger_fires_are_found_by_verify() {
        BothShapes shapes = live(Given.ORDERS);

        shapes.session("replica")
                .does("SET session_replication_role = replica", "UPDATE orders SET city = 'Jena' WHERE order_id = 1");

        assertThat(shapes.verify().differing()).isEqualTo(1);
    }

    @Test
    void an_update_of_other_columns_calls_no_function_of_segue() {
        BothShapes shapes = live(Given.ORDERS);
        Session old = shapes.session("old");

        assertThat(old.asks("EXPLAIN ANALYZE UPDATE orders SET total = total + 1, customer = 'Eve'"))
                .doesNotContain("Trigger");
        assertThat(old.asks("EXPLAIN ANALYZE INSERT INTO orders (customer) VALUES ('Eve')"))
                .doesNotContain("segue");
        assertThat(old.asks("EXPLAIN ANALYZE UPDATE orders SET city = 'Jena' WHERE order_id = 1"))
                .contains("segue");
    }

    @Test
    void a_note_is_found_by_its_key_also_when_many_are_gone() {
        BothShapes shapes = live(Given.ORDERS);
        shapes.does("UPDATE orders SET city = city || '!' FROM generate_series(1, 3) WHERE order_id = 1");

        assertThat(
                        shapes.ask(
                                "EXPLAIN SELECT FROM segue.\"0007_extract_address_note_child\" x WHERE x.k1 = 1 AND x.note > 0 AND x.note < 9223372036854775807"))
                .contains("Index Only Scan");
    }
}
