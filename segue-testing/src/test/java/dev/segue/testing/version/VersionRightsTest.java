package dev.segue.testing.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.catalog.Grant;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever may use a table may use its view, and nobody else. */
class VersionRightsTest extends EveryServer {

    private static final String DENIED = "42501";

    private VersionDatabase database;

    /** {@return the attachments of the table as the catalog has them} */
    private Table.Attachments attachments() throws SQLException {
        try (Connection connection = database.segueConnection()) {
            Table table = database.dialect()
                    .observe(connection, List.of("public"))
                    .catalog()
                    .table(new TableName("public", "orders"))
                    .orElseThrow();
            return table.attachments();
        }
    }

    private VersionSchema shape() throws SQLException {
        Table.Attachments there = attachments();
        List<Grant> renamed = there.grants().stream()
                .map(g -> "nm".equals(g.column()) ? new Grant(g.grantee(), g.privilege(), "name", g.grantable()) : g)
                .toList();
        return VersionDatabase.shape(
                new Table.Attachments(there.comment(), there.owner(), renamed, List.of(), null, null));
    }

    private static String quoted(String role) {
        return '"' + role + '"';
    }

    @Test
    void grants_of_the_table_and_usage_of_the_schema_are_enough() throws SQLException {
        database = database();
        String app = database.role("app");
        String reader = database.role("reader");
        String stranger = database.role("stranger");
        database.does(
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                "GRANT USAGE ON SCHEMA public TO %s, %s".formatted(quoted(app), quoted(reader)),
                "GRANT USAGE ON SCHEMA kinds TO PUBLIC",
                "GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON orders TO " + quoted(app),
                "GRANT SELECT ON orders TO " + quoted(reader) + " WITH GRANT OPTION");
        database.with(shape());

        Client code = database.newCode(app);
        assertThat(code.asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING id, region"))
                .isEqualTo("11|eu");
        code.does("UPDATE orders SET name = 'Dan' WHERE id = 11", "DELETE FROM orders WHERE id = 11");
        Client reading = database.newCode(reader);
        assertThat(reading.asks("SELECT name FROM orders WHERE id = 1")).isEqualTo("Ann");
        assertThat(reading.fails("UPDATE orders SET name = 'no'").getSQLState()).isEqualTo(DENIED);
        reading.does("GRANT SELECT ON orders TO " + quoted(app));
        assertThat(database.newCode(stranger)
                        .fails("SELECT * FROM " + VersionDatabase.VERSION + ".orders")
                        .getSQLState())
                .isEqualTo(DENIED);
    }

    @Test
    void a_right_that_the_table_takes_back_the_view_does_not_give() throws SQLException {
        database = database();
        String app = database.role("app");
        database.does("GRANT SELECT, UPDATE ON orders TO " + quoted(app));
        database.with(shape());

        database.does("REVOKE UPDATE ON orders FROM " + quoted(app));

        assertThat(database.newCode(app).fails("UPDATE orders SET name = 'no'").getSQLState())
                .isEqualTo(DENIED);
    }

    @Test
    void grants_on_columns_let_insert_and_update_but_read_only_where_all_columns_may_be_read() throws SQLException {
        database = database();
        String clerk = database.role("clerk");
        database.does("GRANT SELECT (id, nm), INSERT (nm), UPDATE (nm) ON orders TO " + quoted(clerk));
        database.with(shape());

        Client code = database.newCode(clerk);
        code.does("INSERT INTO orders (name) VALUES ('Cid')");
        assertThat(database.ask("SELECT nm, segue_mark FROM orders WHERE id = 11"))
                .isEqualTo("Cid|2");
        code.does("UPDATE orders SET name = 'same'");
        assertThat(code.fails("UPDATE orders SET total = 1").getSQLState()).isEqualTo(DENIED);
        assertThat(code.fails("SELECT id, name FROM orders").getSQLState()).isEqualTo(DENIED);
        database.does("GRANT SELECT ON orders TO " + quoted(clerk));
        assertThat(code.asks("SELECT id, name FROM orders WHERE id = 1")).isEqualTo("1|same");
        assertThat(code.fails("SELECT total FROM orders").getSQLState()).isEqualTo(DENIED);
    }

    @Test
    void row_security_asks_who_uses_the_view() throws SQLException {
        database = database();
        String app = database.role("app");
        database.does(
                "ALTER TABLE orders ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY own ON orders USING (nm <> 'Bob') WITH CHECK (nm <> 'Bob')",
                "GRANT SELECT, INSERT ON orders TO " + quoted(app));
        database.with(shape());

        Client code = database.newCode(app);

        assertThat(code.asks("SELECT name FROM orders")).isEqualTo("Ann");
        code.does("INSERT INTO orders (name) VALUES ('Cid')");
        assertThat(code.fails("INSERT INTO orders (name) VALUES ('Bob')").getSQLState())
                .isEqualTo(DENIED);
    }

    /** Segue's role as the page on least privilege has it: a member of the owner that may make schemas. */
    @Test
    void a_role_of_least_privilege_makes_settles_and_drops_it_and_gives_it_to_the_owner() throws SQLException {
        database = database();
        String owner = database.role("owner");
        String segue = database.role("segue");
        database.does(
                "ALTER TABLE orders OWNER TO " + quoted(owner),
                "ALTER TYPE kinds.mood OWNER TO " + quoted(owner),
                "GRANT USAGE ON SCHEMA kinds TO PUBLIC",
                "GRANT " + quoted(owner) + " TO " + quoted(segue),
                "GRANT CREATE ON DATABASE \"" + database.name() + "\" TO " + quoted(segue));
        VersionSchema shape = shape();

        database.tries(segue, database.dialect().makeVersion(shape, VersionDatabase.MIGRATION));

        assertThat(database.newCode(owner).asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING id"))
                .isEqualTo("11");
        assertThat(database.ask(
                        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relname = 'orders' AND relkind = 'v'"))
                .isEqualTo(owner);
        assertThat(database.ask(
                        "SELECT has_schema_privilege('%s', '%s', 'CREATE')".formatted(owner, VersionDatabase.VERSION)))
                .isEqualTo("f");
        database.does("ALTER TABLE public.orders RENAME COLUMN nm TO name");
        database.tries(segue, database.dialect().settleVersion(shape));
        database.tries(segue, database.dialect().dropVersion(shape));
    }

    @Test
    void an_owner_to_whom_the_view_cannot_be_given_may_use_it_all_the_same() throws SQLException {
        database = database();
        String owner = database.role("owner");
        String segue = database.role("segue");
        database.does(
                "ALTER TABLE orders OWNER TO " + quoted(owner),
                "GRANT USAGE ON SCHEMA kinds TO PUBLIC",
                "GRANT CREATE ON DATABASE \"" + database.name() + "\" TO " + quoted(segue));

        database.tries(segue, database.dialect().makeVersion(shape(), VersionDatabase.MIGRATION));

        assertThat(database.newCode(owner).asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING id, name"))
                .isEqualTo("11|Cid");
    }
}
