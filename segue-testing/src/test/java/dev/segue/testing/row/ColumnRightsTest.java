package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A role that may write some columns only may write those that take their place. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class ColumnRightsTest {

    private static final String DENIED = "42501";

    /** As a role of least privilege; a role belongs to the whole server. */
    private static final String ROLE = """
            DO $$ BEGIN CREATE ROLE segue_test_clerk; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
            GRANT USAGE ON SCHEMA public TO segue_test_clerk;
            GRANT SELECT, INSERT (id, name, price), UPDATE (name, price) ON customers TO segue_test_clerk;
            """;

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    private void given(String operations) {
        customers = new Customers(major, ROLE, operations);
    }

    @AfterEach
    void drop() {
        customers.old("RESET ROLE; DROP OWNED BY segue_test_clerk");
        customers.close();
    }

    private void asClerk() {
        customers.old("SET ROLE segue_test_clerk");
        customers.fresh("SET ROLE segue_test_clerk");
    }

    private void asOwner() {
        customers.old("RESET ROLE");
        customers.fresh("RESET ROLE");
    }

    @Test
    void a_column_that_takes_the_place_of_another_has_its_rights() {
        given(
                "- alter_column: { table: customers, column: price, type: text, up: \"'EUR ' || price\", down: \"substr(price, 5)::integer\" }\n"
                        + "- add_column: { table: customers, column: { name: label, type: text, nullable: true }, up: \"upper(name)\" }\n");
        customers.live();

        asClerk();
        customers.fresh("UPDATE customers SET price = 'EUR 7' WHERE id = 1");
        customers.fresh("INSERT INTO customers (id, name, price) VALUES (100, 'Ada', 'EUR 8')");
        customers.old("UPDATE customers SET price = 9 WHERE id = 2");
        assertThat(customers.fresh("SELECT price FROM customers WHERE id IN (1, 2, 100) ORDER BY id"))
                .isEqualTo("EUR 7\nEUR 9\nEUR 8");
        assertThat(customers.old("SELECT price FROM customers WHERE id IN (1, 2, 100) ORDER BY id"))
                .isEqualTo("7\n9\n8");
        assertThat(customers.freshFails("UPDATE customers SET label = 'no'")).isEqualTo(DENIED);
        assertThat(customers.freshFails("UPDATE customers SET note = 'no'")).isEqualTo(DENIED);
        asOwner();
        customers.agrees();
        customers.seals();
        asClerk();
        customers.fresh("UPDATE customers SET price = 'EUR 10' WHERE id = 1");
        asOwner();
        customers.contracts();
        asClerk();
        customers.old("UPDATE customers SET price = 'EUR 11' WHERE id = 1");
        assertThat(customers.old("SELECT price FROM customers WHERE id = 1")).isEqualTo("EUR 11");
    }

    @Test
    void columns_that_are_split_off_have_the_rights_of_the_whole() {
        given("""
                - split_column:
                    table: customers
                    column: name
                    into:
                      - { name: first_name, type: text, up: "split_part(name, ' ', 1)" }
                      - { name: last_name, type: text, up: "split_part(name, ' ', 2)" }
                    down: "first_name || ' ' || last_name"
                """);
        customers.live();

        asClerk();
        customers.fresh("UPDATE customers SET first_name = 'Ada' WHERE id = 1");
        customers.fresh("INSERT INTO customers (id, first_name, last_name) VALUES (100, 'Alan', 'Turing')");
        assertThat(customers.old("SELECT name FROM customers WHERE id IN (1, 100) ORDER BY id"))
                .isEqualTo("Ada Last1\nAlan Turing");
        asOwner();
        customers.agrees();
    }

    @Test
    void columns_that_are_merged_give_the_rights_that_all_of_them_have() {
        given(
                "- merge_columns: { table: customers, columns: [{ name: name, down: \"split_part(label, '/', 1)\" }, { name: note, down: \"split_part(label, '/', 2)\" }], into: { name: label, type: text }, up: \"name || '/' || coalesce(note, '')\" }\n");
        customers.live();

        asClerk();
        assertThat(customers.freshFails("UPDATE customers SET label = 'no'")).isEqualTo(DENIED);
        customers.old("UPDATE customers SET name = 'Ada' WHERE id = 1");
        asOwner();
        assertThat(customers.fresh("SELECT label FROM customers WHERE id = 1")).isEqualTo("Ada/none");
        customers.agrees();
    }
}
