package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Values that compare equal and are not the same, and types that do not compare at all. */
class ImagesTest extends EveryServer {

    private static final Given ITEMS =
            Given.ORDERS.withTables("""
                    CREATE COLLATION any_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
                    CREATE TABLE items (
                        item_id uuid, part integer, PRIMARY KEY (item_id, part),
                        price numeric,
                        name text COLLATE any_case,
                        extra json,
                        tags text[] DEFAULT '{}',
                        born timestamptz DEFAULT '2020-01-01');
                    INSERT INTO items VALUES ('00000000-0000-0000-0000-000000000001', 1, 1.0, 'a', '{"a":1}');
                    """).from("items").moving("[price, name, extra, tags, born]");

    private static final String BOTH = """
            SELECT i.price, i.name, i.extra, i.tags, a.price, a.name, a.extra, a.tags
            FROM items i JOIN addresses a ON a.id = i.address_id
            """;

    @Test
    void a_number_that_only_changes_its_scale_is_carried_over() {
        BothShapes shapes = live(ITEMS);

        shapes.session("old").does("UPDATE items SET price = 1.00");
        assertThat(shapes.ask("SELECT price FROM addresses")).isEqualTo("1.00");
        shapes.session("new").does("UPDATE addresses SET price = 1.000");

        assertThat(shapes.ask("SELECT price FROM items")).isEqualTo("1.000");
        shapes.agrees();
    }

    @Test
    void a_text_that_only_changes_its_case_is_carried_over() {
        BothShapes shapes = live(ITEMS);

        shapes.session("old").does("UPDATE items SET name = 'A'");
        assertThat(shapes.ask("SELECT name FROM addresses")).isEqualTo("A");
        shapes.session("new").does("UPDATE addresses SET name = 'a'");

        assertThat(shapes.ask("SELECT name FROM items")).isEqualTo("a");
        shapes.agrees();
    }

    @Test
    void a_json_that_only_changes_its_spaces_is_carried_over() {
        BothShapes shapes = live(ITEMS);

        shapes.session("old").does("UPDATE items SET extra = '{\"a\": 1}'");
        assertThat(shapes.ask("SELECT extra FROM addresses")).isEqualTo("{\"a\": 1}");
        shapes.session("new").does("UPDATE addresses SET extra = '{ \"a\":1}'");

        assertThat(shapes.ask("SELECT extra FROM items")).isEqualTo("{ \"a\":1}");
        shapes.agrees();
    }

    @Test
    void composite_and_uuid_keys_work_through_both_shapes() {
        BothShapes shapes = live(ITEMS.with("key: uuid"));
        Session session = shapes.session("both");

        session.does(
                "INSERT INTO items SELECT gen_random_uuid(), n, n, 'n' || n FROM generate_series(1, 20) n",
                "UPDATE items SET name = name || '!' WHERE part > 10",
                "UPDATE addresses SET tags = tags || '{new}'",
                "UPDATE items SET part = part + 100 WHERE part > 15");

        assertThat(shapes.ask("SELECT count(*) FROM addresses")).isEqualTo("21");
        shapes.agrees();
        assertThat(shapes.ask(BOTH + " WHERE i.part = 120")).isEqualTo("20|n20!|null|{new}|20|n20!|null|{new}");
    }

    @Test
    void a_column_with_a_default_that_is_not_mentioned_has_it_in_both_shapes() {
        BothShapes shapes = live(ITEMS);

        shapes.session("old").does("INSERT INTO items (item_id, part) VALUES (gen_random_uuid(), 7)");

        assertThat(shapes.ask(BOTH + " WHERE part = 7")).isEqualTo("null|null|null|{}|null|null|null|{}");
        shapes.agrees();
    }

    @Test
    void new_code_that_links_an_order_is_not_disturbed_by_the_defaults_of_old_columns() {
        BothShapes shapes = live(ITEMS);

        shapes.session("new").does("""
                      WITH a AS (INSERT INTO addresses (price, tags) VALUES (5, '{x}') RETURNING id)
                      INSERT INTO items (item_id, part, address_id) SELECT gen_random_uuid(), 7, id FROM a
                      """);

        assertThat(shapes.ask(BOTH + " WHERE part = 7")).isEqualTo("5|null|null|{x}|5|null|null|{x}");
        shapes.agrees();
    }
}
