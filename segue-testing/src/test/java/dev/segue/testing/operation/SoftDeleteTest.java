package dev.segue.testing.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.engine.Lifecycle;
import dev.segue.plan.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Until contract a mark deletes, so that old code finds no marked row; from then on it marks. */
class SoftDeleteTest extends OperationTest {

    private static final String UNIQUE = """
            ALTER TABLE customers ADD CONSTRAINT mails UNIQUE (email);
            COMMENT ON CONSTRAINT mails ON customers IS 'one for each';
            CREATE UNIQUE INDEX names ON customers (lower(name)) WHERE id > 3 OR name <> ' WHERE ';
            """;

    private static final String MARKED = "- soft_delete: { table: customers }";

    private static final List<String> OLD = List.of(
            "INSERT INTO customers SELECT n, 'mail' || n, 'name ' || n FROM nextval('numbers') n",
            "INSERT INTO customers (id, email) SELECT n, 'mail' || n % 30 FROM nextval('numbers') n ON CONFLICT (email) DO UPDATE SET name = excluded.name",
            "DELETE FROM customers WHERE id = (SELECT max(id) FROM customers)");

    private static final List<String> NEW = List.of(
            "INSERT INTO customers SELECT n, 'mail' || n, 'name ' || n FROM nextval('numbers') n",
            "INSERT INTO customers (id, email) SELECT n, 'mail' || n % 30 FROM nextval('numbers') n "
                    + "ON CONFLICT (email) WHERE deleted_at IS NULL DO UPDATE SET name = excluded.name",
            "UPDATE customers SET deleted_at = now() WHERE id = (SELECT max(id) FROM customers WHERE deleted_at IS NULL)");

    private CatalogWalk live(String more, String operations) throws Exception {
        CatalogWalk shop = shop(more);
        CatalogWalk.reach(
                new Lifecycle.BothLive(), shop.engine().run(CatalogWalk.file(operations), Phase.VERIFY, List.of()));
        return shop;
    }

    private static void contracts(CatalogWalk shop) {
        assertThat(shop.engine().validate(List.of(), false).findings()).isEmpty();
        shop.engine().flag(CatalogWalk.MIGRATION, 100);
        CatalogWalk.reach(new Lifecycle.Sealed(), shop.engine().seal(CatalogWalk.MIGRATION, List.of()));
        assertThat(shop.engine().validate(List.of(), false).findings()).isEmpty();
        CatalogWalk.reach(new Lifecycle.Contracted(), shop.engine().contract(CatalogWalk.MIGRATION, List.of()));
        assertThat(shop.engine().validate(List.of(), false).findings()).isEmpty();
    }

    private static int changed(CatalogWalk shop, String sql) throws SQLException {
        try (Connection connection = shop.connect();
                Statement statement = connection.createStatement()) {
            return statement.executeUpdate(sql);
        }
    }

    @Test
    void both_codes_go_on_through_every_phase() throws Exception {
        CatalogWalk shop = shop(UNIQUE);

        shop.walk(MARKED, OLD, NEW);

        assertThat(shop.one("SELECT count(*) > 0 FROM customers WHERE deleted_at IS NOT NULL"))
                .isEqualTo("t");
        assertThat(shop.index("mails"))
                .isEqualTo(
                        "CREATE UNIQUE INDEX mails ON public.customers USING btree (email) WHERE (deleted_at IS NULL)");
        assertThat(shop.one("SELECT obj_description('mails'::regclass)")).isEqualTo("one for each");
        assertThat(shop.index("names"))
                .endsWith("(lower(name)) WHERE (((id > 3) OR (name <> ' WHERE '::text)) AND (deleted_at IS NULL))");
        assertThat(shop.dump()).doesNotContain("segue_");
    }

    @Test
    void until_contract_what_is_marked_is_gone_and_from_then_on_it_stays() throws Exception {
        CatalogWalk shop = live(UNIQUE, MARKED);

        assertThat(changed(shop, "UPDATE customers SET deleted_at = now(), name = name || '!' WHERE id IN (7, 8)"))
                .isEqualTo(2);
        assertThat(shop.one("SELECT count(*) FROM customers WHERE id IN (7, 8)"))
                .isEqualTo("0");
        assertThat(changed(shop, "INSERT INTO customers VALUES (107, 'mail7', 'name 7')"))
                .isEqualTo(1);
        assertThatThrownBy(
                        () -> shop.execute("INSERT INTO customers (id, email, deleted_at) VALUES (9999, 'x', now())"))
                .hasMessageContaining("cannot be inserted yet")
                .hasMessageContaining("after segue contract 0001_change");
        contracts(shop);

        assertThat(changed(shop, "UPDATE customers SET deleted_at = now() WHERE id = 107"))
                .isEqualTo(1);
        assertThat(changed(shop, "INSERT INTO customers VALUES (108, 'mail7', 'name 7')"))
                .isEqualTo(1);
        assertThatThrownBy(() -> shop.execute("INSERT INTO customers VALUES (109, 'mail7', 'other')"))
                .hasMessageContaining("mails");
        assertThat(shop.one("SELECT string_agg(id::text, ',' ORDER BY id) FROM customers WHERE email = 'mail7'"))
                .isEqualTo("107,108");
    }

    @Test
    void rows_that_refer_to_it_are_served_as_by_a_delete_until_contract() throws Exception {
        CatalogWalk shop = live("""
                ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers ON DELETE CASCADE;
                CREATE TABLE notes (customer_id bigint REFERENCES customers);
                INSERT INTO notes VALUES (5);
                """, MARKED);
        assertThat(shop.engine().plan(CatalogWalk.file(MARKED)).assessment().warnings())
                .anyMatch(w -> w.message().contains("orders_customer_id_fkey of public.orders"));

        shop.execute("UPDATE customers SET deleted_at = now() WHERE id = 4");
        assertThatThrownBy(() -> shop.execute("UPDATE customers SET deleted_at = now() WHERE id = 5"))
                .hasMessageContaining("notes_customer_id_fkey");
        assertThat(shop.one("SELECT count(*) FROM orders WHERE customer_id = 4"))
                .isEqualTo("0");
        assertThat(shop.one("SELECT count(*) > 0 FROM orders WHERE customer_id = 5"))
                .isEqualTo("t");
        contracts(shop);
        shop.execute("UPDATE customers SET deleted_at = now() WHERE id = 5");
        assertThat(shop.one("SELECT count(*) > 0 FROM orders WHERE customer_id = 5"))
                .isEqualTo("t");
    }

    @Test
    void a_flag_marks_as_well_also_in_a_table_that_gets_other_names() throws Exception {
        String operations = """
                - soft_delete: { table: customers, column: Gone, type: boolean }
                - rename_column: { table: customers, from: id, to: number }
                - rename_column: { table: customers, from: Gone, to: is gone }
                - split_column: { table: customers, column: name, into: [ { name: first, type: text, up: "split_part(name, ' ', 1)" }, { name: last, type: text, up: "split_part(name, ' ', 2)" } ], down: "first || ' ' || last" }
                - rename_table: { from: customers, to: clients }
                """;
        CatalogWalk shop = live(UNIQUE, operations);

        shop.execute("UPDATE customers SET \"is gone\" = true WHERE id = 4");
        assertThat(shop.one("SELECT count(*) FROM customers WHERE id = 4")).isEqualTo("0");
        shop.engine().flag(CatalogWalk.MIGRATION, 100);
        CatalogWalk.reach(new Lifecycle.Sealed(), shop.engine().seal(CatalogWalk.MIGRATION, List.of()));
        shop.execute("UPDATE clients SET \"is gone\" = true WHERE number = 5");
        shop.execute("UPDATE clients SET \"is gone\" = false WHERE number = 6");
        assertThat(shop.one("SELECT count(*) FROM clients WHERE number IN (5, 6)"))
                .isEqualTo("1");
        CatalogWalk.reach(new Lifecycle.Contracted(), shop.engine().contract(CatalogWalk.MIGRATION, List.of()));
        shop.execute("UPDATE clients SET \"is gone\" = true WHERE number = 6");
        assertThat(shop.one("SELECT count(*) FROM clients WHERE number = 6")).isEqualTo("1");
        assertThat(shop.index("mails")).endsWith("(email) WHERE (NOT \"is gone\")");
    }

    @Test
    void partitions_are_marked_as_the_whole() throws Exception {
        String events = """
                CREATE TABLE events (id bigint, day integer, code text, PRIMARY KEY (id, day), UNIQUE (code, day)) PARTITION BY LIST (day);
                CREATE TABLE events_1 PARTITION OF events FOR VALUES IN (1);
                CREATE TABLE events_2 PARTITION OF events FOR VALUES IN (2);
                INSERT INTO events SELECT n, 1 + n % 2, n FROM generate_series(1, 20) n;
                """;
        String all = "- soft_delete: { table: events, unique_among: all }";
        CatalogWalk shop = shop(events);
        refused(shop, "- soft_delete: { table: events }", "unique_among", "events is partitioned");
        String before = shop.dump();
        CatalogWalk.reach(new Lifecycle.BothLive(), shop.engine().run(CatalogWalk.file(all), Phase.VERIFY, List.of()));
        shop.execute("UPDATE events SET deleted_at = now() WHERE id IN (3, 4)");
        shop.execute("UPDATE events_2 SET deleted_at = now() WHERE id = 5");
        assertThat(shop.one("SELECT count(*) FROM events WHERE id IN (3, 4, 5)"))
                .isEqualTo("0");
        CatalogWalk.reach(new Lifecycle.RolledBack(), shop.engine().rollback(CatalogWalk.MIGRATION));
        assertThat(shop.dump()).isEqualTo(before);
        CatalogWalk.reach(new Lifecycle.BothLive(), shop.engine().run(CatalogWalk.file(all), Phase.VERIFY, List.of()));
        contracts(shop);
        shop.execute(
                "UPDATE events_1 SET deleted_at = now() WHERE id = 2; UPDATE events SET deleted_at = now() WHERE id = 1");
        assertThat(shop.one("SELECT count(*) FROM events WHERE id IN (1, 2) AND deleted_at IS NOT NULL"))
                .isEqualTo("2");
    }

    @Test
    void a_mark_that_old_code_would_find_is_refused() throws Exception {
        CatalogWalk shop = live("""
                CREATE FUNCTION stay() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                CREATE TRIGGER stay BEFORE DELETE ON customers FOR EACH ROW WHEN (OLD.id = 3) EXECUTE FUNCTION stay();
                """, MARKED);

        assertThatThrownBy(() -> shop.execute("UPDATE customers SET deleted_at = now() WHERE id = 3"))
                .hasMessageContaining("a trigger keeps it from being deleted");
        shop.execute("UPDATE customers SET deleted_at = now() WHERE id = 4");
        assertThat(shop.one("SELECT count(*) FROM customers WHERE id IN (3, 4)"))
                .isEqualTo("1");
    }

    @Test
    void what_must_hold_for_all_rows_goes_on_to_and_is_said() throws Exception {
        String more = """
                ALTER TABLE customers ADD CONSTRAINT mails UNIQUE (email);
                ALTER TABLE customers ADD CONSTRAINT late UNIQUE (name) DEFERRABLE INITIALLY DEFERRED;
                ALTER TABLE orders ADD mail text REFERENCES customers (email);
                ALTER TABLE customers ADD during tsrange, ADD CONSTRAINT apart EXCLUDE USING gist (during WITH &&);
                CREATE TABLE keyed (code text NOT NULL UNIQUE, mail text UNIQUE);
                INSERT INTO keyed VALUES ('a', 'b');
                """;
        CatalogWalk shop = shop(more);
        String operations = MARKED + "\n- soft_delete: { table: keyed }";

        List<String> told = shop.engine().plan(CatalogWalk.file(operations)).assessment().warnings().stream()
                .map(w -> w.message())
                .toList();
        assertThat(told)
                .contains(
                        "mails of public.customers goes on to hold deleted rows, too: foreign keys refer to its columns",
                        "late of public.customers goes on to hold deleted rows, too: it is checked at the end of a transaction, as no index of some rows can be",
                        "apart of public.customers goes on to hold deleted rows, too: it is no unique index",
                        "keyed_code_key of public.keyed goes on to hold deleted rows, too: rows are told apart by it");
        CatalogWalk.reach(
                new Lifecycle.BothLive(), shop.engine().run(CatalogWalk.file(operations), Phase.VERIFY, List.of()));
        contracts(shop);
        assertThat(shop.constraint("mails")).isEqualTo("UNIQUE (email)");
        assertThat(shop.constraint("late")).startsWith("UNIQUE (name)");
        assertThat(shop.constraint("apart")).startsWith("EXCLUDE");
        assertThat(shop.constraint("keyed_code_key")).isEqualTo("UNIQUE (code)");
        assertThat(shop.index("keyed_mail_key")).endsWith("WHERE (deleted_at IS NULL)");
    }

    @Test
    void what_cannot_be_marked_is_refused() throws Exception {
        CatalogWalk shop = shop("CREATE TABLE plain (a integer); CREATE VIEW seen AS SELECT * FROM customers;");

        refused(shop, "- soft_delete: { table: plain }", "no primary key");
        refused(shop, "- soft_delete: { table: seen }", "public.seen is a view");
        refused(shop, "- soft_delete: { table: customer }", "\"customers\"");
        refused(shop, "- soft_delete: { table: customers, column: name }", "has a column \"name\" already");
    }
}
