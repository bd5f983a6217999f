package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code split_column}, the whole way, old and new code side by side. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class SplitColumnTest {

    private static final String SPLIT = """
            - split_column:
                table: customers
                column: name
                into:
                  - { name: first_name, type: text, up: "split_part(name, ' ', 1)" }
                  - { name: last_name, type: text, up: "substr(name, strpos(name, ' ') + 1)" }
                down: first_name || ' ' || last_name
            """;

    @Parameter
    Major major;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @Test
    void both_codes_write_and_read_their_shape_until_the_old_one_is_gone() {
        try (Customers customers = new Customers(major, SPLIT)) {
            customers.live();
            assertThat(customers.fresh("SELECT first_name, last_name FROM customers WHERE id = 7"))
                    .isEqualTo("First7|Last7");

            customers.old("UPDATE customers SET name = 'Ada Lovelace' WHERE id = 7");
            assertThat(customers.fresh("SELECT first_name, last_name FROM customers WHERE id = 7"))
                    .isEqualTo("Ada|Lovelace");
            customers.fresh("UPDATE customers SET first_name = 'Augusta' WHERE id = 7");
            assertThat(customers.old("SELECT name FROM customers WHERE id = 7")).isEqualTo("Augusta Lovelace");
            customers.old("INSERT INTO customers (id, name) VALUES (100, 'Alan Turing')");
            assertThat(customers.fresh("SELECT first_name, last_name, note FROM customers WHERE id = 100"))
                    .isEqualTo("Alan|Turing|none");
            assertThat(
                            customers.fresh(
                                    "INSERT INTO customers (id, first_name, last_name) VALUES (101, 'Grace', 'Hopper') RETURNING first_name"))
                    .isEqualTo("Grace");
            assertThat(customers.old("SELECT name, note FROM customers WHERE id = 101"))
                    .isEqualTo("Grace Hopper|none");
            customers.fresh(
                    "INSERT INTO customers (id, first_name, last_name) VALUES (101, 'G', 'H') ON CONFLICT (id) DO UPDATE SET last_name = excluded.last_name");
            assertThat(customers.old("SELECT name FROM customers WHERE id = 101"))
                    .isEqualTo("Grace H");
            assertThat(customers.freshFails("INSERT INTO customers (id, first_name) VALUES (102, 'Nobody')"))
                    .isEqualTo("23502");
            customers.old("DELETE FROM customers WHERE id = 100");
            customers.agrees();

            customers.seals();
            assertThat(customers.old("SELECT first_name, last_name FROM customers WHERE id = 101"))
                    .isEqualTo("Grace|H");
            customers.fresh("UPDATE customers SET last_name = 'Hopper' WHERE id = 101");
            customers.old("INSERT INTO customers (id, first_name, last_name) VALUES (103, 'Edsger', 'Dijkstra')");
            customers.engine().unseal(Customers.MIGRATION);
            assertThat(customers.old("SELECT name FROM customers WHERE id IN (101, 103) ORDER BY id"))
                    .isEqualTo("Grace Hopper\nEdsger Dijkstra");
            customers.agrees();
            customers.seals();
            customers.contracts();

            assertThat(customers.old("SELECT * FROM customers WHERE id = 103"))
                    .isEqualTo("103|∅|∅|none|Edsger|Dijkstra");
            assertThat(customers.fresh("SELECT first_name FROM customers WHERE id = 103"))
                    .isEqualTo("Edsger");
            customers.fresh("INSERT INTO customers (id, first_name, last_name) VALUES (104, 'Barbara', 'Liskov')");
            assertThat(customers.dump()).doesNotContain("segue");
        }
    }

    @Test
    void a_rollback_loses_no_row_and_leaves_the_catalog_as_it_was() {
        try (Customers customers = new Customers(major, SPLIT)) {
            String before = customers.dump();
            customers.live();
            customers.fresh("INSERT INTO customers (id, first_name, last_name) VALUES (101, 'Grace', 'Hopper')");

            customers.rollsBack();

            assertThat(customers.old("SELECT name FROM customers WHERE id = 101"))
                    .isEqualTo("Grace Hopper");
            assertThat(customers.dump()).isEqualTo(before);
        }
    }

    @Test
    void what_new_code_writes_to_a_row_that_is_not_filled_is_laid_over_the_old_values() {
        try (Customers customers = new Customers(major, SPLIT)) {
            customers.runs(Phase.EXPAND);

            customers.fresh("UPDATE customers SET first_name = 'Ada' WHERE id = 3");

            assertThat(customers.old("SELECT name FROM customers WHERE id = 3")).isEqualTo("Ada Last3");
            customers.live();
            assertThat(customers.fresh("SELECT first_name, last_name FROM customers WHERE id = 3"))
                    .isEqualTo("Ada|Last3");
            customers.agrees();
        }
    }
}
