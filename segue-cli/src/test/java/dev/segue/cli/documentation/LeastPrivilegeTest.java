package dev.segue.cli.documentation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Force;
import dev.segue.engine.Outcome;
import dev.segue.gate.Gate;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Majors;
import dev.segue.testing.server.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The script on the page about a role of least privilege suffices for a whole migration, and for its application. */
class LeastPrivilegeTest {

    private static final List<Force> WITHOUT_WAITING = List.of(
            new Force(Gate.FLAG_SETTLED, "a test has no week"),
            new Force(Gate.OLD_SIDE_QUIET, "a test has no day"),
            new Force(Gate.OLD_CODE_RETIRED, "a test has no instances that register"),
            new Force(Gate.SOAK, "a test has no three days"));

    private final EmbeddedServer server = SharedServers.of(Majors.one());
    private final String database = server.freshDatabase("least_privilege");

    @BeforeEach
    void rolesAndTables() throws IOException, SQLException {
        execute(EmbeddedServer.USER, """
                CREATE ROLE app_owner; CREATE ROLE app LOGIN;
                GRANT CREATE, USAGE ON SCHEMA public TO app_owner;
                SET ROLE app_owner;
                """ + Files.readString(Pages.root().resolve("examples/orders/schema.sql")) + """
                GRANT SELECT, INSERT, UPDATE, DELETE ON orders TO app;
                RESET ROLE;
                """);
        List<String> scripts = Pages.blocks("sql grants").stream()
                .map(block -> block.text().replaceAll("(?m)^--.*\\R|^\\R", ""))
                .distinct()
                .toList();
        assertThat(scripts).as("the pages agree but for comments").hasSize(1);
        execute(EmbeddedServer.USER, scripts.getFirst());
    }

    @AfterEach
    void dropRoles() throws SQLException {
        server.dropDatabase(database);
        try (Connection connection = server.dataSource("postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("DROP ROLE IF EXISTS segue, app, app_owner");
        }
    }

    @Test
    void itSufficesForEveryPhaseAndForBothCodes() throws Exception {
        Engine engine = Engines.open(
                server.url(database), connections("segue"), EngineSettings.standard(), EngineListener.NONE);

        expect(engine.run(file(), Phase.VERIFY, List.of()));
        bothCodesWrite();
        expect(engine.rollback("0007_extract_address"));
        expect(engine.run(file(), Phase.VERIFY, List.of()));
        engine.flag("0007_extract_address", 100);
        bothCodesWrite();
        expect(engine.seal("0007_extract_address", WITHOUT_WAITING));
        expect(engine.unseal("0007_extract_address"));
        expect(engine.seal("0007_extract_address", WITHOUT_WAITING));
        execute("app", "UPDATE addresses SET zip = '1' WHERE id = 5");
        expect(engine.contract("0007_extract_address", WITHOUT_WAITING));

        execute("app", "INSERT INTO addresses (street, city, zip) VALUES ('a', 'b', 'c')");
        assertThat(texts("SELECT tableowner FROM pg_tables WHERE tablename = 'addresses' AND schemaname = 'public'"))
                .containsExactly("app_owner");
        assertThat(
                        texts(
                                "SELECT rolname FROM pg_roles WHERE rolname = 'segue' AND (rolsuper OR rolcreaterole OR rolcreatedb)"))
                .isEmpty();
    }

    @Test
    void everyoneElseSeesFlagsOnly() throws Exception {
        Engine engine = Engines.open(
                server.url(database), connections("segue"), EngineSettings.standard(), EngineListener.NONE);
        expect(engine.run(file(), Phase.EXPAND, List.of()));

        execute("app", "SELECT migration, percent FROM segue.flag");

        assertThat(catching("app", "UPDATE segue.flag SET percent = 100")).isEqualTo("42501");
    }

    @Test
    void theExampleOfAnInstanceInPlainSqlRunsWithNothingButUsageOfTheSchema() throws Exception {
        Engine engine = Engines.open(
                server.url(database), connections("segue"), EngineSettings.standard(), EngineListener.NONE);
        engine.run(inStages(), Phase.EXPAND, List.of());
        onlyUsage();
        String example = Pages.blocks("sql instance").getFirst().text();

        execute("app", example);

        assertThat(texts(
                        "SELECT concat_ws(' ', service, name, version, shapes, epoch, served_old, served_new, drained_at IS NOT NULL)"
                                + " FROM segue.instance JOIN segue.instance_migration ON instance = id"))
                .containsExactly("orders web-1 v42 BOTH 1 120 3 t");
        assertThat(texts("SELECT city FROM orders WHERE id = 7")).containsExactly("Uppsala");
    }

    @Test
    void whoHasOnlyUsageOfTheSchemaCanDoAllThatAnApplicationDoesAndNothingElse() throws Exception {
        Engine engine = Engines.open(
                server.url(database), connections("segue"), EngineSettings.standard(), EngineListener.NONE);
        engine.run(inStages(), Phase.EXPAND, List.of());
        onlyUsage();
        String migration = "'0007_extract_address'";

        execute("app", """
                SELECT segue.contract_version();
                SELECT * FROM segue.against_stage(%1$s, 'DUAL_WRITE');
                SELECT segue.move_stage(%1$s, 'DUAL_WRITE', 'app');
                SELECT segue.retreat(%1$s, 'app', 'no reason');
                SELECT segue.dark_read_register(%1$s, 'orders.address', 'v42', 'fields');
                SELECT segue.dark_read_report(%1$s, '[{"name": "orders.address", "epoch": 2, "version": "v42",
                    "comparator": "fields", "comparisons": 10, "mismatches": 1,
                    "samples": [{"path": "zip", "old": "a", "new": "b", "verdict": "mismatch"}]}]');
                SELECT * FROM segue.dark_read_counts(%1$s);
                SELECT segue.enqueue(%1$s, 'search', 'k', '{}');
                SELECT * FROM segue.outbox_take(%1$s, 'search', '1 minute', 10);
                SELECT segue.outbox_failed(1, 'down', '1 minute');
                SELECT segue.outbox_delivered(1)""".formatted(migration));

        assertThat(texts("SELECT stage FROM segue.flag")).containsExactly("DUAL_WRITE");
        for (String table : texts("SELECT 'segue.' || quote_ident(relname) FROM pg_class"
                + " WHERE relnamespace = 'segue'::regnamespace AND relkind = 'r'")) {
            assertThat(catching("app", "SELECT FROM " + table)).as(table).isEqualTo("42501");
            assertThat(catching("app", "DELETE FROM " + table)).as(table).isEqualTo("42501");
            assertThat(catching("app", "INSERT INTO " + table + " DEFAULT VALUES"))
                    .as(table)
                    .isIn("42501", "23502"); // the fence admits the privilege, and no row
        }
        for (String owned : List.of(
                "begin_stages(" + migration + ", 'f', 'app')",
                "note_open_transactions(" + migration + ")",
                "end_stages(" + migration + ")",
                "sweep_stages(" + migration + ")")) {
            assertThat(catching("app", "SELECT segue." + owned)).as(owned).isEqualTo("42501");
        }
        execute(
                "app",
                "CREATE TEMPORARY TABLE flag (migration text, stage text, epoch bigint);"
                        + "CREATE TEMPORARY TABLE instance (id bigint);"
                        + "SET search_path = pg_temp; SELECT segue.move_stage(" + migration + ", 'OFF', 'app')");
        assertThat(texts("SELECT stage FROM segue.flag")).containsExactly("OFF");
    }

    private void onlyUsage() throws SQLException {
        execute(EmbeddedServer.USER, """
                REVOKE ALL ON ALL TABLES IN SCHEMA segue FROM app;
                REVOKE ALL ON ALL SEQUENCES IN SCHEMA segue FROM app""");
    }

    private static MigrationFile inStages() throws InvalidMigrationException {
        return MigrationFile.parse(
                Path.of("0007_extract_address.yaml"), "duplicate_writes: application\n" + file().text());
    }

    private void bothCodesWrite() throws SQLException {
        execute("app", """
                INSERT INTO orders (customer_id, total, street, city, zip) VALUES (1, 1, 'a', 'b', 'c');
                UPDATE orders SET street = 'old ' || street WHERE id = 7;
                DELETE FROM orders WHERE id = (SELECT max(id) FROM orders);
                WITH a AS (INSERT INTO addresses (street, city, zip) VALUES ('a', 'b', 'c') RETURNING id)
                INSERT INTO orders (customer_id, total, address_id) SELECT 1, 1, id FROM a;
                UPDATE addresses SET street = 'new ' || street WHERE id = 8;
                """);
        assertThat(texts("SELECT o.street FROM orders o JOIN addresses a ON a.id = o.address_id "
                        + "WHERE (o.street, o.city, o.zip) <> (a.street, a.city, a.zip)"))
                .isEmpty();
    }

    private static void expect(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Reached.class);
    }

    private static MigrationFile file() throws InvalidMigrationException {
        return MigrationFile.read(
                Path.of(Pages.root().toString(), "examples/orders/migrations/0007_extract_address.yaml"));
    }

    private PGSimpleDataSource connections(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url(database));
        source.setUser(role);
        return source;
    }

    private void execute(String role, String sql) throws SQLException {
        try (Connection connection = connections(role).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String catching(String role, String sql) {
        try {
            execute(role, sql);
            return "";
        } catch (SQLException e) {
            return String.valueOf(e.getSQLState());
        }
    }

    private List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = connections(EmbeddedServer.USER).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                texts.add(String.valueOf(row.getString(1)));
            }
        }
        return texts;
    }
}
