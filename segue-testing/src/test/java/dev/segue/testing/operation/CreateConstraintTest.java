package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import dev.segue.plan.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class CreateConstraintTest extends OperationTest {

    @Test
    void a_check_binds_nobody_while_old_code_runs() throws Exception {
        CatalogWalk shop = shop("").mending("UPDATE orders SET total = 0 WHERE total < 0");

        shop.walk(
                "- create_constraint: { table: orders, name: paid, type: check, check: total >= 0, columns: [total] }",
                List.of("UPDATE orders SET total = -1 WHERE id = 4"),
                ORDERING);

        assertThat(shop.constraint("paid")).isEqualTo("CHECK ((total >= (0)::numeric))");
    }

    @Test
    void a_unique_constraint_adopts_an_index_that_was_built_beside_the_traffic() throws Exception {
        CatalogWalk shop = shop("").mending("UPDATE orders SET code = 'code ' || id");

        shop.walk(
                """
                - create_constraint:
                    table: orders
                    name: one_code
                    type: unique
                    columns: [code, customer_id]
                    nulls_not_distinct: true
                    deferrable: true
                    initially_deferred: true
                    index_parameters: { include_columns: [total], storage_parameters: fillfactor = 70 }
                """,
                List.of("UPDATE orders SET code = 'same', customer_id = 1 WHERE id IN (4, 5)"),
                List.of("UPDATE orders SET code = code || '+' WHERE id = 6"));

        assertThat(shop.constraint("one_code"))
                .isEqualTo(
                        "UNIQUE NULLS NOT DISTINCT (code, customer_id) INCLUDE (total) DEFERRABLE INITIALLY DEFERRED");
        assertThat(shop.index("one_code")).contains("fillfactor='70'");
    }

    @Test
    void a_foreign_key_binds_nobody_while_old_code_runs() throws Exception {
        CatalogWalk shop =
                shop("ALTER TABLE customers ADD COLUMN region int NOT NULL DEFAULT 1, ADD UNIQUE (region, id);"
                                + "ALTER TABLE orders ADD COLUMN region int DEFAULT 1;")
                        .mending("UPDATE orders SET customer_id = 1 WHERE customer_id = 999");

        shop.walk("""
                - create_constraint:
                    table: orders
                    name: buyer
                    type: foreign_key
                    columns: [customer_id, region]
                    references:
                      table: customers
                      columns: [id, region]
                      on_delete: SET NULL
                      on_delete_set_columns: [region]
                      on_update: CASCADE
                      match_type: FULL
                """, List.of("UPDATE orders SET customer_id = 999 WHERE id = 5"), ORDERING);

        assertThat(shop.constraint("buyer"))
                .isEqualTo("FOREIGN KEY (customer_id, region) REFERENCES customers(id, region) MATCH FULL"
                        + " ON UPDATE CASCADE ON DELETE SET NULL (region)");
    }

    @Test
    void a_primary_key_makes_its_columns_not_null_by_proof_first() throws Exception {
        CatalogWalk shop = shop("CREATE TABLE lines (order_id bigint, line int, what text);"
                        + "INSERT INTO lines SELECT n, 1, 'x' FROM generate_series(1, 50) n;")
                .mending("DELETE FROM lines WHERE order_id IS NULL");

        shop.walk(
                "- create_constraint: { table: lines, name: lines_pkey, type: primary_key, columns: [order_id, line] }",
                List.of("INSERT INTO lines VALUES (NULL, 1, 'y')"),
                List.of("UPDATE lines SET what = 'z' WHERE order_id = 3"));

        assertThat(shop.constraint("lines_pkey")).isEqualTo("PRIMARY KEY (order_id, line)");
        assertThat(shop.one("SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute "
                        + "WHERE attrelid = 'lines'::regclass AND attnotnull AND attnum > 0"))
                .isEqualTo("order_id line");
    }

    @Test
    void a_foreign_key_of_a_partitioned_table_is_adopted_from_its_partitions() throws Exception {
        CatalogWalk shop = shop("""
                CREATE TABLE events (id bigint, at date NOT NULL, customer_id bigint) PARTITION BY RANGE (at);
                CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
                CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
                """);
        List<String> writing =
                List.of("INSERT INTO events VALUES (1, '2020-02-02', 1), (2, '2021-02-02', 2)", "DELETE FROM events");

        shop.walk("""
                - create_constraint:
                    { table: events, name: who, type: foreign_key, columns: [customer_id], references: { table: customers, columns: [id] } }
                """, writing, writing);

        assertThat(shop.constraint("who")).isEqualTo("FOREIGN KEY (customer_id) REFERENCES customers(id)");
        assertThat(shop.one("SELECT count(*) FROM pg_constraint WHERE conparentid = "
                        + "(SELECT oid FROM pg_constraint WHERE conname = 'who' AND conparentid = 0) AND contype = 'f'"
                        + " AND conrelid <> 'events'::regclass"))
                .isEqualTo("2");
    }

    @Test
    void what_scans_is_apart_from_what_locks() throws Exception {
        CatalogWalk shop = shop("");
        List<Step> seal = shop.engine().plan(CatalogWalk.file("""
                        - create_constraint: { table: orders, name: paid, type: check, check: total >= 0 }
                        - create_constraint: { table: orders, name: one_code, type: unique, columns: [code] }
                        """)).steps(Phase.SEAL);

        assertThat(seal).hasSize(4);
        assertThat(seal.get(2))
                .isInstanceOfSatisfying(
                        Step.Concurrent.class,
                        step -> assertThat(step.statement().statement().sql())
                                .startsWith("CREATE UNIQUE INDEX CONCURRENTLY"));
        assertThat(seal.get(3))
                .isInstanceOfSatisfying(
                        Step.Transaction.class,
                        step -> assertThat(step.statements().getFirst().sql()).contains("USING INDEX"));
        assertThat(seal.get(0))
                .isInstanceOfSatisfying(
                        Step.Transaction.class,
                        step -> assertThat(step.statements().getFirst().sql()).endsWith("NOT VALID"));
        assertThat(seal.get(1))
                .isInstanceOfSatisfying(
                        Step.Transaction.class,
                        step -> assertThat(step.statements().getFirst().sql()).contains("VALIDATE"));
    }

    @Test
    void rows_that_break_it_stop_the_seal_by_name() throws Exception {
        CatalogWalk shop =
                shop("INSERT INTO orders (id, customer_id, code) VALUES (900, 1, 'twice'), (901, 1, 'twice');");
        String before = shop.dump();
        String operations = "- create_constraint: { table: orders, name: one_code, type: unique, columns: [code] }";
        shop.engine().run(CatalogWalk.file(operations), Phase.VERIFY, List.of());
        shop.engine().flag(CatalogWalk.MIGRATION, 100);

        assertThatThrownBy(() -> shop.engine().seal(CatalogWalk.MIGRATION, List.of()))
                .hasMessageContainingAll("constraint one_code on public.orders", "could not create unique index")
                .extracting("next")
                .asString()
                .contains("segue resume 0001_change", "segue rollback 0001_change");
        assertThat(shop.dump()).isEqualTo(before);

        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));
        assertThat(shop.dump()).isEqualTo(before);
    }

    @Test
    void an_index_that_no_constraint_has_adopted_yet_goes_with_a_rollback() throws Exception {
        CatalogWalk shop = shop("");
        String before = shop.dump();
        String operations = "- create_constraint: { table: orders, name: one_code, type: unique, columns: [code] }";
        shop.engine().run(CatalogWalk.file(operations), Phase.VERIFY, List.of());
        shop.engine().flag(CatalogWalk.MIGRATION, 100);
        assertThatThrownBy(() -> shop.dying(Phase.SEAL, 1).seal(CatalogWalk.MIGRATION, List.of()))
                .hasMessageContaining("the engine is gone");
        assertThat(shop.index("one_code")).isNotEqualTo("null");

        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));

        assertThat(shop.dump()).isEqualTo(before);
    }

    @Test
    void an_exclusion_is_made_while_the_system_stands_still_only() throws Exception {
        CatalogWalk shop = shop("");
        String operations =
                "- create_constraint: { table: orders, name: apart, type: exclude, exclude: { index_method: gist, elements: during WITH && } }";
        refused(shop, operations, "strategy: big_bang");

        CatalogWalk.reach(
                new Lifecycle.Contracted(),
                shop.standing()
                        .run(
                                CatalogWalk.file(
                                        "strategy: big_bang\ngates: { old_code_retired: false }\n", operations),
                                Phase.CONTRACT,
                                List.of()));

        assertThat(shop.constraint("apart")).isEqualTo("EXCLUDE USING gist (during WITH &&)");
    }

    @Test
    void pgrolls_up_and_down_are_taken_where_they_change_nothing() throws Exception {
        CatalogWalk shop = shop("");

        shop.walk("""
                - create_constraint:
                    table: orders
                    name: one_code
                    type: unique
                    columns: [code]
                    up: { code: code }
                    down: { code: code }
                """, ORDERING, ORDERING);

        assertThat(shop.constraint("one_code")).isEqualTo("UNIQUE (code)");
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop = shop("CREATE INDEX codes ON orders (code);");

        refused(shop, constraint("orders_pkey, type: unique, columns: [code]"), "has a constraint orders_pkey already");
        refused(shop, constraint("codes, type: unique, columns: [code]"), "public.codes is taken (index)");
        refused(shop, constraint("k, type: primary_key, columns: [code]"), "has a primary key already: orders_pkey");
        refused(shop, constraint("u, type: unique, columns: [cod]"), "columns[0]", "\"code\"");
        refused(shop, constraint("c, type: check, check: totl > 0"), "totl");
        refused(shop, constraint("c, type: check, check: total"), "must be type boolean");
        refused(
                shop,
                constraint("f, type: foreign_key, columns: [code], references: { table: customer, columns: [id] }"),
                "no table public.customer",
                "\"customers\"");
        refused(
                shop,
                constraint("f, type: foreign_key, columns: [code], references: { table: customers, columns: [id] }"),
                "incompatible types");
        refused(
                shop,
                constraint("f, type: foreign_key, columns: [note], references: { table: customers, columns: [name] }"),
                "no unique constraint");
    }

    private static String constraint(String rest) {
        return "- create_constraint: { table: orders, name: " + rest + " }";
    }
}
