package dev.segue.testing.version;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.dialect.FoundVersion;
import dev.segue.testing.duplicatewrites.TransactionPooler;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which shape code sees is a matter of names alone, and who wrote a row a matter of the view: never of the session. */
class VersionSessionsTest extends EveryServer {

    private static FoundVersion found(VersionDatabase database) throws SQLException {
        try (Connection connection = database.segueConnection()) {
            List<FoundVersion> found = database.dialect().versions(connection);
            assertThat(found).hasSize(1);
            return found.getFirst();
        }
    }

    @Test
    void every_way_to_connect_that_segue_names_leads_to_the_shape() throws SQLException {
        VersionDatabase database = versioned();
        String app = database.role("app");
        database.does(
                "ALTER ROLE \"" + app + "\" LOGIN",
                "GRANT SELECT ON orders, " + VersionDatabase.VERSION + ".orders TO \"" + app + '"',
                "GRANT USAGE ON SCHEMA " + VersionDatabase.VERSION + " TO PUBLIC");
        FoundVersion.Access access = found(database).access();
        String read = "SELECT name FROM orders WHERE id = 1";

        assertThat(access.searchPath()).isEqualTo("public_0007_rename, public");
        assertThat(database.client("&" + access.urlParameter()).asks(read)).isEqualTo("Ann");
        assertThat(database.client("").does(access.session()).asks(read)).isEqualTo("Ann");
        database.does(access.role().replace("ROLE app ", "ROLE \"" + app + "\" "));
        assertThat(database.connectsAs(app).asks(read)).isEqualTo("Ann");
    }

    @Test
    void a_name_that_needs_quotes_comes_quoted() throws SQLException {
        VersionDatabase database = database();
        database.does("CREATE SCHEMA \"My, Shop\"", "CREATE TABLE \"My, Shop\".t (a int)");
        database.with(new dev.segue.catalog.VersionSchema("My, Shop_1 +%", "My, Shop", List.of()));

        FoundVersion found = found(database);

        assertThat(found.name()).isEqualTo("My, Shop_1 +%");
        assertThat(found.base()).isEqualTo("My, Shop");
        assertThat(found.migration()).isEqualTo(VersionDatabase.MIGRATION);
        assertThat(found.access().searchPath()).isEqualTo("\"My, Shop_1 +%\", \"My, Shop\"");
        assertThat(database.client("&" + found.access().urlParameter()).asks("SELECT current_schemas(false)"))
                .isEqualTo("{\"My, Shop_1 +%\",\"My, Shop\"}");
    }

    @Test
    void schemas_after_the_version_do_not_matter() {
        VersionDatabase database = versioned();
        database.does("CREATE SCHEMA other");
        for (String path : List.of("v", "v, public", "v,public", "\"v\" , other, public", "pg_temp, v, public")) {
            Client code = database.client("").does("SET search_path = " + path.replace("v", VersionDatabase.VERSION));

            assertThat(code.asks("INSERT INTO orders (name) VALUES ('Cid') RETURNING segue_mark"))
                    .as(path)
                    .isEqualTo("2");
        }
        assertThat(database.client("")
                        .does("SET search_path = public, " + VersionDatabase.VERSION)
                        .asks("INSERT INTO orders (nm) VALUES ('Cid') RETURNING segue_mark"))
                .isEqualTo("null");
    }

    @Test
    void a_function_with_a_search_path_of_its_own_writes_the_shape_that_it_names() {
        VersionDatabase database = versioned();
        database.does("""
                CREATE FUNCTION add_old(n text) RETURNS void LANGUAGE sql SET search_path = public
                    AS 'INSERT INTO orders (nm) VALUES (n)';
                CREATE FUNCTION add_new(n text) RETURNS void LANGUAGE sql SET search_path = %s, public
                    AS 'INSERT INTO orders (name) VALUES (n)';
                """.formatted(VersionDatabase.VERSION));

        database.newCode().does("SELECT public.add_old('old by new'), public.add_new('new by new')");
        database.client("").does("SELECT add_old('old by old'), add_new('new by old')");

        assertThat(database.ask("SELECT nm, segue_mark FROM orders WHERE id > 2 ORDER BY nm"))
                .isEqualTo("new by new|2\nnew by old|2\nold by new|null\nold by old|null");
    }

    @Test
    void old_and_new_code_that_share_the_sessions_of_a_pooler() throws SQLException {
        VersionDatabase database = versioned();
        try (TransactionPooler pooler = new TransactionPooler(database.dataSource(""), 2);
                Connection fresh = pooler.dataSource().getConnection();
                Connection old = pooler.dataSource().getConnection()) {
            fresh.setAutoCommit(false);
            old.setAutoCommit(false);
            for (int round = 0; round < 20; round++) {
                if (round % 3 == 0) {
                    write(old, "INSERT INTO orders (nm) VALUES ('old')");
                    write(fresh, "INSERT INTO %s.orders (name) VALUES ('new')".formatted(VersionDatabase.VERSION));
                } else {
                    write(
                            fresh,
                            "SET LOCAL search_path = %s, public".formatted(VersionDatabase.VERSION),
                            "INSERT INTO orders (name) VALUES ('new')");
                    write(old, "INSERT INTO orders (nm) VALUES ('old')");
                }
                fresh.commit();
                old.commit();
            }
        }

        assertThat(database.ask(
                        "SELECT nm, segue_mark, count(*) FROM orders WHERE id > 2 GROUP BY nm, segue_mark ORDER BY nm"))
                .isEqualTo("new|2|20\nold|null|20");
    }

    @Test
    void a_pooler_of_new_code_whose_sessions_all_have_the_path() throws SQLException {
        VersionDatabase database = versioned();
        try (TransactionPooler pooler = new TransactionPooler(
                        database.dataSource("&currentSchema=" + VersionDatabase.VERSION + ",public"), 2);
                Connection one = pooler.dataSource().getConnection();
                Connection other = pooler.dataSource().getConnection()) {
            for (int round = 0; round < 5; round++) {
                write(one, "INSERT INTO orders (name) VALUES ('one')");
                write(other, "INSERT INTO orders (name) VALUES ('other')");
            }
            try (Statement statement = one.createStatement();
                    ResultSet row = statement.executeQuery("SELECT count(*) FROM orders WHERE segue_mark = 2")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(10);
            }
        }
    }

    private static void write(Connection connection, String... statements) throws SQLException {
        try (Statement sent = connection.createStatement()) {
            for (String statement : statements) {
                sent.execute(statement);
            }
        }
    }
}
