package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations of one migration, each of which finds the columns as the one before it leaves them. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class FoldedColumnsTest {

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    private void given(String operations) {
        customers = new Customers(major, operations);
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @Test
    void operations_on_one_column_fold() {
        given("""
                - alter_column: { table: customers, column: price, type: bigint, up: "price * 100", down: "price / 100" }
                - alter_column: { table: customers, column: price, name: label, type: text, up: "'c ' || customers.price", down: "substr(label, 3)::bigint" }
                - rename_column: { table: customers, from: label, to: tag }
                """);
        assertThat(customers.plan().mappings()).hasSize(1);
        customers.live();

        customers.old("UPDATE customers SET price = 9 WHERE id = 1");
        customers.fresh("UPDATE customers SET tag = 'c 1200' WHERE id = 2");

        assertThat(customers.fresh("SELECT tag FROM customers WHERE id IN (1, 3) ORDER BY id"))
                .isEqualTo("c 900\nc 300");
        assertThat(customers.old("SELECT price FROM customers WHERE id = 2")).isEqualTo("12");
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT tag FROM customers WHERE id = 2")).isEqualTo("c 1200");
    }

    /** A default that depends on the time is what the server has kept of it, not what it gives now. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "null",
            value = {
                "text, default: \"'vip'\"; VIP",
                "text, nullable: true; ∅",
                "boolean, default: \"false\"; FALSE",
                "timestamptz, default: now(); null"
            })
    void a_column_may_follow_from_one_that_has_one_value_for_all_rows(String rank, String mirrored) {
        given("""
                - add_column: { table: customers, column: { name: rank, type: %s } }
                - rename_column: { table: customers, from: rank, to: class }
                - add_column: { table: customers, column: { name: mirror, type: text, nullable: true }, up: "upper(class::text)" }
                """.formatted(rank));
        customers.live();

        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Alan')");
        customers.fresh("UPDATE customers SET mirror = 'of new code' WHERE id = 2");

        if (mirrored != null) {
            assertThat(customers.fresh("SELECT DISTINCT mirror FROM customers WHERE id <> 2"))
                    .isEqualTo(mirrored);
        }
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT mirror FROM customers WHERE id = 2")).isEqualTo("of new code");
    }

    @Test
    void a_column_that_was_just_added_may_be_altered() {
        given("""
                - add_column: { table: customers, column: { name: rank, type: text, default: "'7'" } }
                - alter_column: { table: customers, column: rank, type: integer, up: "rank::integer + 1", down: "(rank - 1)::text" }
                """);
        customers.live();
        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Alan')");
        customers.fresh("INSERT INTO customers (id, name, rank) VALUES (101, 'Ada', 3)");

        assertThat(customers.fresh("SELECT rank FROM customers WHERE id IN (1, 100, 101) ORDER BY id"))
                .isEqualTo("8\n8\n3");
        customers.agrees();
        customers.seals();
        customers.contracts();
    }
}
