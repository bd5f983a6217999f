package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
    void conditions_that_name_values_name_the_new_ones_where_those_say_the_same() {
        given(
                STATE + """
                        ALTER TABLE customers ADD CONSTRAINT known CHECK (state IN ('new', 'sent', 'lost') AND name <> 'it''s ''new''::state');
                        ALTER TABLE customers ADD CONSTRAINT priced CHECK (price > 0 OR state = 'new');
                        ALTER TABLE customers ADD CONSTRAINT early CHECK (state < 'lost' OR price IS NULL OR price > 0);
                        CREATE INDEX fresh_ones ON customers (price) WHERE state = 'new';
                        CREATE UNIQUE INDEX once ON customers (id) WHERE state IN ('new', 'sent');
                        CREATE INDEX lost_ones ON customers (price) WHERE state = 'lost';
                        CREATE INDEX states ON customers ((state = 'sent'), price);
                        """,
                "- change_enum: { name: state, values: [fresh, gone, sent], rename: { new: fresh }, remove: { lost: sent } }\n");
        String lost = customers.plan().assessment().warnings().toString();

        assertThat(lost).contains("constraint known").contains("index once").contains("index lost_ones");
        assertThat(lost).doesNotContain("index fresh_ones").doesNotContain("constraint priced");
        customers.live();
        customers.agrees();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT pg_get_indexdef('fresh_ones'::regclass)"))
                .endsWith("(price) WHERE (state = 'fresh'::state)");
        assertThat(customers.old("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'priced'"))
                .isEqualTo("CHECK (((price > 0) OR (state = 'fresh'::state)))");
        assertThat(customers.dump()).doesNotContain("segue_");
    }

    @Test
    void a_comparison_of_values_is_carried_over_where_their_order_stays() {
        given(
                STATE + """
                        ALTER TABLE customers ADD CONSTRAINT early CHECK (state < 'lost' OR price > 0);
                        CREATE INDEX not_lost ON customers (price) WHERE state <> 'lost';
                        """,
                "- change_enum: { name: state, values: [fresh, sent, packed, lost], rename: { new: fresh } }\n");
        customers.live();
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'early'"))
                .isEqualTo("CHECK (((state < 'lost'::state) OR (price > 0)))");
        assertThat(customers.old("SELECT pg_get_indexdef('not_lost'::regclass)"))
                .endsWith("(price) WHERE (state <> 'lost'::state)");
        customers.next("0009_other", "- change_enum: { name: state, values: [lost, fresh, sent, packed] }\n");
        customers.seals("0009_other");
        customers.contracts("0009_other");
        assertThat(customers.old("SELECT count(*) FROM pg_constraint WHERE conname = 'early'"))
                .isEqualTo("0");
        assertThat(customers.old("SELECT pg_get_indexdef('not_lost'::regclass)"))
                .endsWith("(price) WHERE (state <> 'lost'::state)");
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
                - create_table: { name: mails, columns: [{ name: id, type: integer, pk: true }, { name: mail, type: mail, nullable: true }] }
                - replace_codes: { table: customers, column: note, name: noted, type: grade, codes: { none: good } }
                """);
        String before = customers.dump();
        customers.live();

        customers.fresh("UPDATE customers SET grade = 'bad' WHERE id = 1");
        assertThat(customers.freshFails("INSERT INTO public.mails VALUES (1, 'nowhere')"))
                .isEqualTo("23514");
        customers.fresh("INSERT INTO public.mails VALUES (1, 'ada@example.org')");
        assertThat(customers.fresh("SELECT grade, noted FROM customers WHERE id <= 2 ORDER BY id"))
                .isEqualTo("bad|good\ngood|good");
        assertThat(customers.old("SELECT nextval('ticket') + nextval('ticket')"))
                .isEqualTo("2010");
        customers.agrees();
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);
    }

    @Test
    void the_new_type_has_the_comment_and_rights_of_the_old_one() {
        given(STATE + "COMMENT ON TYPE state IS 'how far it is'; REVOKE USAGE ON TYPE state FROM PUBLIC;", CHANGE);
        customers.live();
        customers.seals();
        customers.contracts();

        assertThat(customers.old(
                        "SELECT obj_description('state'::regtype), typacl FROM pg_type WHERE oid = 'state'::regtype"))
                .isEqualTo("how far it is|{postgres=U/postgres}");
    }

    @Test
    void a_value_that_the_old_type_gets_meanwhile_is_not_lost() {
        given(STATE, CHANGE);
        customers.live();
        customers.old("ALTER TYPE state ADD VALUE 'found'");

        assertThatThrownBy(() -> customers.seals())
                .hasMessageContaining("values of the enum \"public\".\"state\" changed");
        customers.rollsBack();
        assertThat(customers.old("SELECT enum_range(NULL::state)")).isEqualTo("{new,sent,lost,found}");
    }

    @Test
    void partitions_change_with_the_whole() {
        given("""
                CREATE TYPE state AS ENUM ('new', 'sent');
                CREATE TABLE parts (id integer, state state, PRIMARY KEY (id)) PARTITION BY RANGE (id);
                CREATE TABLE parts_1 PARTITION OF parts FOR VALUES FROM (0) TO (10) PARTITION BY RANGE (id);
                CREATE TABLE parts_1a PARTITION OF parts_1 FOR VALUES FROM (0) TO (5);
                CREATE TABLE parts_2 PARTITION OF parts FOR VALUES FROM (10) TO (100);
                INSERT INTO parts SELECT n, 'sent' FROM generate_series(1, 20) n WHERE n < 5 OR n > 9;
                """, "- change_enum: { name: state, values: [new, gone], rename: { sent: gone } }\n");
        customers.live();
        customers.old("UPDATE parts SET state = 'new' WHERE id = 12");
        customers.agrees();
        customers.seals();
        customers.contracts();

        assertThat(customers.old("SELECT state, count(*) FROM parts GROUP BY 1 ORDER BY 1"))
                .isEqualTo("new|1\ngone|14");
    }

    @Test
    void what_would_stop_later_is_refused_before_anything_changes() {
        given(
                STATE
                        + "CREATE DOMAIN mail AS text CHECK (VALUE LIKE '%@%');"
                        + "ALTER TABLE customers ADD address mail; ALTER TABLE parcels ADD note text CHECK (note IS NULL OR note::state IS NOT NULL), ADD other text DEFAULT ('new'::state)::text;",
                CHANGE
                        + "- change_enum: { name: state, values: [new], remove: { sent: new, lost: new } }\n"
                        + "- add_column: { table: parcels, column: { name: mail, type: mail, nullable: true } }\n"
                        + "- alter_column: { table: customers, column: address, up: lower(address), down: address }\n");

        assertThat(customers.refusal())
                .contains("it is used by constraint parcels_note_check on table parcels")
                .contains("it is used by default value for column other of table parcels")
                .contains("mail is a domain with rules: the server writes the whole table anew")
                .contains("give column \"address\" the domain's own type");
    }

    @Test
    void an_enum_is_changed_once() {
        given(
                STATE,
                CHANGE
                        + "- change_enum: { name: state, values: [new, sent, lost, found] }\n"
                        + "- add_column: { table: parcels, column: { name: past, type: state, nullable: true } }\n");

        assertThat(customers.refusal())
                .contains("enum public.state: this migration changes it already")
                .contains("state is replaced by an operation before");
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
