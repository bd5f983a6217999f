package dev.segue.testing.version;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A version schema from its making to its drop, with statements that were prepared long ago. */
class VersionLifeTest extends EveryServer {

    private static final String SEAL = "ALTER TABLE public.orders RENAME COLUMN nm TO name";

    /** Executed more often than the server makes plans of their own, so that it keeps one. */
    private static final int OFTEN = 7;

    private static final VersionSchema SHAPE = VersionDatabase.shape();

    private static Client prepared(VersionDatabase database) {
        Client code = database.newCode()
                .does(
                        "PREPARE everything AS SELECT * FROM orders WHERE id = $1",
                        "PREPARE write AS UPDATE orders SET name = $1 WHERE id = 1",
                        "PREPARE add AS INSERT INTO orders (name) VALUES ($1) RETURNING name, region");
        works(code, "null");
        return code;
    }

    private static void works(Client code, String mark) {
        for (int n = 0; n < OFTEN; n++) {
            code.does("EXECUTE write('Ann " + n + "')");
            assertThat(code.asks("EXECUTE add('Cid')")).isEqualTo("Cid|eu");
            assertThat(code.asks("EXECUTE everything(1)"))
                    .isEqualTo("1|Ann %d|5.00|a|ANN %d|calm|eu|%s".formatted(n, n, mark));
        }
    }

    @Test
    void prepared_statements_outlive_seal_unseal_and_contract() {
        VersionDatabase database = versioned();
        Client code = prepared(database);

        database.does(SEAL);
        works(code, "null");
        database.does("ALTER TABLE public.orders RENAME COLUMN name TO nm");
        works(code, "null");
        database.does(
                SEAL,
                "ALTER TABLE public.orders ALTER region SET DEFAULT 'eu'",
                "ALTER TABLE public.orders ALTER mood SET DEFAULT 'calm'");
        database.segue(database.dialect().settleVersion(SHAPE));
        works(code, "null");
        database.does("ALTER TABLE public.orders DROP COLUMN segue_mark");
        works(code, "null");
    }

    @Test
    void settled_the_view_no_longer_depends_on_the_mark_and_keeps_what_hangs_on_it() {
        VersionDatabase database = database();
        String app = database.role("app");
        VersionSchema shape = VersionDatabase.shape(new Table.Attachments(
                "orders of customers",
                null,
                List.of(new dev.segue.catalog.Grant(app, "SELECT", null, false)),
                List.of(),
                null,
                null));
        database.with(shape);
        database.does(SEAL);
        assertThat(database.client("")
                        .fails("ALTER TABLE public.orders DROP COLUMN segue_mark")
                        .getSQLState())
                .isEqualTo("2BP01");

        database.segue(database.dialect().settleVersion(shape));

        database.does(
                "ALTER TABLE public.orders DROP COLUMN segue_mark", "GRANT SELECT ON public.orders TO \"" + app + '"');
        assertThat(database.newCode(app).asks("SELECT name, segue_mark FROM orders WHERE id = 1"))
                .isEqualTo("Ann|null");
        assertThat(database.ask(
                        "SELECT reloptions, obj_description(oid) FROM pg_class WHERE oid = '%s.orders'::regclass"
                                .formatted(VersionDatabase.VERSION)))
                .isEqualTo("{security_invoker=true}|orders of customers");
    }

    @Test
    void a_renamed_table_is_followed_too() {
        VersionDatabase database = database();
        VersionSchema.View orders = SHAPE.views().getFirst();
        VersionSchema shape = VersionDatabase.shape(List.of(new VersionSchema.View(
                "purchases",
                orders.table(),
                new TableName("public", "purchases"),
                orders.columns(),
                orders.mark(),
                orders.attachments())));
        database.with(shape);
        Client code = database.newCode().does("PREPARE read AS SELECT * FROM purchases WHERE id = 1", "EXECUTE read");

        database.does(SEAL, "ALTER TABLE public.orders RENAME TO purchases");
        database.segue(database.dialect().settleVersion(shape));

        assertThat(code.asks("EXECUTE read")).isEqualTo("1|Ann|5.00|a|ANN|calm|eu|null");
    }

    @Test
    void it_can_be_made_again_after_a_rollback_or_a_drop() {
        VersionDatabase database = database();
        List<dev.segue.dialect.Statement> failing =
                new java.util.ArrayList<>(database.dialect().makeVersion(SHAPE, VersionDatabase.MIGRATION));
        failing.add(dev.segue.dialect.Statement.free("SELECT 1/0", "fails"));

        assertThatThrownBy(() -> database.tries("", failing)).hasMessageContaining("division by zero");
        assertThat(database.ask("SELECT to_regnamespace('" + VersionDatabase.VERSION + "') IS NULL"))
                .isEqualTo("t");
        database.with(SHAPE);
        database.segue(database.dialect().dropVersion(SHAPE));
        database.with(SHAPE);

        assertThat(database.newCode().asks("SELECT name FROM orders WHERE id = 1"))
                .isEqualTo("Ann");
    }

    @Test
    void drop_takes_however_much_was_made() {
        VersionDatabase database = database();
        database.segue(database.dialect().dropVersion(SHAPE));
        database.with(VersionDatabase.shape(List.of()));
        database.segue(database.dialect().dropVersion(SHAPE));
        database.with(SHAPE);
        database.does("DROP VIEW %s.orders".formatted(VersionDatabase.VERSION));
        database.segue(database.dialect().dropVersion(SHAPE));

        assertThat(database.ask("SELECT to_regnamespace('" + VersionDatabase.VERSION + "') IS NULL"))
                .isEqualTo("t");
    }

    @Test
    void drop_names_what_somebody_else_put_there_and_drops_nothing() {
        VersionDatabase database = versioned();
        String v = VersionDatabase.VERSION;
        database.does(
                "CREATE FUNCTION " + v + ".one() RETURNS int LANGUAGE sql AS 'SELECT 1'",
                "CREATE TABLE " + v + ".kept (a int)",
                "CREATE TYPE " + v + ".size AS ENUM ('s')",
                "CREATE VIEW public.names AS SELECT name FROM " + v + ".orders",
                "CREATE FUNCTION public.names_of() RETURNS SETOF text BEGIN ATOMIC SELECT name FROM " + v
                        + ".orders; END",
                "ALTER DEFAULT PRIVILEGES IN SCHEMA " + v + " GRANT SELECT ON TABLES TO PUBLIC");

        assertThatThrownBy(() -> database.tries("", database.dialect().dropVersion(SHAPE)))
                .hasMessageContaining("the version schema " + v + " cannot be dropped")
                .hasMessageContaining("function " + v + ".one()")
                .hasMessageContaining("table " + v + ".kept")
                .hasMessageContaining("type " + v + ".size")
                .hasMessageContaining("view names")
                .hasMessageContaining("function names_of()")
                .hasMessageNotContaining("default privileges")
                .hasMessageNotContaining("view " + v + ".orders,");

        assertThat(database.newCode().asks("SELECT name FROM orders WHERE id = 1"))
                .isEqualTo("Ann");
        database.does(
                "DROP VIEW names",
                "DROP FUNCTION names_of()",
                "DROP TABLE " + v + ".kept",
                "DROP TYPE " + v + ".size",
                "DROP FUNCTION " + v + ".one()");
        database.segue(database.dialect().dropVersion(SHAPE));
    }

    @Test
    void a_schema_of_that_name_that_is_the_applications_is_let_alone() {
        VersionDatabase database = database();
        database.does(
                "CREATE SCHEMA " + VersionDatabase.VERSION,
                "CREATE VIEW " + VersionDatabase.VERSION + ".orders AS SELECT 1");

        assertThatThrownBy(() -> database.with(SHAPE)).hasMessageContaining("already exists");
        database.segue(database.dialect().dropVersion(SHAPE));

        assertThat(database.ask("SELECT * FROM " + VersionDatabase.VERSION + ".orders"))
                .isEqualTo("1");
    }

    @Test
    void a_view_is_locked_before_its_table_as_its_readers_do() throws Exception {
        VersionDatabase database = versioned();
        database.does(SEAL);
        Client holder = database.client("").does("BEGIN", "LOCK TABLE orders IN ROW EXCLUSIVE MODE");
        Client segue = database.client("").does("SET lock_timeout = '5s'", "BEGIN");
        database.dialect().settleVersion(SHAPE).forEach(s -> segue.does(s.sql()));
        var locked = java.util.concurrent.CompletableFuture.runAsync(
                () -> segue.does("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE"));
        Client reader = database.newCode().does("SET lock_timeout = '300ms'");

        assertThat(reader.fails("SELECT name FROM orders WHERE id = 1").getSQLState())
                .isEqualTo("55P03");
        holder.does("COMMIT");
        locked.get(10, java.util.concurrent.TimeUnit.SECONDS);

        segue.does("COMMIT");
        assertThat(reader.asks("SELECT name FROM orders WHERE id = 1")).isEqualTo("Ann");
    }

    @Test
    void views_may_be_named_before_the_tables_that_are_locked() {
        VersionDatabase database = versioned();
        List<TableName> both = List.of(new TableName(VersionDatabase.VERSION, "orders"), VersionDatabase.ORDERS);
        Client segue =
                database.client("").does("BEGIN", database.dialect().lock(both).sql());

        assertThat(segue.asks("""
                SELECT DISTINCT n.nspname, l.mode FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
                JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE l.pid = pg_backend_pid() AND c.relname = 'orders' ORDER BY n.nspname
                """))
                .isEqualTo("public|AccessExclusiveLock\n" + VersionDatabase.VERSION + "|AccessExclusiveLock");
    }

    @Test
    void meanwhile_the_server_refuses_changes_of_what_is_shown_and_no_others() {
        VersionDatabase database = versioned();
        Client owner = database.client("");

        assertThat(owner.fails("ALTER TABLE orders DROP COLUMN total").getSQLState())
                .isEqualTo("2BP01");
        assertThat(owner.fails("DROP TABLE orders").getSQLState()).isEqualTo("2BP01");
        assertThat(owner.fails("ALTER TABLE orders ALTER code TYPE varchar(9)").getSQLState())
                .isEqualTo("0A000");
        owner.does(
                "ALTER TABLE orders ADD extra int",
                "CREATE INDEX ON orders (nm)",
                "ALTER TABLE orders ALTER total SET DEFAULT 6");
        assertThat(database.newCode().asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING *"))
                .isEqualTo("11|Cid|6.00|null|CID|calm|eu|2");
    }
}
