package dev.segue.testing.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.testing.server.Major;
import java.io.StringReader;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.util.PSQLException;

/** What new code may say to a version schema: everything that it may say to a table, but for what is refused here. */
class StatementsThroughViewsTest extends EveryServer {

    @Test
    void insert_gives_back_the_key_that_the_table_made() {
        Client code = versioned().newCode();

        assertThat(code.asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING id, name, loud"))
                .isEqualTo("11|Cid|CID");
    }

    @Test
    void the_views_defaults_come_first_then_the_tables() {
        Client code = versioned().newCode();

        assertThat(code.asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING total, mood, region"))
                .isEqualTo("5.00|calm|eu");
        assertThat(code.asks("INSERT INTO orders DEFAULT VALUES RETURNING id, name, total, mood, region"))
                .isEqualTo("12|null|5.00|calm|eu");
        assertThat(code.asks("""
                INSERT INTO orders (id, name, total, mood, region)
                VALUES (DEFAULT, 'Dan', DEFAULT, DEFAULT, DEFAULT), (77, 'Eve', 7, 'cross', NULL)
                RETURNING id, total, mood, region
                """)).isEqualTo("13|5.00|calm|eu\n77|7.00|cross|null");
    }

    @Test
    void a_view_of_the_applications_on_the_view_has_the_same_defaults() {
        VersionDatabase database = versioned();
        Client code = database.newCode();
        database.does("CREATE VIEW names AS SELECT id, name FROM " + VersionDatabase.VERSION + ".orders");

        code.does("INSERT INTO names (name) VALUES ('Cid')");

        assertThat(database.ask("SELECT nm, region, segue_mark FROM orders WHERE id = 11"))
                .isEqualTo("Cid|eu|2");
    }

    @Test
    void only_an_insert_through_the_view_sets_the_mark() {
        VersionDatabase database = versioned();
        Client code = database.newCode();

        code.does(
                "INSERT INTO orders (id, name) VALUES (20, 'new')",
                "INSERT INTO orders (id, name) VALUES (21, 'new'), (22, DEFAULT)",
                "INSERT INTO orders (id, name) SELECT id + 100, name FROM orders WHERE id = 1",
                "INSERT INTO public.orders (id, nm) VALUES (30, 'old')",
                "UPDATE orders SET name = 'changed' WHERE id = 2");

        assertThat(database.ask("SELECT id, segue_mark FROM public.orders ORDER BY id"))
                .isEqualTo("1|null\n2|null\n20|2\n21|2\n22|2\n30|null\n101|2");
    }

    @Test
    void on_conflict_of_columns_updates_with_what_was_excluded() {
        VersionDatabase database = versioned();
        Client code = database.newCode();

        String both = "INSERT INTO orders (code, name) VALUES ('%s', '%s') ON CONFLICT (code) DO UPDATE"
                + " SET name = orders.name || '+' || EXCLUDED.name, region = EXCLUDED.region RETURNING name, region";

        assertThat(code.asks(both.formatted("b", "Ben"))).isEqualTo("Bob+Ben|eu");
        assertThat(code.asks(both.formatted("c", "Cid"))).isEqualTo("Cid|eu");
        assertThat(database.ask("SELECT code, segue_mark FROM orders WHERE code > 'a' ORDER BY code"))
                .isEqualTo("b|null\nc|2");
        code.does("INSERT INTO orders (id, name) VALUES (1, 'no') ON CONFLICT DO NOTHING");
        assertThat(code.asks("SELECT name FROM orders WHERE id = 1")).isEqualTo("Ann");
    }

    @Test
    void on_conflict_on_constraint_is_refused_by_the_server() {
        Client code = versioned().newCode();

        assertThat(code.fails(
                                "INSERT INTO orders (code) VALUES ('a') ON CONFLICT ON CONSTRAINT orders_code_key DO NOTHING")
                        .getSQLState())
                .isEqualTo("42704");
    }

    @Test
    void update_delete_and_row_locks() {
        VersionDatabase database = versioned();
        Client code = database.newCode();

        assertThat(
                        code.asks(
                                "UPDATE orders SET name = 'Anna', total = total + 1 WHERE name = 'Ann' RETURNING name, loud, total"))
                .isEqualTo("Anna|ANNA|6.00");
        assertThat(code.asks("DELETE FROM orders WHERE name = 'Bob' RETURNING id"))
                .isEqualTo("2");
        code.does("BEGIN", "SELECT * FROM orders WHERE id = 1 FOR UPDATE");
        assertThat(database.client("")
                        .fails("SELECT * FROM orders WHERE id = 1 FOR UPDATE NOWAIT")
                        .getSQLState())
                .isEqualTo("55P03");
        code.does("COMMIT");
    }

    @Test
    void merge_works_from_17_on() {
        Client code = versioned().newCode();
        String merge = """
                MERGE INTO orders USING (VALUES (1, 'Anna'), (50, 'Fay')) AS s (id, name) ON orders.id = s.id
                WHEN MATCHED THEN UPDATE SET name = s.name
                WHEN NOT MATCHED THEN INSERT (id, name) VALUES (s.id, s.name)
                """;

        if (major == Major.V15) {
            assertThat(code.fails(merge).getSQLState()).isEqualTo("0A000");
        } else {
            code.does(merge);
            assertThat(code.asks("SELECT id, name, region, segue_mark FROM orders WHERE id <> 2 ORDER BY id"))
                    .isEqualTo("1|Anna|eu|null\n50|Fay|eu|2");
        }
    }

    @Test
    void copy_is_refused_by_the_server_in_both_directions_but_of_a_query() throws Exception {
        Client code = versioned().newCode();
        var copying = code.connection().unwrap(PGConnection.class).getCopyAPI();

        assertThat(refused(() -> copying.copyIn("COPY orders (name) FROM STDIN", new StringReader("Cid\n"))))
                .isEqualTo("42809");
        assertThat(refused(() -> copying.copyOut("COPY orders TO STDOUT", new java.io.StringWriter())))
                .isEqualTo("42809");
        var written = new java.io.StringWriter();
        copying.copyOut("COPY (SELECT id, name FROM orders ORDER BY id) TO STDOUT", written);
        assertThat(written).hasToString("1\tAnn\n2\tBob\n");
    }

    private interface Copying {
        long run() throws Exception;
    }

    private static String refused(Copying copying) throws Exception {
        try {
            copying.run();
        } catch (PSQLException e) {
            return e.getSQLState();
        }
        throw new AssertionError("should be refused, and is not");
    }

    @Test
    void truncate_is_refused_by_the_server() {
        assertThat(versioned().newCode().fails("TRUNCATE orders").getSQLState()).isEqualTo("42809");
    }

    @Test
    void star_has_the_order_of_the_shape_and_the_mark_last() {
        Client code = versioned().newCode();

        assertThat(code.asks("SELECT * FROM orders WHERE id = 1")).isEqualTo("1|Ann|5.00|a|ANN|calm|eu|null");
        assertThat(
                        code.asks(
                                "SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'orders'::regclass"))
                .isEqualTo("id,name,total,code,loud,mood,region,segue_mark");
    }

    @Test
    void a_generated_column_is_read_and_refuses_a_value_as_in_the_table() {
        Client code = versioned().newCode();

        assertThat(code.fails("INSERT INTO orders (loud) VALUES ('X')").getSQLState())
                .isEqualTo("428C9");
        assertThat(code.asks("INSERT INTO orders (name, loud) VALUES ('Cid', DEFAULT) RETURNING loud"))
                .isEqualTo("CID");
    }

    @Test
    void an_identity_that_is_always_made_may_be_overridden_as_in_the_table() {
        VersionDatabase database = database();
        database.does("ALTER TABLE orders ALTER id SET GENERATED ALWAYS");
        Client code = database.with(VersionDatabase.shape()).newCode();

        assertThat(code.fails("INSERT INTO orders (id) VALUES (500)").getSQLState())
                .isEqualTo("428C9");
        assertThat(code.asks("INSERT INTO orders (id) OVERRIDING SYSTEM VALUE VALUES (500) RETURNING id"))
                .isEqualTo("500");
        assertThat(code.asks("INSERT INTO orders (id, name) OVERRIDING USER VALUE VALUES (500, 'x') RETURNING id"))
                .isEqualTo("11");
    }
}
