package dev.segue.testing.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.SegueException;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A migration of a table whose code uses the version schema of the migration before. */
@ParameterizedClass(name = "PostgreSQL {0}")
@MethodSource("majors")
class NextMigrationTest {

    private static final String FIRST = "- rename_column: { table: customers, from: note, to: remark }\n";
    private static final String SECOND = "- alter_column: { table: customers, column: price, type: bigint }\n";
    private static final String NEXT = "0009_price";

    @Parameter
    Major major;

    private Customers customers;

    static List<Major> majors() {
        return Majors.everyRun();
    }

    @BeforeEach
    void open() {
        customers = new Customers(major, FIRST);
    }

    @AfterEach
    void drop() {
        customers.close();
    }

    @Test
    void the_version_schema_of_the_one_before_is_of_the_old_shape() {
        customers.live();
        customers.seals();
        customers.contracts();
        String before = customers.dump();

        customers.next(NEXT, SECOND);
        customers.fresh("UPDATE customers SET price = 70 WHERE id = 1");
        assertThat(customers.old("SELECT price, pg_typeof(price) FROM public_0009_price.customers WHERE id = 1"))
                .isEqualTo("70|bigint");
        customers.engine().rollback(NEXT);
        assertThat(customers.dump()).isEqualTo(before);
        assertThat(customers.fresh("SELECT price FROM customers WHERE id = 1")).isEqualTo("70");

        customers.next(NEXT, SECOND);
        customers.seals(NEXT);
        customers.old("SET search_path = public_0008_customers, nothing");
        assertThat(customers.oldFails("SELECT price FROM customers")).isEqualTo("42P01");
        customers.engine().unseal(NEXT);
        assertThat(customers.old("SELECT price FROM customers WHERE id = 1")).isEqualTo("70");
        customers.old("RESET search_path");
        customers.seals(NEXT);
        customers.contracts(NEXT);
        assertThat(customers.engine().versions()).extracting(v -> v.name()).containsExactly("public_0009_price");
        assertThat(customers.old("SELECT remark, pg_typeof(price) FROM public_0009_price.customers WHERE id = 1"))
                .isEqualTo("none|bigint");
    }

    @Test
    void while_both_codes_of_one_migration_run_no_other_takes_away_what_its_version_schema_shows() {
        customers.live();

        assertThatThrownBy(() -> customers.next(NEXT, "- drop_column: { table: customers, column: code }\n"))
                .isInstanceOf(SegueException.class)
                .hasMessageContaining("public_0008_customers");
    }
}
