package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each operation on the columns of one table, with both codes side by side. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class RowOperationsTest {

    private static final String TO_TEXT =
            "- alter_column: { table: customers, column: price, type: text, up: \"'EUR ' || price\", down: \"substr(price, 5)::integer\" }\n";

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    private void given(String operations) {
        given("", operations);
    }

    private void given(String more, String operations) {
        customers = new Customers(major, more, operations);
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "- add_column: { table: customers, column: { name: label, type: text }, up: \"upper(name)\" }",
                "- add_column: { table: customers, column: { name: token, type: uuid, default: gen_random_uuid() } }",
                "- add_column: { table: customers, column: { name: state, type: text, default: \"'new'\" } }",
                "- rename_column: { table: customers, from: note, to: remark }",
                "- rename_table: { from: customers, to: clients }",
                "- drop_column: { table: customers, column: name, down: \"'unnamed'\" }",
                "- drop_column: { table: customers, column: note }",
                "- alter_column: { table: customers, column: price, type: bigint }",
                "- alter_column: { table: customers, column: price, name: amount, type: bigint }",
                "- alter_column: { table: customers, column: price, nullable: false, up: \"coalesce(price, 0)\", down: price }",
                "- alter_column: { table: customers, column: note, default: \"'some'\", comment: what else }",
                "- alter_column: { table: customers, column: name, nullable: true }",
                "- merge_columns: { table: customers, columns: [{ name: name, down: \"split_part(label, '/', 1)\" }, { name: code, down: \"split_part(label, '/', 2)\" }], into: { name: label, type: text }, up: \"name || '/' || coalesce(code, '')\" }",
                "- replace_codes: { table: customers, column: code, codes: { c1: k1 }, others: keep }",
                "- drop_table: { name: spare }",
            })
    void a_rollback_leaves_the_catalog_as_it_was(String operation) {
        given("CREATE TABLE spare (id integer PRIMARY KEY);", operation + "\n");
        String before = customers.dump();
        customers.live();
        customers.old("UPDATE customers SET name = name || '!', price = price + 1 WHERE id < 5");

        customers.rollsBack();

        assertThat(customers.dump()).isEqualTo(before);
        assertThat(customers.old("SELECT count(*) FROM customers WHERE name LIKE '%!'"))
                .isEqualTo("4");
    }

    @Test
    void a_column_is_added_whose_value_follows_from_the_row() {
        given(
                "- add_column: { table: customers, column: { name: label, type: text, nullable: true }, up: \"upper(name)\" }\n");
        customers.live();

        customers.old("UPDATE customers SET name = 'Ada' WHERE id = 1");
        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Alan')");
        customers.fresh("UPDATE customers SET label = 'of new code' WHERE id = 2");
        customers.old("UPDATE customers SET price = 7 WHERE id = 2");
        customers.fresh("INSERT INTO customers (id, name, label) VALUES (101, 'Grace', NULL)");

        assertThat(customers.fresh("SELECT label FROM customers WHERE id IN (1, 2, 3, 100, 101) ORDER BY id"))
                .isEqualTo("ADA\nof new code\nFIRST3 LAST3\nALAN\n∅");
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT label FROM customers WHERE id = 100")).isEqualTo("ALAN");
    }

    @Test
    void a_volatile_default_is_made_once() {
        given("- add_column: { table: customers, column: { name: token, type: uuid, default: gen_random_uuid() } }\n");
        customers.live();
        String token = customers.fresh("SELECT token FROM customers WHERE id = 1");

        customers.old("UPDATE customers SET name = 'Ada' WHERE id = 1");
        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Alan')");
        customers.fresh("INSERT INTO customers (id, name) VALUES (101, 'Grace')");

        assertThat(customers.fresh("SELECT token FROM customers WHERE id = 1")).isEqualTo(token);
        assertThat(customers.fresh("SELECT count(DISTINCT token) FROM customers"))
                .isEqualTo("52");
        customers.agrees();
        customers.seals();
        customers.contracts();
        customers.old("INSERT INTO customers (id, name) VALUES (102, 'Edsger')");
        assertThat(customers.old("SELECT count(DISTINCT token) FROM customers")).isEqualTo("53");
    }

    @Test
    void what_was_set_of_a_column_is_set_of_the_one_in_its_place() {
        given("""
                ALTER TABLE customers ALTER note SET STATISTICS 500, ALTER note SET STORAGE EXTERNAL,
                                      ALTER note SET COMPRESSION pglz, ALTER note SET (n_distinct = 7);
                CREATE STATISTICS price_and_note ON price, note FROM customers;
                """, "- alter_column: { table: customers, column: note, up: \"upper(note)\", down: \"lower(note)\" }\n");
        String before = column(customers.dump(), "note");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message())
                        .contains("statistics object price_and_note on customers goes with contract"));
        customers.live();
        customers.seals();
        customers.contracts();

        assertThat(column(customers.dump(), "note")).isEqualTo(before).contains("statistics 500");
    }

    @Test
    void a_foreign_key_is_carried_over_where_the_server_compares_both_types() {
        given(
                "CREATE TABLE prices (id integer PRIMARY KEY); INSERT INTO prices SELECT generate_series(1, 50);"
                        + "ALTER TABLE customers ADD CONSTRAINT priced FOREIGN KEY (price) REFERENCES prices (id);"
                        + "ALTER TABLE customers ADD rank integer DEFAULT 1 CONSTRAINT ranked REFERENCES prices (id);"
                        + "ALTER TABLE customers ADD sum integer CONSTRAINT summed REFERENCES prices (id), ADD word text COLLATE \"C\" DEFAULT '1';",
                "- alter_column: { table: customers, column: price, type: bigint }\n"
                        + "- alter_column: { table: customers, column: rank, type: text }\n"
                        + "- alter_column: { table: customers, column: sum, type: numeric }\n"
                        + "- alter_column: { table: customers, column: word, type: integer }\n");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("constraint ranked of public.customers"))
                .anySatisfy(w -> assertThat(w.message()).contains("constraint summed of public.customers"))
                .noneSatisfy(w -> assertThat(w.message()).contains("constraint priced of public.customers"));
        customers.live();
        customers.agrees();
        customers.seals();
        customers.contracts();

        assertThat(
                        customers.old(
                                "SELECT conname, convalidated FROM pg_constraint WHERE contype = 'f' AND conrelid = 'customers'::regclass"))
                .isEqualTo("priced|t");
        assertThat(customers.oldFails("UPDATE customers SET price = 51 WHERE id = 1"))
                .isEqualTo("23503");
    }

    @Test
    void not_null_alone_binds_at_seal_and_stops_it_while_rows_break_it() {
        given(
                "UPDATE customers SET price = NULL WHERE id = 7;",
                "- alter_column: { table: customers, column: price, nullable: false }\n");
        assertThat(customers.plan().assessment().strategy().strategy()).isNotEqualTo("big_bang");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("new code may meet NULL in public.customers.price"));
        customers.live();
        customers.old("UPDATE customers SET price = NULL WHERE id = 8");
        assertThatThrownBy(() -> customers.seals()).hasMessageContaining("price");

        customers.old("UPDATE customers SET price = 0 WHERE price IS NULL");
        customers.seals();
        assertThat(customers.oldFails("UPDATE customers SET price = NULL WHERE id = 8"))
                .isEqualTo("23502");
        customers.contracts();
    }

    /** {@return what the dump says of a column, but for its place and default} */
    private static String column(String dump, String name) {
        return dump.lines()
                .filter(line -> line.matches("column public\\.customers \\d+ " + name + " .*"))
                .map(line -> line.replaceAll("customers \\d+", "customers"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_type_of_a_column_changes_with_what_hangs_on_it() {
        given("""
                CREATE INDEX customers_price ON customers (price DESC) WHERE price > 3;
                ALTER TABLE customers ADD CONSTRAINT dear CHECK (price IS NULL OR price >= 0);
                ALTER TABLE customers ADD CONSTRAINT once UNIQUE (price);
                COMMENT ON COLUMN customers.price IS 'in full';
                """, "- alter_column: { table: customers, column: price, type: bigint }\n");
        customers.live();

        customers.old("UPDATE customers SET price = 1000 WHERE id = 1");
        customers.fresh("UPDATE customers SET price = 2000 WHERE id = 2");
        assertThat(customers.fresh("SELECT price, pg_typeof(price) FROM customers WHERE id = 1"))
                .isEqualTo("1000|bigint");
        assertThat(customers.old("SELECT price, pg_typeof(price) FROM customers WHERE id = 2"))
                .isEqualTo("2000|integer");
        customers.agrees();
        customers.seals();
        customers.fresh("UPDATE customers SET price = 3000 WHERE id = 3");
        customers.contracts();

        assertThat(customers.old("SELECT price, pg_typeof(price) FROM customers WHERE id <= 3 ORDER BY id"))
                .isEqualTo("1000|bigint\n2000|bigint\n3000|bigint");
        assertThat(
                        customers.old(
                                "SELECT pg_get_indexdef('customers_price'::regclass), pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'dear'"))
                .isEqualTo(
                        "CREATE INDEX customers_price ON public.customers USING btree (price DESC) WHERE (price > 3)|CHECK (((price IS NULL) OR (price >= 0)))");
        assertThat(customers.old("SELECT contype, convalidated FROM pg_constraint WHERE conname = 'once'"))
                .isEqualTo("u|t");
        assertThat(
                        customers.old(
                                "SELECT col_description('customers'::regclass, attnum) FROM pg_attribute WHERE attname = 'price' AND attrelid = 'customers'::regclass"))
                .isEqualTo("in full");
        assertThat(customers.dump()).doesNotContain("segue");
    }

    @Test
    void a_column_is_renamed_and_neither_code_notices() {
        given("- rename_column: { table: customers, from: note, to: remark }\n");
        customers.live();

        customers.old("UPDATE customers SET note = 'old' WHERE id = 1");
        customers.fresh("UPDATE customers SET remark = 'new' WHERE id = 2");
        customers.fresh("INSERT INTO customers (id, name) VALUES (100, 'Alan')");

        assertThat(customers.fresh("SELECT remark FROM customers WHERE id IN (1, 2, 100) ORDER BY id"))
                .isEqualTo("old\nnew\nnone");
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT remark FROM customers WHERE id = 2")).isEqualTo("new");
        assertThat(customers.fresh("SELECT remark FROM customers WHERE id = 2")).isEqualTo("new");
    }

    @Test
    void a_table_is_renamed_and_neither_code_notices() {
        given("- rename_table: { from: customers, to: clients }\n");
        customers.live();

        customers.old("UPDATE customers SET note = 'old' WHERE id = 1");
        customers.fresh("UPDATE clients SET note = 'new' WHERE id = 2");

        assertThat(customers.fresh("SELECT note FROM clients WHERE id IN (1, 2) ORDER BY id"))
                .isEqualTo("old\nnew");
        customers.seals();
        customers.engine().unseal(Customers.MIGRATION);
        customers.old("UPDATE customers SET note = 'again' WHERE id = 1");
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT note FROM clients WHERE id = 1")).isEqualTo("again");
        assertThat(customers.fresh("SELECT note FROM clients WHERE id = 1")).isEqualTo("again");
    }

    @Test
    void a_column_is_dropped_that_old_code_needs() {
        given("- drop_column: { table: customers, column: name, down: \"'customer ' || id\" }\n");
        customers.live();

        customers.fresh("INSERT INTO customers (id, code) VALUES (100, 'x')");
        assertThat(customers.old("SELECT name FROM customers WHERE id IN (1, 100) ORDER BY id"))
                .isEqualTo("First1 Last1\ncustomer 100");
        customers.old("INSERT INTO customers (id, name) VALUES (101, 'Grace')");
        customers.fresh("UPDATE customers SET code = 'y' WHERE id = 101");
        assertThat(customers.old("SELECT name FROM customers WHERE id = 101")).isEqualTo("Grace");

        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT * FROM customers WHERE id = 100")).isEqualTo("100|x|∅|none");
    }

    @Test
    void columns_are_merged() {
        given("""
                - merge_columns:
                    table: customers
                    columns:
                      - { name: name, down: "split_part(label, '/', 1)" }
                      - { name: code, down: "nullif(split_part(label, '/', 2), '')" }
                    into: { name: label, type: text }
                    up: name || '/' || coalesce(code, '')
                """);
        customers.live();

        customers.old("UPDATE customers SET code = 'k9' WHERE id = 1");
        customers.fresh("UPDATE customers SET label = 'Ada/b1' WHERE id = 2");
        customers.fresh("INSERT INTO customers (id, label) VALUES (100, 'Alan/')");

        assertThat(customers.fresh("SELECT label FROM customers WHERE id = 1")).isEqualTo("First1 Last1/k9");
        assertThat(customers.old("SELECT name, code FROM customers WHERE id IN (2, 100) ORDER BY id"))
                .isEqualTo("Ada|b1\nAlan|∅");
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT label FROM customers WHERE id = 100")).isEqualTo("Alan/");
    }

    @Test
    void a_type_that_needs_an_expression_both_ways() {
        given(TO_TEXT);
        customers.live();

        customers.old("UPDATE customers SET price = 9 WHERE id = 1");
        customers.fresh("UPDATE customers SET price = 'EUR 11' WHERE id = 2");

        assertThat(customers.fresh("SELECT price FROM customers WHERE id = 1")).isEqualTo("EUR 9");
        assertThat(customers.old("SELECT price FROM customers WHERE id = 2")).isEqualTo("11");
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT price FROM customers WHERE id = 2")).isEqualTo("EUR 11");
    }

    @Test
    void an_old_value_that_the_new_type_cannot_hold_is_noted_until_it_is_mended() {
        given(
                "UPDATE customers SET code = 'none' WHERE id = 5;",
                "- alter_column: { table: customers, column: code, type: integer, up: \"substr(code, 2)::integer\", down: \"'c' || code\" }\n");
        customers.live();

        assertThat(customers.engine().status(Customers.MIGRATION).notes().unmappable())
                .isEqualTo(1);
        customers.old("UPDATE customers SET code = 'what' WHERE id = 6");
        assertThat(customers.fresh("SELECT code FROM customers WHERE id IN (5, 6, 7) ORDER BY id"))
                .isEqualTo("∅\n∅\n7");
        assertThat(customers.engine().status(Customers.MIGRATION).notes().unmappable())
                .isEqualTo(2);
        customers.old("UPDATE customers SET code = 'c66' WHERE id = 6");
        customers.fresh("UPDATE customers SET code = 55 WHERE id = 5");

        assertThat(customers.old("SELECT code FROM customers WHERE id = 5")).isEqualTo("c55");
        customers.agrees();
    }

    @Test
    void a_row_is_filled_once_and_an_unrelated_update_runs_no_trigger() {
        given(TO_TEXT);
        customers.runs(Phase.EXPAND);
        customers.old("UPDATE customers SET note = 'x' WHERE id = 1");
        customers.live();

        String plan =
                customers.old("EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) UPDATE customers SET note = 'y' WHERE id = 1");

        assertThat(plan).doesNotContain("Trigger");
        assertThat(customers.old(
                        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) UPDATE customers SET price = 3 WHERE id = 1"))
                .contains("segue");
    }

    @Test
    void rules_of_new_columns_bind_when_old_code_is_retired() {
        given("CREATE TABLE kinds (name text PRIMARY KEY); INSERT INTO kinds VALUES ('odd'), ('even');", """
                - add_column:
                    table: customers
                    column:
                      name: kind
                      type: text
                      references: { name: customers_kind_fkey, table: kinds, column: name }
                      check: { name: kind_short, constraint: length(kind) < 9 }
                    up: "CASE WHEN id % 2 = 0 THEN 'even' ELSE 'odd' END"
                - alter_column: { table: customers, column: code, unique: { name: code_once }, check: { name: code_short, constraint: length(code) < 7 } }
                - alter_column: { table: customers, column: price, type: bigint, check: { name: cheap, constraint: price < 5000000000 }, unique: { name: price_once } }
                """);
        String before = customers.dump();
        customers.live();
        customers.old("INSERT INTO customers (id, name, code, price) VALUES (100, 'Alan', 'c1', 1)");
        assertThat(customers.fresh("SELECT kind FROM customers WHERE id = 100")).isEqualTo("even");
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);

        customers.old("UPDATE customers SET code = 'c100', price = 100 WHERE id = 100");
        customers.live();
        customers.agrees();
        customers.seals();
        assertThat(customers.freshFails("UPDATE customers SET kind = 'strange' WHERE id = 1"))
                .isEqualTo("23503");
        assertThat(customers.freshFails("UPDATE customers SET price = 5000000001 WHERE id = 1"))
                .isEqualTo("23514");
        customers.contracts();

        assertThat(
                        customers.old(
                                "SELECT conname, contype, convalidated FROM pg_constraint WHERE conrelid = 'customers'::regclass AND contype <> 'n' ORDER BY conname"))
                .isEqualTo("""
                        cheap|c|t
                        code_once|u|t
                        code_short|c|t
                        customers_kind_fkey|f|t
                        customers_pkey|p|t
                        kind_short|c|t
                        price_once|u|t""");
        assertThat(customers.old("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'cheap'"))
                .isEqualTo("CHECK ((price < '5000000000'::bigint))");
    }
}
