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

/** Codes of a column are replaced while old code reads and writes the old ones, and new code the new ones. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class ReplaceCodesTest {

    private static final String STATUS =
            "ALTER TABLE customers ADD status varchar(1) DEFAULT 'O' CHECK (status <> 'Z');"
                    + "UPDATE customers SET status = (ARRAY['O', 'S', 'C', 'X', NULL])[id % 5 + 1];";

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
    void each_code_reads_its_own_codes() {
        given(
                STATUS,
                "- replace_codes: { table: customers, column: status, type: text, codes: { O: open, S: shipped, C: closed, X: closed } }\n");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message())
                        .contains("old code reads \"C\" where new code writes \"closed\", never \"X\""));
        customers.live();

        customers.old("UPDATE customers SET status = 'S' WHERE id = 1");
        customers.fresh("UPDATE customers SET status = 'open' WHERE id = 2");
        customers.fresh("UPDATE customers SET status = 'closed' WHERE id IN (3, 5)");
        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Ada')");
        customers.fresh("INSERT INTO customers (id, name) VALUES (101, 'Alan')");
        customers.fresh("INSERT INTO customers (id, name, status) VALUES (102, 'Grace', NULL)");

        assertThat(customers.fresh(
                        "SELECT id, status FROM customers WHERE id IN (1, 2, 3, 4, 5, 100, 101, 102) ORDER BY id"))
                .isEqualTo("1|shipped\n2|open\n3|closed\n4|∅\n5|closed\n100|open\n101|open\n102|∅");
        assertThat(customers.old(
                        "SELECT id, status FROM customers WHERE id IN (1, 2, 3, 4, 5, 100, 101, 102) ORDER BY id"))
                .isEqualTo("1|S\n2|O\n3|X\n4|∅\n5|C\n100|O\n101|O\n102|∅");
        customers.agrees();
        customers.seals();
        customers.contracts();
        customers.old("INSERT INTO customers (id, name) VALUES (103, 'Edsger')");
        assertThat(customers.old("SELECT status, count(*) FROM customers GROUP BY 1 ORDER BY 1"))
                .isEqualTo("closed|20\nopen|13\nshipped|10\n∅|11");
    }

    @Test
    void a_value_without_a_code_is_noted_and_blocks_nobody() {
        given(
                STATUS,
                "- replace_codes: { table: customers, column: status, type: text, codes: { O: open, S: shipped, C: closed, X: lost } }\n");
        customers.live();

        customers.old("UPDATE customers SET status = 'Q' WHERE id = 1");
        customers.fresh("UPDATE customers SET status = 'returned' WHERE id = 2");

        customers.engine().settle();
        assertThat(customers.old("SELECT status FROM customers WHERE id = 1")).isEqualTo("Q");
        assertThat(customers.fresh("SELECT status FROM customers WHERE id = 2")).isEqualTo("returned");
        assertThat(customers.engine().status(Customers.MIGRATION).notes().unmappable())
                .isEqualTo(1);

        customers.old("UPDATE customers SET status = 'O' WHERE id = 1");
        customers.fresh("UPDATE customers SET status = 'open' WHERE id = 2");
        customers.agrees();
    }

    @Test
    void other_values_are_kept_where_that_is_said_and_codes_may_change_places() {
        given(STATUS, "- replace_codes: { table: customers, column: status, codes: { O: S, S: O }, others: keep }\n");
        customers.live();

        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Ada')");
        customers.fresh("INSERT INTO customers (id, name) VALUES (101, 'Alan')");
        customers.old("UPDATE customers SET status = 'Q' WHERE id = 1");
        customers.fresh("UPDATE customers SET status = 'R' WHERE id = 2");

        assertThat(customers.old("SELECT status FROM customers WHERE id IN (1, 2, 5, 100, 101) ORDER BY id"))
                .isEqualTo("Q\nR\nO\nO\nO");
        assertThat(customers.fresh("SELECT status FROM customers WHERE id IN (1, 2, 5, 100, 101) ORDER BY id"))
                .isEqualTo("Q\nR\nS\nS\nS");
        assertThat(customers.freshFails("UPDATE customers SET status = 'Z' WHERE id = 2"))
                .isEqualTo("23514");
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT status FROM customers WHERE id = 5")).isEqualTo("S");
    }

    @Test
    void numbers_become_words_of_an_enum() {
        given(
                "CREATE TYPE dearness AS ENUM ('cheap', 'dear');"
                        + "ALTER TABLE customers ADD class smallint NOT NULL DEFAULT 1; UPDATE customers SET class = 2 WHERE id > 25;",
                "- replace_codes: { table: customers, column: class, name: dearness, type: dearness, codes: [{ from: '1', to: cheap }, { from: '2', to: dear }] }\n");
        customers.live();

        customers.old("UPDATE customers SET class = 2 WHERE id = 1");
        customers.fresh("UPDATE customers SET dearness = 'cheap' WHERE id = 50");
        customers.fresh("INSERT INTO customers (id, name) VALUES (101, 'Alan')");

        assertThat(customers.fresh("SELECT dearness FROM customers WHERE id IN (1, 2, 50, 101) ORDER BY id"))
                .isEqualTo("dear\ncheap\ncheap\ncheap");
        assertThat(customers.old("SELECT class FROM customers WHERE id IN (1, 2, 50, 101) ORDER BY id"))
                .isEqualTo("2\n1\n1\n1");
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT dearness, count(*) FROM customers GROUP BY 1 ORDER BY 1"))
                .isEqualTo("cheap|26\ndear|25");
    }

    @Test
    void a_check_that_names_old_codes_goes_with_them_and_another_comes() {
        given(
                "ALTER TABLE customers ADD status text NOT NULL DEFAULT 'O' CONSTRAINT known CHECK (status IN ('O', 'S'));"
                        + "CREATE INDEX open_ones ON customers (id) WHERE status = 'O';",
                """
                - replace_codes: { table: customers, column: status, codes: { O: open, S: shipped } }
                - create_constraint: { type: check, table: customers, name: known_codes, columns: [status], check: "status IN ('open', 'shipped')" }
                """);
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("constraint known of public.customers"))
                .anySatisfy(w -> assertThat(w.message()).contains("index open_ones of public.customers"));
        customers.live();
        customers.fresh("UPDATE customers SET status = 'shipped' WHERE id = 1");
        assertThat(customers.oldFails("UPDATE customers SET status = 'Q' WHERE id = 2"))
                .isEqualTo("23514");
        customers.agrees();
        customers.seals();
        customers.contracts();

        assertThat(customers.oldFails("UPDATE customers SET status = 'O' WHERE id = 2"))
                .isEqualTo("23514");
        assertThat(customers.old("SELECT status, count(*) FROM customers GROUP BY 1 ORDER BY 1"))
                .isEqualTo("open|49\nshipped|1");
    }

    @Test
    void what_is_kept_is_never_cut_and_a_code_that_was_there_goes_back_to_itself() {
        given(
                "ALTER TABLE customers ADD country text DEFAULT 'GERMANY'; UPDATE customers SET country = (ARRAY['GER', 'DE', 'FRANCE'])[id % 3 + 1];",
                "- replace_codes: { table: customers, column: country, type: varchar(2), codes: { GER: DE, FRA: FR }, others: keep }\n");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("loses its default"));
        customers.live();

        customers.fresh("INSERT INTO customers (id, name, country) VALUES (100, 'Ada', 'DE')");
        customers.fresh("INSERT INTO customers (id, name) VALUES (101, 'Alan')");
        customers.fresh("UPDATE customers SET country = 'FR' WHERE id = 1");

        assertThat(customers.old("SELECT country FROM customers WHERE id IN (1, 3, 100) ORDER BY id"))
                .isEqualTo("FR\nGER\nDE");
        assertThat(customers.fresh("SELECT DISTINCT country FROM customers ORDER BY 1"))
                .isEqualTo("DE\nFR\n∅");
        assertThat(customers.engine().status(Customers.MIGRATION).notes().unmappable())
                .isEqualTo(17);
    }

    @Test
    void what_cannot_be_is_refused_by_the_codes_name() {
        given(
                STATUS,
                "- replace_codes: { table: customers, column: status, codes: { O: open, S: S } }\n"
                        + "- replace_codes: { table: customers, column: code, codes: { 'far too long for it': A } }\n"
                        + "- replace_codes: { table: customers, column: price, type: integer, codes: { one: '1' } }\n");

        assertThat(customers.refusal())
                .contains("code \"open\" does not fit into character varying(1), which makes \"o\" of it")
                .contains("code \"far too long for it\" does not fit into character varying(10)")
                .contains("invalid input syntax for type integer: \"one\"");
    }
}
