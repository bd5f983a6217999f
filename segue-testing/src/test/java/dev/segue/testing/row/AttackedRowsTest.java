package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.SegueException;
import dev.segue.migration.Strategy;
import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that one shape cannot hold, rows that are not filled, and groups that lie side by side. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class AttackedRowsTest {

    private static final String TO_TEXT =
            "- alter_column: { table: customers, column: price, type: text, up: \"'EUR ' || price\", down: \"substr(price, 5)::integer\" }\n";
    private static final String SPLIT = """
            - split_column:
                table: customers
                column: name
                into:
                  - { name: first_name, type: text, up: "split_part(name, ' ', 1)" }
                  - { name: last_name, type: text, up: "substr(name, strpos(name, ' ') + 1)" }
                down: first_name || ' ' || last_name
            """;
    private static final String CODE =
            "- alter_column: { table: customers, column: code, type: integer, up: \"substr(code, 2)::integer\", down: \"'c' || code\" }\n";

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

    private void refusing(String more, String operations) {
        customers = new Customers(major, more, "on_unmappable: reject", operations);
    }

    private long unmappable() {
        customers.engine().settle();
        return customers.engine().status(Customers.MIGRATION).notes().unmappable();
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @Test
    void a_new_value_that_the_old_shape_cannot_hold_is_accepted() {
        given("ALTER TABLE customers ALTER price SET NOT NULL;", TO_TEXT);
        customers.live();

        customers.fresh("INSERT INTO customers (id, name, price) VALUES (200, 'x', 'free')");
        customers.fresh("UPDATE customers SET price = 'dear' WHERE id = 1");

        assertThat(customers.fresh("SELECT price FROM customers WHERE id IN (1, 200) ORDER BY id"))
                .isEqualTo("dear\nfree");
        assertThat(customers.old("SELECT price FROM customers WHERE id = 1")).isEqualTo("1");
        customers.agrees();
        customers.fresh("UPDATE customers SET price = 'EUR 3' WHERE id IN (1, 200)");
        customers.agrees();
        assertThat(customers.old("SELECT price FROM customers WHERE id IN (1, 200) ORDER BY id"))
                .isEqualTo("3\n3");
        customers.seals();
        customers.fresh("INSERT INTO customers (id, name, price) VALUES (201, 'y', 'priceless')");
        customers.contracts();
        assertThat(customers.old("SELECT price FROM customers WHERE id = 201")).isEqualTo("priceless");
    }

    @Test
    void settling_one_write_leaves_others_alone() {
        given(
                "ALTER TABLE customers ADD rate numeric; UPDATE customers SET rate = id + 0.5;",
                "- alter_column: { table: customers, column: rate, type: text, up: \"round(rate)::text\", down: \"rate::numeric\" }\n"
                        + TO_TEXT);
        customers.live();

        customers.fresh("UPDATE customers SET price = 'what' WHERE id = 1");
        customers.old("UPDATE customers SET rate = 7.49 WHERE id = 1");
        customers.fresh("INSERT INTO customers (id, name, rate) VALUES (2, 'x', 'abc') ON CONFLICT DO NOTHING");
        customers.engine().settle();
        customers.fresh("UPDATE customers SET price = 'EUR 8' WHERE id = 1");
        customers.engine().settle();

        assertThat(customers.old("SELECT rate, price FROM customers WHERE id IN (1, 2) ORDER BY id"))
                .isEqualTo("7.49|8\n2.5|2");
        customers.agrees();
    }

    @Test
    void an_old_write_after_a_new_one_without_old_value_stands() {
        given(TO_TEXT);
        customers.live();

        customers.fresh("UPDATE customers SET price = 'what' WHERE id = 1");
        customers.old("UPDATE customers SET price = 70 WHERE id = 1");
        customers.engine().settle();

        assertThat(customers.old("SELECT price FROM customers WHERE id = 1")).isEqualTo("70");
        assertThat(customers.fresh("SELECT price FROM customers WHERE id = 1")).isEqualTo("EUR 70");
        customers.agrees();
        customers.rollsBack();
    }

    @Test
    void a_new_write_to_a_row_that_is_not_filled_is_not_forgotten() {
        given(TO_TEXT);
        customers.runs(Phase.EXPAND);

        customers.fresh("UPDATE customers SET price = 'free' WHERE id = 3");
        customers.live();

        assertThat(customers.fresh("SELECT price FROM customers WHERE id = 3")).isEqualTo("free");
        assertThatThrownBy(() -> customers.rollsBack()).isInstanceOf(SegueException.class);
        customers.fresh("UPDATE customers SET price = 'EUR 1' WHERE id = 3");
        customers.rollsBack();
        assertThat(customers.old("SELECT price FROM customers WHERE id = 3")).isEqualTo("1");
    }

    @Test
    void rows_that_slipped_past_the_backfill_are_filled_before_the_shapes_are_compared() {
        given(SPLIT);
        customers.runs(Phase.BACKFILL);
        customers.old("SET session_replication_role = replica");
        customers.old("INSERT INTO customers (id, name) VALUES (0, 'Ada Byron'), (200, 'Mary Smith')");
        customers.old("RESET session_replication_role");

        customers.live();

        assertThat(customers.fresh("SELECT first_name, last_name FROM customers WHERE id IN (0, 200) ORDER BY id"))
                .isEqualTo("Ada|Byron\nMary|Smith");
        customers.agrees();
    }

    @Test
    void a_group_that_waits_for_its_value_does_not_touch_another() {
        given(SPLIT + CODE);
        customers.live();
        customers.old("INSERT INTO customers (id, name, code) VALUES (200, 'Mary Smith', 'what')");

        customers.fresh("UPDATE customers SET first_name = 'Mary Ann' WHERE id = 200");
        customers.old("UPDATE customers SET note = note, code = code WHERE id = 200");

        assertThat(customers.fresh("SELECT first_name, last_name FROM customers WHERE id = 200"))
                .isEqualTo("Mary Ann|Smith");
        assertThat(customers.old("SELECT name, code FROM customers WHERE id = 200"))
                .isEqualTo("Mary Ann Smith|what");
        assertThat(unmappable()).isEqualTo(1);
        customers.fresh("UPDATE customers SET code = 9 WHERE id = 200");
        assertThat(unmappable()).isZero();
        assertThat(customers.old("SELECT code FROM customers WHERE id = 200")).isEqualTo("c9");
        assertThat(customers.fresh("SELECT first_name, last_name FROM customers WHERE id = 200"))
                .isEqualTo("Mary Ann|Smith");
    }

    @Test
    void what_the_backfill_cannot_map_of_one_group_it_maps_of_the_others() {
        given("UPDATE customers SET code = 'none' WHERE id = 5;", SPLIT + CODE);
        customers.live();

        assertThat(unmappable()).isEqualTo(1);
        assertThat(customers.fresh("SELECT first_name, last_name, code FROM customers WHERE id = 5"))
                .isEqualTo("First5|Last5|∅");
    }

    @Test
    void a_column_that_takes_the_place_of_another_by_two_operations_is_kept_in_step_with_it() {
        given(
                "- add_column: { table: customers, column: { name: label, type: text }, up: \"upper(name) || '/' || coalesce(price, 0)\" }\n"
                        + "- drop_column: { table: customers, column: name, down: \"lower(split_part(label, '/', 1))\" }\n");
        customers.runs(Phase.EXPAND);
        customers.old("UPDATE customers SET name = name, note = 'x' WHERE id = 3");
        customers.live();

        customers.old("UPDATE customers SET price = 5 WHERE id = 4");
        customers.fresh("UPDATE customers SET label = 'NEW/5' WHERE id = 6");

        assertThat(customers.old("SELECT name FROM customers WHERE id IN (3, 4, 6) ORDER BY id"))
                .isEqualTo("First3 Last3\nFirst4 Last4\nnew");
        assertThat(customers.fresh("SELECT label FROM customers WHERE id = 4")).isEqualTo("FIRST4 LAST4/5");
        customers.agrees();
    }

    @Test
    void who_asks_to_refuse_is_refused_only_where_he_wrote() {
        refusing("UPDATE customers SET code = 'none' WHERE id = 5;", CODE);
        customers.live();

        customers.old("UPDATE customers SET code = code, note = 'y' WHERE id = 5");

        assertThat(customers.old("SELECT note FROM customers WHERE id = 5")).isEqualTo("y");
        assertThat(customers.oldFails("UPDATE customers SET code = 'what' WHERE id = 6"))
                .isEqualTo("22P02");
        assertThat(customers.oldFails("INSERT INTO customers (name, code) VALUES ('x', 'what')"))
                .isEqualTo("22P02");
    }

    @Test
    void a_dropped_column_keeps_what_old_code_wrote_when_new_code_changes_after_seal_what_both_codes_know() {
        given("- drop_column: { table: customers, column: name, down: \"'customer of ' || code\" }\n");
        customers.live();
        customers.old("UPDATE customers SET name = 'Ada' WHERE id = 1");
        customers.seals();

        customers.fresh("UPDATE customers SET code = 'x' WHERE id = 1");
        customers.fresh("INSERT INTO customers (id, code) VALUES (100, 'y')");

        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.old("SELECT name FROM customers WHERE id IN (1, 100) ORDER BY id"))
                .isEqualTo("Ada\ncustomer of y");
    }

    @Test
    void columns_of_a_table_that_is_renamed_too() {
        given(SPLIT + "- rename_table: { from: customers, to: clients }\n");

        assertThat(customers.plan().goesBy(Strategy.EXPAND_CONTRACT)).isTrue();
        customers.live();
        customers.fresh("UPDATE clients SET first_name = 'Ada' WHERE id = 1");
        assertThat(customers.old("SELECT name FROM customers WHERE id = 1")).isEqualTo("Ada Last1");
        customers.seals();
        customers.agrees();
        customers.contracts();
        assertThat(customers.fresh("SELECT last_name FROM clients WHERE id = 1"))
                .isEqualTo("Last1");
    }

    @Test
    void each_row_has_a_random_value_of_its_own_however_it_is_written() {
        given(
                "- add_column: { table: customers, column: { name: token, type: text }, up: \"(SELECT gen_random_uuid()::text)\" }\n");
        customers.live();

        assertThat(customers.fresh("SELECT count(DISTINCT token) FROM customers"))
                .isEqualTo("50");
    }

    @Test
    void what_cannot_be_done_is_refused_before_anything_changes() {
        given("CREATE TABLE keyless (a integer); ALTER TABLE customers ADD n serial;", """
                - add_column: { table: keyless, column: { name: b, type: integer }, up: a + 1 }
                - alter_column: { table: customers, column: n, type: bigint }
                - alter_column: { table: customers, column: id, type: integer }
                - alter_column: { table: customers, column: price, type: text, down: pric }
                - split_column: { table: customers, column: nmae, into: [{ name: a, type: text, up: "name" }], down: a }
                - drop_table: { name: nothing }
                """);

        assertThat(customers.refusal())
                .contains("keyless has no primary key")
                .contains("\"n\" of public.customers takes its values from a sequence")
                .contains("\"id\" of public.customers belongs to the key")
                .contains("column \"pric\" does not exist")
                .contains("did you mean \"name\"?")
                .contains("there is no table public.nothing");
    }
}
