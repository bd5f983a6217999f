package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CreateTableTest extends OperationTest {

    private static final String REVIEWS = """
            - create_table:
                name: reviews
                comment: What customers say
                columns:
                  - { name: id, type: serial, pk: true }
                  - { name: customer_id, type: bigint, references: { name: by, table: customers, column: id, on_delete: CASCADE } }
                  - { name: slug, type: varchar(40), unique: true }
                  - { name: stars, type: smallint, default: '3', check: { name: five, constraint: stars BETWEEN 1 AND 5 } }
                  - { name: text, type: text, nullable: true, comment: Plain }
                  - { name: length, type: integer, generated: { expression: length(text) }, nullable: true }
                  - { name: number, type: bigint, generated: { identity: { user_specified_values: BY DEFAULT, sequence_options: START WITH 1000 } } }
            """;

    @Test
    void a_table_comes_with_all_that_is_said_of_its_columns() throws Exception {
        CatalogWalk shop = shop("");
        List<String> reviewing = List.of(
                "INSERT INTO reviews (customer_id, slug, text) SELECT 1, 'slug ' || n, 'fine' FROM nextval('numbers') n",
                "DELETE FROM customers WHERE id = 7");

        shop.walk(REVIEWS, ORDERING, reviewing);

        assertThat(shop.one(
                        "SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod), nullif(attnotnull, false), "
                                + "pg_get_expr(adbin, adrelid), nullif(attidentity, ''), nullif(attgenerated, '')), ', ' ORDER BY attnum) "
                                + "FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum "
                                + "WHERE attrelid = 'reviews'::regclass AND attnum > 0"))
                .isEqualTo(
                        "id integer t nextval('reviews_id_seq'::regclass), customer_id bigint t, slug character varying(40) t, "
                                + "stars smallint t 3, text text, length integer length(text) s, number bigint t d");
        assertThat(shop.one("SELECT pg_get_serial_sequence('reviews', 'id')")).isEqualTo("public.reviews_id_seq");
        assertThat(shop.one("SELECT seqtypid::regtype FROM pg_sequence WHERE seqrelid = 'reviews_id_seq'::regclass"))
                .isEqualTo("integer");
        assertThat(shop.one("SELECT min(number) FROM reviews")).isEqualTo("1000");
        assertThat(shop.constraint("reviews_pkey")).isEqualTo("PRIMARY KEY (id)");
        assertThat(shop.constraint("reviews_slug_key")).isEqualTo("UNIQUE (slug)");
        assertThat(shop.constraint("five")).isEqualTo("CHECK (((stars >= 1) AND (stars <= 5)))");
        assertThat(shop.constraint("by"))
                .isEqualTo("FOREIGN KEY (customer_id) REFERENCES customers(id) ON DELETE CASCADE");
        assertThat(shop.one("SELECT obj_description('reviews'::regclass) || col_description('reviews'::regclass, 5)"))
                .isEqualTo("What customers sayPlain");
    }

    @Test
    void tables_of_one_migration_may_refer_to_each_other_and_have_constraints_of_every_type() throws Exception {
        CatalogWalk shop = shop("");
        String operations = """
                - create_table:
                    name: rooms
                    columns:
                      - { name: house, type: int }
                      - { name: room, type: int }
                      - { name: parent, type: int, nullable: true }
                    constraints:
                      - { name: rooms_key, type: primary_key, columns: [house, room] }
                      - { name: above, type: foreign_key, columns: [house, parent], references: { table: rooms, columns: [house, room] } }
                - create_table:
                    name: bookings
                    columns:
                      - { name: house, type: int }
                      - { name: room, type: int }
                      - { name: at, type: tsrange }
                      - { name: code, type: text }
                    constraints:
                      - { name: which, type: foreign_key, columns: [room, house], references: { table: rooms, columns: [room, house] }, deferrable: true }
                      - { name: apart, type: exclude, exclude: { index_method: gist, elements: at WITH &&, predicate: room > 0 } }
                      - { name: codes, type: unique, columns: [code], nulls_not_distinct: true, index_parameters: { include_columns: [room] } }
                      - { name: numbered, type: check, check: room > 0, no_inherit: true }
                - create_index: { table: bookings, name: by_room, columns: [room] }
                """;

        shop.walk(operations, ORDERING, ORDERING);

        assertThat(shop.constraint("above")).isEqualTo("FOREIGN KEY (house, parent) REFERENCES rooms(house, room)");
        assertThat(shop.constraint("which"))
                .isEqualTo("FOREIGN KEY (room, house) REFERENCES rooms(room, house) DEFERRABLE");
        assertThat(shop.constraint("apart")).isEqualTo("EXCLUDE USING gist (at WITH &&) WHERE ((room > 0))");
        assertThat(shop.constraint("codes")).isEqualTo("UNIQUE NULLS NOT DISTINCT (code) INCLUDE (room)");
        assertThat(shop.constraint("numbered")).isEqualTo("CHECK ((room > 0)) NO INHERIT");
        assertThat(shop.index("by_room")).contains("(room)");
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop = shop("CREATE VIEW codes AS SELECT code FROM orders; CREATE SEQUENCE t_id_seq;");

        refused(shop, table("orders", "{ name: id, type: int }"), "public.orders is taken (table)");
        refused(shop, table("codes", "{ name: id, type: int }"), "public.codes is taken (view)");
        refused(shop, table("t", "{ name: id, type: itn }"), "type \"itn\" does not exist");
        refused(shop, table("t", "{ name: id, type: serial }"), "public.t_id_seq is taken (sequence)");
        refused(shop, table("t", "{ name: id, type: int, default: now() }"), "type integer");
        refused(shop, table("t", "{ name: id, type: int, default: '1); DROP TABLE orders; --' }"), "parenthesis");
        refused(
                shop,
                table("t", "{ name: id, type: int, references: { name: f, table: order, column: id } }"),
                "no table public.order",
                "\"orders\"");
    }

    private static String table(String name, String column) {
        return "- create_table: { name: " + name + ", columns: [" + column + "] }";
    }
}
