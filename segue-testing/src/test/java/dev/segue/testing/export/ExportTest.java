package dev.segue.testing.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.export.Script;
import dev.segue.export.ScriptFormat;
import dev.segue.export.ScriptOptions;
import dev.segue.export.Scripts;
import dev.segue.plan.Plan;
import dev.segue.plan.PlanCodec;
import dev.segue.testing.locks.LockCase;
import dev.segue.testing.locks.LockCases;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.Majors;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A database that went through a migration, and one that was built from what {@code segue export} says, are the same: for
 * one form of every operation, and with {@code -Dsegue.export.all} for every one, for a database that has rows and for one
 * that Flyway builds from nothing.
 */
class ExportTest {

    private static final boolean ALL = Boolean.getBoolean("segue.export.all");

    private static final String MORE_RIGHTS = """
            DO $$ BEGIN CREATE ROLE segue_clerk; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            GRANT SELECT, UPDATE (street) ON orders TO segue_clerk;
            GRANT SELECT, UPDATE (name) ON customers TO segue_clerk;
            ALTER TABLE customers ALTER name SET STATISTICS 77;
            COMMENT ON COLUMN orders.city IS 'where it goes; "there"';
            """;

    static Stream<Arguments> cases() {
        List<LockCase> more = List.of(
                LockCase.of(
                        "extract_table",
                        "with rights",
                        "orders",
                        MORE_RIGHTS,
                        "- extract_table: { from: orders, columns: [street, { name: city, as: town, up: upper(city), down: town }],"
                                + " into: details, reference: detail_id }"),
                LockCase.of("alter_column", "with rights", "customers", MORE_RIGHTS, """
                        - alter_column: { table: customers, column: name, type: varchar(200), up: "name || ' '", down: "rtrim(name)" }
                        """),
                LockCase.of(
                        "add_column",
                        "another value for each row, by a subquery",
                        "customers",
                        "",
                        "- add_column: { table: customers, column: { name: token, type: uuid, nullable: true },"
                                + " up: \"(SELECT gen_random_uuid())\" }"),
                LockCase.of("sql", "with what tools take for their own", "customers", "", """
                        - sql:
                            up: |
                              CREATE FUNCTION hello(name text) RETURNS text LANGUAGE sql AS $f$ SELECT '${name}; ' || $1 -- ; done
                              $f$;
                              COMMENT ON TABLE customers IS 'who buys;
                              and who asks' -- to be looked at
                            down: DROP FUNCTION hello(text); COMMENT ON TABLE customers IS NULL
                        """),
                LockCase.of("sql", "at the end", "customers", "", """
                        - rename_column: { table: customers, from: note, to: remark }
                        - sql: { up: "COMMENT ON COLUMN customers.remark IS 'as it is called now'", onComplete: true }
                        """),
                LockCase.of("several", "operations", "orders", "", """
                        - create_enum: { name: size, values: [small, big] }
                        - add_column: { table: orders, column: { name: size, type: size }, up: "CASE WHEN total < 9 THEN 'small' ELSE 'big' END::size" }
                        - extract_table: { from: orders, columns: [street, city], into: details, reference: detail_id }
                        - create_index: { table: customers, name: codes, columns: [code] }
                        """));
        Set<String> operations = new HashSet<>();
        return Stream.concat(
                        LockCases.all().stream()
                                .filter(one -> ALL
                                        || one.form().contains("NOT NULL")
                                        || one.form().equals("partitioned")
                                        || operations.add(one.operation())),
                        more.stream())
                .flatMap(one -> majors(one).map(major -> Arguments.of(one, major)));
    }

    /** NOT NULL is a constraint with a name since 18. */
    private static Stream<Major> majors(LockCase one) {
        return Majors.everyRun().stream()
                .filter(major -> major.equals(Majors.one()) || one.form().contains("NOT NULL"));
    }

    /** Of a changeset, that is what Liquibase sends: the text without its own lines, not split. */
    @ParameterizedTest(name = "{0}, on {1}")
    @MethodSource("cases")
    void a_database_that_is_built_from_it_is_like_one_that_was_migrated(
            LockCase one, Major major, @TempDir Path directory) throws Exception {
        Plan plan;
        ShopDatabase.Content migrated;
        Changeset changeset;
        try (ShopDatabase database = ShopDatabase.filled(major, one)) {
            plan = database.migrate();
            migrated = database.content();
            changeset = Changeset.parse(script(plan, ScriptFormat.LIQUIBASE).text());
            assertThat(database.texts(changeset.applied())).containsExactly("1");
            assertThatThrownBy(() -> database.execute(changeset.forward())).hasMessageContaining("would do it twice");
        }

        try (ShopDatabase old = ShopDatabase.filled(major, one)) {
            ShopDatabase.Content before = old.content();
            assertThat(old.texts(changeset.applied())).containsExactly("0");
            if (changeset.back().isPresent() && one.excused().isEmpty()) {
                old.execute(changeset.forward());
                old.execute(changeset.back().orElseThrow());
                assertThat(old.content()).as(changeset.back().orElseThrow()).isEqualTo(before);
            }
            old.execute(changeset.forward());

            assertThat(old.content()).as(changeset.forward()).isEqualTo(migrated);
            assertThat(old.hasOwnObjects()).isFalse();
        }
        if (one.form().equals("with rights") || one.form().equals("partitioned")) {
            try (ShopDatabase stopped = ShopDatabase.filled(major, one)) {
                stopped.bigBang();
                assertThat(stopped.content()).isEqualTo(migrated);
            }
        }
        Script flyway = script(plan, ScriptFormat.FLYWAY);
        try (ShopDatabase fresh = ShopDatabase.none(major, one)) {
            fresh.buildByFlyway(directory, one, flyway);

            assertThat(fresh.content().catalog()).as(flyway.text()).isEqualTo(migrated.catalog());
            assertThat(fresh.content().rows()).isEqualTo(migrated.rows());
        }
    }

    @Test
    void plain_sql_brings_its_own_transaction_and_leaves_the_session_as_it_was() throws Exception {
        LockCase one = LockCase.of("alter_column", "that fails", "customers", "", """
                - alter_column: { table: customers, column: price, nullable: false, up: price, down: price }
                """);
        try (ShopDatabase database = ShopDatabase.filled(Majors.one(), one)) {
            String script = script(database.plan(), ScriptFormat.SQL).text();
            ShopDatabase.Content before = database.content();

            database.execute("UPDATE customers SET price = NULL WHERE id = 7");
            assertThatThrownBy(() -> database.execute(script)).hasMessageContaining("price");
            database.execute("UPDATE customers SET price = 7 WHERE id = 7");
            assertThat(database.content()).isEqualTo(before);

            database.execute("SET search_path = pg_temp, public;" + script
                    + "DO $$ BEGIN ASSERT current_setting('search_path') = 'pg_temp, public'; END $$");
            assertThat(database.content()).isNotEqualTo(before);
        }
    }

    @Test
    void the_journal_keeps_what_is_exported_after_the_old_shape_is_gone() throws Exception {
        LockCase one = LockCases.all().stream()
                .filter(c -> c.operation().equals("split_column"))
                .findFirst()
                .orElseThrow();
        try (ShopDatabase database = ShopDatabase.filled(Majors.one(), one)) {
            Plan planned = database.plan();
            database.migrate();

            Plan kept = database.engine().status(LockCase.MIGRATION).plan();

            assertThat(kept.export()).isNotNull().isEqualTo(planned.export());
        }
    }

    @Test
    void a_plan_of_a_release_that_exported_nothing_is_still_read() throws Exception {
        LockCase one = LockCases.all().getFirst();
        try (ShopDatabase database = ShopDatabase.filled(Majors.one(), one)) {
            String json = PlanCodec.write(database.plan());
            String older = json.substring(0, json.indexOf(",\"export\":")) + "}";

            assertThat(PlanCodec.read(older).export()).isNull();
        }
    }

    private static Script script(Plan plan, ScriptFormat format) throws Exception {
        return Scripts.of(plan, java.util.Objects.requireNonNull(plan.export()), format, ScriptOptions.STANDARD);
    }
}
