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

/** A sequence is as before until the old shape is sealed, and again when the seal is broken. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class AlterSequenceTest {

    private static final String TICKETS =
            "CREATE SEQUENCE tickets; SELECT nextval('tickets') FROM generate_series(1, 7);"
                    + "ALTER TABLE customers ADD ticket bigint DEFAULT nextval('tickets');";

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    private void given(String operations) {
        customers = new Customers(major, TICKETS, "strategy: expand_contract", operations);
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @Test
    void all_of_it_changes_at_seal_and_the_way_back_is_exact() {
        given("- alter_sequence: { name: tickets, rename: numbers, start: 5, increment: 10, minimum: -5, maximum: 9000,"
                + " cache: 2, cycle: true, owned_by: customers.ticket }\n");
        String before = customers.dump();
        customers.live();
        assertThat(customers.dump()).isEqualTo(before);
        customers.seals();
        assertThat(customers.dump())
                .contains("sequence public.numbers bigint 5 10 -5 9000 2 true owned by public.customers.ticket");
        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.dump()).isEqualTo(before);
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);

        customers.live();
        customers.seals();
        customers.contracts();
        String last = customers.old("SELECT max(ticket) FROM customers");
        assertThat(customers.old("INSERT INTO customers (name) VALUES ('Ada') RETURNING ticket"))
                .isEqualTo(String.valueOf(Long.parseLong(last) + 10));
    }

    @Test
    void a_sequence_becomes_nobodys() {
        given("- alter_sequence: { name: tickets, owned_by: none }\n");
        customers.old("ALTER SEQUENCE tickets OWNED BY customers.ticket");
        String before = customers.dump();
        customers.live();
        customers.seals();
        assertThat(customers.dump()).contains("false owned by -");
        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.dump()).isEqualTo(before);
    }

    @Test
    void it_goes_on_with_another_number_at_contract() {
        given("- alter_sequence: { name: tickets, restart: { value: 1000, irreversible: true } }\n");
        assertThat(customers.plan().assessment().warnings())
                .anySatisfy(w -> assertThat(w.message()).contains("goes on with 1000 at contract"));
        customers.live();
        customers.seals();
        assertThat(Long.parseLong(customers.old("SELECT nextval('tickets')"))).isLessThan(1000);
        customers.contracts();
        assertThat(customers.old("SELECT nextval('tickets')")).isEqualTo("1000");
    }

    @Test
    void a_number_that_was_passed_meanwhile_is_not_given_again() {
        given("- alter_sequence: { name: tickets, restart: { value: 1000, irreversible: true } }\n");
        customers.live();
        customers.old("SELECT setval('tickets', 2000)");
        customers.seals();
        customers.contracts();
        assertThat(customers.old("SELECT nextval('tickets')")).isEqualTo("2001");
    }

    @Test
    void what_the_server_would_refuse_later_is_refused_at_plan() {
        given("""
                - alter_sequence: { name: tickets, maximum: 20 }
                - alter_sequence: { name: tickets, minimum: 10, maximum: 5 }
                - alter_sequence: { name: tickets, start: 0 }
                - alter_sequence: { name: tickets, rename: customers }
                - alter_sequence: { name: tickets, owned_by: customers.nothing }
                - alter_sequence: { name: customers_id_seq, owned_by: customers.price }
                - alter_sequence: { name: tickets, restart: { value: 3, irreversible: true } }
                - alter_sequence: { name: tickets, increment: 1 }
                - alter_sequence: { name: nobody, increment: 1 }
                """);
        assertThat(customers.refusal())
                .contains("it stands at 57, which is not between")
                .contains("the smallest number 10 is not below the greatest number 5")
                .contains("its start 0 is not between")
                .contains("the name public.customers is taken (table)")
                .contains("table public.customers has no column \"nothing\"")
                .contains("is the one of the identity column \"id\"")
                .contains("numbers that it gave would be given again")
                .contains("sequence public.tickets is so already")
                .contains("there is no sequence public.nobody");
        assertThat(customers.refusal("0009_next", """
                - alter_sequence: { name: tickets, increment: 2 }
                - alter_sequence: { name: tickets, cache: 2 }
                """)).contains("this migration changes it already");
    }
}
