package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.plan.Phase;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A column follows from others of its row, whoever writes these, before the old shape is sealed and after. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class AddCalculatedColumnTest {

    private static final String QUANTITY = "ALTER TABLE customers ADD quantity integer DEFAULT 2;";

    private static final String TOTAL =
            "- add_calculated_column: { table: customers, column: { name: total, type: 'numeric(12,2)', nullable: true, comment: what they owe }, value: quantity * price }\n";

    private static final String BY_APPLICATION =
            "- add_calculated_column: { table: customers, column: { name: total, type: bigint }, value: quantity * price, kept_by: application }\n";

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    private void given(String more, String operations) {
        customers = new Customers(major, more, operations);
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @Test
    void the_value_follows_whoever_writes_and_what_is_written_into_it_is_overwritten() {
        given(QUANTITY, TOTAL);
        customers.live();

        customers.old("UPDATE customers SET price = 7 WHERE id = 1");
        customers.fresh("UPDATE customers SET quantity = 5 WHERE id = 2");
        customers.fresh("UPDATE customers SET total = 1000 WHERE id = 3");
        customers.fresh("UPDATE customers SET total = 1000, price = 10 WHERE id = 4");
        customers.old("UPDATE customers SET price = NULL WHERE id = 5");
        customers.old("INSERT INTO customers (id, name, price) VALUES (100, 'Ada', 3)");
        customers.fresh("INSERT INTO customers (id, name, price, quantity) VALUES (101, 'Alan', 3, 3)");
        customers.fresh("INSERT INTO customers (id, name, price, total) VALUES (102, 'Grace', 4, 1000)");
        customers.fresh(
                "INSERT INTO customers (id, name, total) VALUES (4, 'Grace', 9) ON CONFLICT (id) DO UPDATE SET total = excluded.total");

        String expected = "1|14.00\n2|10.00\n3|6.00\n4|20.00\n5|∅\n100|6.00\n101|9.00\n102|8.00";
        String asked = "SELECT id, total FROM customers WHERE id IN (1, 2, 3, 4, 5, 100, 101, 102) ORDER BY id";
        assertThat(customers.fresh(asked)).isEqualTo(expected);
        customers.agrees();
        customers.seals();
        assertThat(customers.old(asked)).isEqualTo(expected);
        writesAfterSeal();
        customers.contracts();
        writesAfterSeal();
        assertThat(customers.old("SELECT count(*) FROM customers WHERE total IS DISTINCT FROM quantity * price"))
                .isEqualTo("0");
    }

    private void writesAfterSeal() {
        customers.old("DELETE FROM customers WHERE id = 103");
        customers.old("INSERT INTO customers (id, name, price, total) VALUES (103, 'Edsger', 3, 1000)");
        customers.old("UPDATE customers SET price = 8 WHERE id = 1");
        customers.old("UPDATE customers SET total = NULL WHERE id = 2");
        assertThat(customers.old("SELECT total FROM customers WHERE id IN (1, 2, 103) ORDER BY id"))
                .isEqualTo("16.00\n10.00\n6.00");
    }

    @Test
    void the_way_back_leaves_nothing_from_before_seal_and_from_after() {
        given(QUANTITY, TOTAL);
        String before = customers.dump();
        customers.live();
        customers.seals();
        assertThat(customers.dump()).contains("zz_keep_total", "public.keep_customers_total()");
        customers.engine().unseal(Customers.MIGRATION);
        customers.old("UPDATE customers SET price = 7 WHERE id = 1");
        assertThat(customers.fresh("SELECT total FROM customers WHERE id = 1")).isEqualTo("14.00");
        customers.agrees();
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);
    }

    @Test
    void triggers_and_functions_are_the_table_owners_and_stay() {
        given(QUANTITY, TOTAL);
        customers.live();
        customers.seals();
        String sealed = kept();
        customers.contracts();

        assertThat(kept()).isEqualTo(sealed);
        assertThat(customers.dump()).contains("trigger public.customers CREATE TRIGGER zz_keep_total");
        assertThat(customers.old("SELECT tgname FROM pg_trigger WHERE tgrelid = 'customers'::regclass"))
                .isEqualTo("zz_keep_total");
        customers.next("0009_names", "- rename_column: { table: customers, from: name, to: full_name }\n");
        customers.old("UPDATE customers SET price = 9 WHERE id = 1");
        assertThat(customers.old("SELECT total FROM customers WHERE id = 1")).isEqualTo("18.00");
        customers.seals("0009_names");
        customers.contracts("0009_names");
        assertThat(kept()).isEqualTo(sealed);
    }

    @Test
    void whoever_may_write_some_columns_of_the_table_may_go_on() {
        String clerk = "clerk_" + major.number();
        given(
                QUANTITY
                        + "ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; DROP ROLE IF EXISTS %1$s; CREATE ROLE %1$s;"
                                .formatted(clerk)
                        + "GRANT SELECT (id), UPDATE (price), INSERT (id, name, price) ON customers TO " + clerk,
                TOTAL);
        customers.live();
        customers.seals();
        customers.contracts();
        customers.old("SET ROLE " + clerk);
        customers.old("UPDATE customers SET price = 7 WHERE id = 1");
        customers.old("INSERT INTO customers (id, name, price) VALUES (100, 'Ada', 3)");
        customers.old("RESET ROLE");
        assertThat(customers.old("SELECT total FROM customers WHERE id IN (1, 100) ORDER BY id"))
                .isEqualTo("14.00\n6.00");
        customers.old("DROP OWNED BY %1$s; DROP ROLE %1$s".formatted(clerk));
    }

    private String kept() {
        return customers
                .dump()
                .lines()
                .filter(l -> l.contains("keep_") || l.contains("calc_"))
                .toList()
                .toString();
    }

    @Test
    void what_gives_a_kept_column_its_value_is_neither_renamed_nor_dropped_by_a_later_migration() {
        given(QUANTITY, TOTAL);
        customers.live();
        customers.seals();
        customers.contracts();

        for (String operation : List.of(
                "- rename_column: { table: customers, from: price, to: cost }\n",
                "- alter_column: { table: customers, column: price, type: bigint }\n",
                "- drop_column: { table: customers, column: total }\n",
                "- alter_column: { table: customers, column: total, name: sum }\n")) {
            assertThat(customers.refusal("0009_next", operation))
                    .contains("is used by the trigger zz_keep_total, by which the server keeps column \"total\"")
                    .contains("DROP TRIGGER zz_keep_total ON public.customers");
        }
        assertThat(
                        customers.refusal(
                                "0009_next",
                                "- add_calculated_column: { table: customers, column: { name: twice, type: numeric }, value: total * 2 }\n"))
                .contains("column \"total\" of public.customers is itself calculated by the server");
        customers.next("0009_next", "- drop_table: { name: customers }\n");
        customers.seals("0009_next");
        customers.contracts("0009_next");
        assertThat(kept()).isEqualTo("[]");
    }

    @Test
    void the_application_keeps_it_where_that_is_said() {
        given(QUANTITY, BY_APPLICATION);
        customers.live();
        customers.old("UPDATE customers SET price = 7 WHERE id = 1");
        customers.fresh("UPDATE customers SET total = 1000 WHERE id = 2");
        assertThat(customers.fresh("SELECT total FROM customers WHERE id IN (1, 2) ORDER BY id"))
                .isEqualTo("14\n1000");
        customers.agrees();
        customers.seals();
        customers.contracts();
        customers.old("UPDATE customers SET price = 8 WHERE id = 1");
        assertThat(customers.old("SELECT total FROM customers WHERE id = 1")).isEqualTo("14");
        assertThat(kept()).isEqualTo("[]");
    }

    @Test
    void a_row_that_has_no_value_is_noted_and_blocks_nobody_before_seal() {
        given(
                QUANTITY,
                "- add_calculated_column: { table: customers, column: { name: each, type: integer }, value: price / quantity }\n");
        customers.live();
        customers.old("UPDATE customers SET quantity = 0 WHERE id = 1");
        customers.old("UPDATE customers SET price = NULL WHERE id = 2");
        assertThat(customers.engine().status(Customers.MIGRATION).notes().unmappable())
                .isEqualTo(2);
        customers.fresh("UPDATE customers SET quantity = 1 WHERE id = 1");
        customers.fresh("UPDATE customers SET price = 4 WHERE id = 2");
        customers.agrees();
        customers.seals();
        assertThat(customers.oldFails("UPDATE customers SET quantity = 0 WHERE id = 1"))
                .isEqualTo("22012");
        assertThat(customers.old("SELECT each FROM customers WHERE id IN (1, 2) ORDER BY id"))
                .isEqualTo("1\n2");
    }

    @Test
    void a_trigger_of_the_applications_that_changes_what_the_value_follows_from_is_heard() {
        given(
                QUANTITY
                        + "CREATE FUNCTION one() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.quantity := greatest(NEW.quantity, 1); RETURN NEW; END';"
                        + "CREATE TRIGGER z_one BEFORE INSERT OR UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION one();",
                TOTAL);
        customers.live();
        customers.old("UPDATE customers SET quantity = 0, total = 9 WHERE id = 10");
        customers.fresh("INSERT INTO customers (id, name, price, quantity) VALUES (101, 'Alan', 3, 0)");
        assertThat(customers.fresh("SELECT total FROM customers WHERE id IN (10, 101) ORDER BY id"))
                .isEqualTo("10.00\n3.00");
        customers.agrees();
        customers.seals();
        customers.old("UPDATE customers SET quantity = 0 WHERE id = 11");
        assertThat(customers.old("SELECT total FROM customers WHERE id = 11")).isEqualTo("11.00");
    }

    @Test
    void the_rows_of_partitions_are_kept_by_the_trigger_of_the_whole() {
        given(
                """
                CREATE TABLE lines (id bigint PRIMARY KEY, quantity integer, price integer) PARTITION BY RANGE (id);
                CREATE TABLE lines_old PARTITION OF lines FOR VALUES FROM (0) TO (100);
                CREATE TABLE lines_new PARTITION OF lines FOR VALUES FROM (100) TO (200);
                INSERT INTO lines SELECT n, 2, n FROM generate_series(1, 199) n;
                """,
                "- add_calculated_column: { table: lines, column: { name: total, type: integer }, value: quantity * price }\n");
        String before = customers.dump();
        customers.live();
        customers.seals();
        customers.engine().unseal(Customers.MIGRATION);
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);
        customers.runs(Phase.VERIFY);
        customers.seals();
        customers.contracts();
        customers.old(
                "UPDATE lines_old SET id = 99, price = 1000 WHERE id = 1 AND false; UPDATE lines SET price = 7 WHERE id IN (1, 150)");
        assertThat(customers.old("SELECT total FROM lines WHERE id IN (1, 2, 150) ORDER BY id"))
                .isEqualTo("14\n4\n14");
    }

    @Test
    void what_cannot_be_calculated_is_refused_by_name() {
        given(
                QUANTITY
                        + "ALTER TABLE customers ADD made integer GENERATED ALWAYS AS (price + 1) STORED;"
                        + "CREATE FUNCTION keep_customers_free() RETURNS integer LANGUAGE sql RETURN 1;",
                """
                - add_calculated_column: { table: customers, column: { name: a, type: text }, value: now()::text || name }
                - add_calculated_column: { table: customers, column: { name: b, type: integer }, value: '1' }
                - add_calculated_column: { table: customers, column: { name: c, type: integer }, value: made + 1 }
                - add_calculated_column: { table: customers, column: { name: d, type: text }, value: upper(nobody) }
                """);
        assertThat(customers.refusal())
                .contains("may give another value in another session or at another time")
                .contains("uses no column of the row")
                .contains("column \"made\" of public.customers is itself calculated by the server")
                .contains("nobody");
        assertThat(
                        customers.refusal(
                                "0009_next",
                                "- add_calculated_column: { table: customers, column: { name: free, type: integer }, value: price + 1 }\n"))
                .contains("there is a function keep_customers_free() already");
        customers.old(
                "CREATE FUNCTION late() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.price := 1; RETURN NEW; END';"
                        + "CREATE TRIGGER zzz_late BEFORE UPDATE ON customers FOR EACH ROW EXECUTE FUNCTION late()");
        assertThat(customers.refusal("0009_next", TOTAL))
                .contains("the trigger zzz_late on public.customers would run after");
    }
}
