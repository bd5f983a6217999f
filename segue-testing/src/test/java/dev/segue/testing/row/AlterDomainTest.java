package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.SegueException;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of a domain change when no old code is left, and nobody who writes its values is held off. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class AlterDomainTest {

    private static final String MAIL = """
            CREATE DOMAIN mail AS text DEFAULT 'none@nowhere' CONSTRAINT short CHECK (length(VALUE) < 40);
            CREATE DOMAIN spare AS integer NOT NULL;
            ALTER TABLE customers ADD mail mail;
            CREATE TABLE letters (id bigint, mail mail) PARTITION BY RANGE (id);
            CREATE TABLE letters_all PARTITION OF letters FOR VALUES FROM (0) TO (1000);
            INSERT INTO letters SELECT n, 'l@' || n FROM generate_series(1, 9) n;
            """;

    private static final String CHECK =
            "- alter_domain: { name: mail, check: { name: has_at, constraint: \"VALUE LIKE '%@%'\" } }\n";

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    private void given(String operations) {
        customers = new Customers(major, MAIL, "strategy: expand_contract", operations);
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @Test
    void a_default_and_a_name_change_at_seal_and_the_way_back_is_exact() {
        given("- alter_domain: { name: mail, rename: email, default: \"'me@here'\","
                + " check: { name: has_at, constraint: \"VALUE LIKE '%@%'\" } }\n");
        String before = customers.dump();
        customers.live();
        assertThat(customers.dump()).isEqualTo(before);
        customers.seals();
        assertThat(customers.old("INSERT INTO letters (id) VALUES (10) RETURNING CAST(mail AS email)"))
                .isEqualTo("me@here");
        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.dump()).isEqualTo(before);
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);
    }

    @Test
    void a_check_binds_from_seal_on_and_values_against_it_stop_the_seal_before_anything_binds() {
        given(CHECK);
        String before = customers.dump();
        customers.live();
        customers.old("INSERT INTO letters VALUES (20, 'nowhere')");

        assertThatThrownBy(customers::seals)
                .isInstanceOf(SegueException.class)
                .hasStackTraceContaining(
                        "values of public.letters_all.mail are against the check has_at of the domain");
        assertThat(customers.dump()).isEqualTo(before);

        customers.old("UPDATE letters SET mail = 'some@where' WHERE id = 20");
        customers.seals();
        assertThat(customers.oldFails("INSERT INTO letters VALUES (21, 'nowhere')"))
                .isEqualTo("23514");
        assertThat(customers.dump()).contains("check has_at CHECK", "NOT VALID");
        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.dump()).isEqualTo(before);
        customers.seals();
        customers.contracts();
        assertThat(customers.oldFails("INSERT INTO letters VALUES (21, 'nowhere')"))
                .isEqualTo("23514");
    }

    @Test
    void who_writes_while_the_check_comes_is_waited_for_and_what_is_against_it_is_found() {
        given(CHECK);
        String before = customers.dump();
        customers.live();
        customers.fresh("SET search_path = public");
        customers.fresh("BEGIN");
        customers.fresh("INSERT INTO letters VALUES (20, 'nowhere')");
        CompletableFuture<Void> seal = CompletableFuture.runAsync(customers::seals);
        Awaitility.await()
                .until(() -> customers
                        .old("SELECT count(*) FROM pg_constraint WHERE conname = 'has_at'")
                        .equals("1"));
        customers.old("INSERT INTO letters VALUES (22, 'every@where')");
        customers.fresh("COMMIT");

        assertThatThrownBy(seal::join)
                .hasStackTraceContaining(
                        "values of public.letters_all.mail are against the check has_at of the domain");
        customers.rollsBack();
        assertThat(customers.dump()).isEqualTo(before);
        assertThat(customers.old("SELECT mail FROM letters WHERE id >= 20 ORDER BY id"))
                .isEqualTo("nowhere\nevery@where");
    }

    @Test
    void the_server_tells_that_it_is_valid_where_no_column_is_of_the_domain() {
        given(
                "- alter_domain: { name: spare, nullable: true, default: '3', check: { name: positive, constraint: VALUE > 0 } }\n");
        String before = customers.dump();
        customers.live();
        customers.seals();
        assertThat(customers.dump())
                .contains("public.spare d - integer not null default 3 check positive CHECK ((VALUE > 0))\n");
        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.dump()).isEqualTo(before);
        customers.seals();
        customers.contracts();
        assertThat(customers.dump()).contains("public.spare d - integer default 3 check positive");
    }

    @Test
    void while_nobody_uses_the_data_the_server_reads_all_values_itself() {
        customers = new Customers(
                major,
                MAIL + "UPDATE customers SET mail = 'a@' || id;",
                "strategy: big_bang",
                "- alter_domain: { name: mail, rename: email, nullable: false, drop_check: short,"
                        + " check: { name: has_at, constraint: \"VALUE LIKE '%@%'\" } }\n");
        customers.standsStill();
        assertThat(customers.dump())
                .contains("public.email d - text not null default 'none@nowhere'::text check has_at CHECK (")
                .doesNotContain("NOT VALID")
                .doesNotContain("check short");
    }

    @Test
    void what_is_admitted_besides_is_admitted_from_contract_on() {
        given("- alter_domain: { name: mail, drop_check: short, default: null }\n");
        String before = customers.dump();
        String tooLong = "INSERT INTO letters VALUES (30, repeat('x', 50) || '@here')";
        customers.live();
        assertThat(customers.oldFails(tooLong)).isEqualTo("23514");
        customers.seals();
        assertThat(customers.oldFails(tooLong)).isEqualTo("23514");
        customers.engine().unseal(Customers.MIGRATION);
        assertThat(customers.dump()).isEqualTo(before);
        customers.seals();
        customers.contracts();
        customers.old(tooLong);
        assertThat(customers.old("INSERT INTO letters (id) VALUES (31) RETURNING mail"))
                .isEqualTo("∅");
    }

    @Test
    void what_would_hold_off_writers_is_refused_with_the_way_out() {
        given("""
                - alter_domain: { name: mail, nullable: false }
                - alter_domain: { name: mail, drop_check: shrt }
                - alter_domain: { name: mail, rename: spare }
                - alter_domain: { name: mail, check: { name: short, constraint: VALUE > '' } }
                - alter_domain: { name: mail, check: { name: odd, constraint: VALUE + 1 } }
                - alter_domain: { name: nobody, rename: somebody }
                - alter_domain: { name: spare, nullable: false }
                """);
        assertThat(customers.refusal())
                .contains(
                        "domain public.mail has values in public.customers, public.letters, public.letters_all, all of"
                                + " which the server would read while it holds off whoever writes them")
                .contains("strategy: big_bang")
                .contains("domain public.mail has no check \"shrt\"; did you mean \"short\"?")
                .contains("the name public.spare is taken")
                .contains("domain public.mail has a check \"short\" already")
                .contains("there is no domain public.nobody")
                .contains("domain public.spare is so already");
        customers.old("CREATE TYPE pair AS (one mail, other mail); ALTER TABLE customers ADD pair pair");
        assertThat(customers.refusal("0009_next", CHECK))
                .contains("is part of other types")
                .contains("pair");
        customers.old("ALTER TABLE customers DROP pair; DROP TYPE pair; ALTER TABLE customers ADD many mail[]");
        assertThat(customers.refusal("0009_next", CHECK)).contains("column many of table customers");
    }

    /** Why it is not left to the server. */
    @Test
    void the_server_itself_holds_off_writers_while_it_reads_all_values_of_a_domain() {
        given(CHECK);
        customers.old("ALTER DOMAIN mail ADD CONSTRAINT has_at CHECK (VALUE LIKE '%@%') NOT VALID");
        customers.fresh("BEGIN");
        customers.fresh("ALTER DOMAIN mail VALIDATE CONSTRAINT has_at");
        assertThat(
                        customers.fresh(
                                "SELECT DISTINCT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'customers'::regclass"))
                .isEqualTo("ShareLock");
        customers.fresh("ROLLBACK");
        customers.fresh("BEGIN");
        customers.fresh("ALTER DOMAIN mail SET NOT NULL");
        assertThat(
                        customers.fresh(
                                "SELECT DISTINCT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation = 'customers'::regclass"))
                .isEqualTo("ShareLock");
        customers.fresh("ROLLBACK");
    }
}
