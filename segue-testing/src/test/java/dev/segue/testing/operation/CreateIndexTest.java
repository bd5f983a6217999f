package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CreateIndexTest extends OperationTest {

    @Test
    void an_index_comes_beside_the_traffic_and_goes_with_a_rollback() throws Exception {
        CatalogWalk shop = shop("");

        shop.walk("- create_index: { table: orders, name: by_code, columns: [code] }", ORDERING, ORDERING);

        assertThat(shop.index("by_code")).isEqualTo("CREATE INDEX by_code ON public.orders USING btree (code)");
    }

    @Test
    void a_unique_index_binds_old_code_never() throws Exception {
        CatalogWalk shop = shop("").mending("UPDATE orders SET code = 'code ' || id");
        List<String> old = List.of("UPDATE orders SET code = 'same' WHERE id IN (4, 5)");

        shop.walk("- create_index: { table: orders, name: codes, columns: [code], unique: true }", old, ORDERING);

        assertThat(shop.index("codes")).isEqualTo("CREATE UNIQUE INDEX codes ON public.orders USING btree (code)");
    }

    @Test
    void everything_that_can_be_said_of_it_is_what_the_server_then_has() throws Exception {
        CatalogWalk shop = shop("");

        shop.walk("""
                - create_index:
                    table: orders
                    name: odd
                    method: btree
                    columns:
                      code: { collate: '"C"', opclass: { name: text_pattern_ops }, sort: DESC, nulls: LAST }
                      customer_id: {}
                    predicate: total > 0 AND note IS NULL
                    storage_parameters: fillfactor = 70
                - create_index: { table: orders, name: times, method: gist, columns: [{ column: during, opclass: range_ops }] }
                """, ORDERING, ORDERING);

        assertThat(shop.index("odd"))
                .isEqualTo(
                        "CREATE INDEX odd ON public.orders USING btree (code COLLATE \"C\" text_pattern_ops DESC NULLS LAST,"
                                + " customer_id) WITH (fillfactor='70') WHERE ((total > (0)::numeric) AND (note IS NULL))");
        assertThat(shop.index("times")).isEqualTo("CREATE INDEX times ON public.orders USING gist (during)");
    }

    /** One of the partitions has the columns the other way round, and an index of them that is not the whole's. */
    @ParameterizedTest
    @ValueSource(strings = {"kind", "kind, id", "{ column: kind, sort: DESC }, { column: at, nulls: FIRST }"})
    void each_partition_gets_its_own(String columns) throws Exception {
        CatalogWalk shop = shop("""
                CREATE TABLE events (id bigint, at date NOT NULL, kind text) PARTITION BY RANGE (at);
                CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2020-01-01') TO ('2021-01-01');
                CREATE TABLE events_2 (kind text, at date NOT NULL, id bigint);
                ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2021-01-01') TO ('2022-01-01');
                CREATE INDEX of_old ON events_2 (kind, at);
                """);
        List<String> writing = List.of(
                "INSERT INTO events VALUES (1, '2020-02-02', 'a'), (2, '2021-02-02', 'b')", "DELETE FROM events");

        shop.walk("- create_index: { table: events, name: kinds, columns: [%s] }".formatted(columns), writing, writing);

        assertThat(shop.one("SELECT count(*) FROM pg_inherits WHERE inhparent = 'kinds'::regclass"))
                .isEqualTo("2");
    }

    @Test
    void duplicates_are_told_with_table_index_and_what_to_do_and_leave_nothing() throws Exception {
        CatalogWalk shop =
                shop("INSERT INTO orders (id, customer_id, code) VALUES (900, 1, 'twice'), (901, 1, 'twice');");
        shop.engine()
                .run(
                        CatalogWalk.file(
                                "- create_index: { table: orders, name: codes, columns: [code], unique: true }"),
                        Phase.VERIFY,
                        List.of());
        shop.engine().flag(CatalogWalk.MIGRATION, 100);

        assertThatThrownBy(() -> shop.engine().seal(CatalogWalk.MIGRATION, List.of()))
                .hasMessageContainingAll(
                        "0001_change, seal", "index codes on public.orders", "could not create unique index")
                .extracting("next")
                .asString()
                .contains("segue resume 0001_change", "segue rollback 0001_change");
        assertThat(shop.index("codes")).isEqualTo("null");

        shop.execute("DELETE FROM orders WHERE id = 901");
        CatalogWalk.reach(
                new Lifecycle.Contracted(),
                shop.engine()
                        .run(
                                CatalogWalk.file(
                                        "- create_index: { table: orders, name: codes, columns: [code], unique: true }"),
                                Phase.CONTRACT,
                                List.of()));
        assertThat(shop.index("codes")).isNotEqualTo("null");
    }

    @Test
    void nothing_is_waited_for_where_nothing_is_taken() throws Exception {
        CatalogWalk shop = shop("");

        CatalogWalk.reach(
                new Lifecycle.Contracted(),
                shop.engine()
                        .run(
                                CatalogWalk.file(
                                        "", "- create_index: { table: orders, name: by_code, columns: [code] }"),
                                Phase.CONTRACT,
                                List.of()));
    }

    @Test
    void what_is_wrong_is_refused_before_anything_changes() throws Exception {
        CatalogWalk shop = shop("CREATE VIEW codes AS SELECT code FROM orders;");

        refused(
                shop,
                "- create_index: { table: order, name: i, columns: [code] }",
                "no table public.order",
                "\"orders\"");
        refused(shop, "- create_index: { table: codes, name: i, columns: [code] }", "public.codes is a view");
        refused(shop, "- create_index: { table: orders, name: i, columns: [cod] }", "columns[0]", "\"code\"");
        refused(
                shop,
                "- create_index: { table: orders, name: orders_pkey, columns: [code] }",
                "public.orders_pkey is taken (index)");
        refused(shop, "- create_index: { table: orders, name: i, columns: { code: { opclass: odd_ops } } }", "odd_ops");
        refused(shop, "- create_index: { table: orders, name: i, columns: { code: { collate: odd } } }", "odd");
        refused(shop, "- create_index: { table: orders, name: i, columns: [code], predicate: totl > 0 }", "totl");
        refused(
                shop,
                "- create_index: { table: orders, name: i, columns: [code], predicate: total > random() }",
                "IMMUTABLE");
        refused(
                shop,
                "- create_index: { table: orders, name: i, columns: [code], predicate: 'true; DROP TABLE orders' }",
                ";");
        refused(
                shop,
                "- create_index: { table: orders, name: i, columns: [code], storage_parameters: fast = 1 }",
                "fast");
    }
}
