package dev.segue.testing.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Captured;
import dev.segue.engine.Engine;
import dev.segue.engine.StatementCheck;
import dev.segue.engine.StatementCheck.Checked;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Plan;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application's own statements, prepared on each shape. */
class StatementCheckTest {

    private GivenOrders given;
    private Engine engine;

    @BeforeEach
    void there_are_orders() throws Exception {
        given = GivenOrders.with(Majors.one(), 10);
        given.execute("CREATE TABLE customers (id bigint PRIMARY KEY, name text)");
        engine = given.engine();
    }

    private static MigrationFile file() throws Exception {
        return MigrationFile.parse(Path.of(GivenOrders.MIGRATION + ".yaml"), """
                operations:
                  - extract_table: { from: orders, columns: [street, city, zip], into: addresses, reference: address_id }
                """);
    }

    private StatementCheck check(String... statements) throws Exception {
        return engine.check(engine.plan(file()), new Captured.InFile("captured.sql", List.of(statements)));
    }

    private Checked one(String statement) throws Exception {
        return check(statement).checked().getFirst();
    }

    @Test
    void an_old_statement_breaks_after_by_the_servers_own_words() throws Exception {
        Checked old = one("SELECT id, street FROM orders WHERE id = ? AND zip <> '?'");

        assertThat(old.before()).isEmpty();
        assertThat(old.expanded()).isEmpty();
        assertThat(old.after()).contains("column \"street\" does not exist");
        assertThat(old.breaksOnAfter()).isTrue();
    }

    @Test
    void a_new_statement_needs_the_new_shape() throws Exception {
        Checked fresh = one("INSERT INTO addresses (street, city) VALUES ($1, $2) RETURNING id");

        assertThat(fresh.before()).contains("relation \"addresses\" does not exist");
        assertThat(fresh.isNew()).isTrue();
        assertThat(fresh.expanded()).isEmpty();
    }

    @Test
    void tables_that_do_not_change_are_taken_as_they_are() throws Exception {
        Checked joined =
                one("SELECT c.name FROM customers c JOIN orders o ON o.id = c.id WHERE o.total > $1 FOR UPDATE OF c");

        assertThat(joined.before()).isEmpty();
        assertThat(joined.after()).isEmpty();
    }

    @Test
    void a_table_that_is_named_with_its_schema_is_looked_at_in_the_shape_too() throws Exception {
        assertThat(one("UPDATE public.orders SET city = $1 WHERE id = $2").breaksOnAfter())
                .isTrue();
        assertThat(one("UPDATE \"public\".\"orders\" SET total = $1").breaksOnAfter())
                .isFalse();
    }

    @Test
    void what_reads_and_writes_no_table_is_skipped_and_what_runs_nowhere_is_unknown() throws Exception {
        StatementCheck check = check("SET timezone = 'UTC'", "BEGIN", "SELECT nothing FROM nowhere");

        assertThat(check.skipped()).isEqualTo(2);
        assertThat(check.checked().getFirst().unknown()).isTrue();
    }

    @Test
    void it_waits_for_nobody_who_holds_the_tables_and_leaves_nothing() throws Exception {
        Plan plan = engine.plan(file());
        String before = given.dump();
        StatementCheck check;
        try (Connection holder = given.dataSource().getConnection();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE");

            check = engine.check(
                    plan,
                    new Captured.InFile(
                            "captured.sql", List.of("SELECT 1 FROM orders", "UPDATE orders SET street = $1")));

            holder.rollback();
        }

        assertThat(check.checked()).noneMatch(Checked::unknown).noneMatch(Checked::breaksOnExpanded);
        assertThat(given.dump()).isEqualTo(before);
        assertThat(given.one("SELECT count(*) FROM pg_class WHERE relname = 'orders'"))
                .isEqualTo("1");
    }

    @Test
    void a_file_of_statements_is_split_at_the_ends_of_lines() {
        assertThat(StatementCheck.split("-- all orders\nSELECT ';', 1\nFROM orders;\n\nSELECT 2 ; \nSELECT 3"))
                .containsExactly("SELECT ';', 1\nFROM orders", "SELECT 2", "SELECT 3");
    }
}
