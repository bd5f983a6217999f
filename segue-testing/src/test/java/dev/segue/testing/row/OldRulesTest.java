package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.migration.Strategy;
import dev.segue.plan.Plan;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules of the old shape that name a column which goes: old code relies on them as long as it runs. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class OldRulesTest {

    private static final String SPLIT = """
            - split_column:
                table: customers
                column: name
                into:
                  - { name: first, type: text, up: "split_part(name, ' ', 1)" }
                  - { name: last, type: text, up: "substr(name, strpos(name, ' ') + 1)" }
                down: first || ' ' || last
            """;
    private static final String CHECK =
            "ALTER TABLE customers ADD CONSTRAINT rule CHECK (length(name) > 5 OR price > 0);";

    @Parameter
    Major major;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHECK,
                "ALTER TABLE customers ADD CONSTRAINT rule CHECK (length(name) > 5);",
                "ALTER TABLE customers ADD CONSTRAINT rule UNIQUE (name, price);",
                "CREATE UNIQUE INDEX rule ON customers (name);"
            })
    void new_code_obeys_them_until_contract_and_plan_says_so(String rule) {
        try (Customers customers = new Customers(major, rule, SPLIT)) {
            Plan plan = customers.plan();

            assertThat(plan.goesBy(Strategy.EXPAND_CONTRACT)).isTrue();
            assertThat(plan.assessment()
                            .strategy()
                            .compatibility()
                            .newCode()
                            .expanded()
                            .writes()
                            .reasons())
                    .contains("customers obeys rule until contract");

            customers.live();
            String bad = "UPDATE customers SET first = 'First1', last = '%s', price = %s WHERE id = 2";
            assertThat(customers.freshFails(
                            rule.contains("UNIQUE")
                                    ? bad.formatted("Last1", 1)
                                    : bad.formatted("", 0).replace("First1", "x")))
                    .startsWith("23");
            customers.agrees();
            customers.seals();
            customers.contracts();
        }
    }

    @Test
    void one_that_is_dropped_for_itself_binds_nobody_from_expand_on() {
        try (Customers customers = new Customers(
                major, CHECK, "- drop_multicolumn_constraint: { table: customers, name: rule }\n" + SPLIT)) {
            String before = customers.dump();
            customers.live();
            customers.fresh("UPDATE customers SET first = '', last = '', price = 0 WHERE id = 2");
            assertThat(customers.old("SELECT price FROM customers WHERE id = 2"))
                    .isEqualTo("0");
            customers.old("UPDATE customers SET name = 'of old', price = 7 WHERE id = 2");
            customers.rollsBack();
            assertThat(customers.dump()).isEqualTo(before);

            customers.live();
            customers.fresh("UPDATE customers SET first = '', last = '', price = 0 WHERE id = 2");
            customers.agrees();
            customers.seals();
            customers.contracts();
        }
    }
}
