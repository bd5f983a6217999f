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

/** An enum changes in all tables that use it, and types and sequences are made, with both codes side by side. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class ChangeEnumTest {

    private static final String STATE = """
            CREATE TYPE state AS ENUM ('new', 'sent', 'lost');
            ALTER TABLE customers ADD state state NOT NULL DEFAULT 'new';
            UPDATE customers SET state = (enum_range(NULL::state))[id % 3 + 1];
            CREATE TABLE parcels (id integer PRIMARY KEY, state state);
            INSERT INTO parcels SELECT n, (enum_range(NULL::state))[n % 3 + 1] FROM generate_series(1, 9) n;
            """;

    private static final String CHANGE =
            "- change_enum: { name: state, values: [arrived, dispatched, fresh], rename: { new: fresh, sent: dispatched }, remove: { lost: dispatched } }\n";

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
    void values_are_renamed_removed_added_and_put_in_another_order_in_all_tables() {
        given(STATE, CHANGE);
        customers.live();

        customers.old("UPDATE customers SET state = 'sent' WHERE id = 1");
        customers.fresh("UPDATE customers SET state = 'fresh' WHERE id = 2");
        customers.fresh("UPDATE customers SET state = 'arrived' WHERE id = 4");
        customers.old("INSERT INTO parcels VALUES (10, 'lost')");
        customers.fresh("INSERT INTO parcels VALUES (11, 'dispatched')");
        customers.old("INSERT INTO customers (id, name) VALUES (100, 'Ada')");
        customers.fresh("INSERT INTO customers (id, name) VALUES (101, 'Alan')");

        assertThat(customers.fresh("SELECT state FROM customers WHERE id IN (1, 2, 4, 100, 101) ORDER BY id"))
                .isEqualTo("dispatched\nfresh\narrived\nfresh\nfresh");
        assertThat(customers.old("SELECT state FROM customers WHERE id IN (1, 2, 100, 101) ORDER BY id"))
                .isEqualTo("sent\nnew\nnew\nnew");
        assertThat(customers.old("SELECT state FROM parcels WHERE id >= 10 ORDER BY id"))
                .isEqualTo("lost\nsent");
        customers.agrees();
        customers.seals();
        customers.contracts();

        assertThat(customers.old("SELECT enum_range(NULL::state)")).isEqualTo("{arrived,dispatched,fresh}");
        assertThat(customers.old("SELECT state, count(*) FROM parcels GROUP BY 1 ORDER BY 1"))
                .isEqualTo("dispatched|8\nfresh|3");
        customers.old("INSERT INTO customers (id, name) VALUES (102, 'Edsger')");
        assertThat(customers.old("SELECT state FROM customers WHERE id = 102")).isEqualTo("fresh");
        assertThat(customers.dump()).doesNotContain("segue_");
    }

    @Test
    void a_rollback_takes_the_new_type_away() {
        given(STATE, CHANGE);
        String before = customers.dump();
        customers.live();
        customers.fresh("UPDATE customers SET state = 'dispatched' WHERE id = 3");

        customers.rollsBack();

        assertThat(customers.dump()).isEqualTo(before);
        assertThat(customers.old("SELECT state FROM customers WHERE id = 3")).isEqualTo("sent");
    }

    @Test
    void the_seal_is_broken_and_everything_is_as_before() {
        given(STATE, CHANGE);
        customers.live();
        customers.seals();
        customers.fresh("INSERT INTO customers (id, name, state) VALUES (101, 'Alan', 'dispatched')");

        customers.engine().unseal(Customers.MIGRATION);

        assertThat(customers.old("SELECT state FROM customers WHERE id = 101")).isEqualTo("sent");
        assertThat(customers.old("INSERT INTO customers (id, name) VALUES (102, 'Edsger') RETURNING state"))
                .isEqualTo("new");
    }

    @Test
    void values_that_are_only_added_rewrite_nothing() {
        given(STATE, "- change_enum: { name: state, values: [draft, new, packed, sent, lost, found] }\n");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("stay after a rollback"));
        assertThat(customers.plan().mappings()).isEmpty();

        customers.finishes();

        assertThat(customers.old("SELECT enum_range(NULL::state)")).isEqualTo("{draft,new,packed,sent,lost,found}");
    }

    @Test
    void a_type_is_made_and_used_in_one_migration() {
        given("", """
                - create_enum: { name: grade, values: [good, bad], comment: of a customer }
                - create_domain: { name: mail, type: text, check: { name: has_at, constraint: "VALUE LIKE '%@%'" } }
                - create_sequence: { name: ticket, start: 1000, increment: 10 }
                - add_column: { table: customers, column: { name: grade, type: grade, default: "'good'" } }
                - add_column: { table: customers, column: { name: mail, type: mail, nullable: true }, up: "code || '@example.org'" }
                - replace_codes: { table: customers, column: note, name: noted, type: grade, codes: { none: good } }
                """);
        String before = customers.dump();
        customers.live();

        customers.fresh("UPDATE customers SET grade = 'bad' WHERE id = 1");
        assertThat(customers.freshFails("UPDATE customers SET mail = 'nowhere' WHERE id = 1"))
                .isEqualTo("23514");
        assertThat(customers.fresh("SELECT grade, mail, noted FROM customers WHERE id <= 2 ORDER BY id"))
                .isEqualTo("bad|c1@example.org|good\ngood|c2@example.org|good");
        assertThat(customers.old("SELECT nextval('ticket') + nextval('ticket')"))
                .isEqualTo("2010");
        customers.agrees();
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);
    }

    @Test
    void what_uses_the_type_elsewhere_is_named() {
        given(
                STATE
                        + "CREATE FUNCTION is_new(s state) RETURNS boolean LANGUAGE sql AS $$ SELECT s = 'new' $$;"
                        + "ALTER TABLE parcels ADD past state[];",
                CHANGE);

        assertThat(customers.refusal())
                .contains("enum public.state: it is used by function is_new(state)")
                .contains("enum public.state: it is used by column past of table parcels");
    }

    @Test
    void every_value_needs_a_future() {
        given(
                STATE,
                "- change_enum: { name: state, values: [new, sent], rename: { sentt: sent } }\n"
                        + "- change_enum: { name: stat, values: [new] }\n"
                        + "- create_enum: { name: state, values: [new] }\n");

        assertThat(customers.refusal())
                .contains("enum public.state has a value \"lost\", and nothing says what becomes of it")
                .contains("has no value \"sentt\"; did you mean \"sent\"?")
                .contains("there is no enum public.stat")
                .contains("type \"state\" already exists");
    }
}
