package dev.segue.testing.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.dialect.Dialect;
import dev.segue.engine.Drift;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.StopSettings;
import dev.segue.engine.StopWay;
import dev.segue.export.Script;
import dev.segue.gate.Gate;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.testing.locks.LockCase;
import dev.segue.testing.locks.LockCases;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** A database with the tables of the lock cases. Used by one thread. */
final class ShopDatabase implements AutoCloseable {

    private static final Map<Major, String> TEMPLATES = new EnumMap<>(Major.class);

    private static final List<Force> FORCED = Stream.of(
                    Gate.OLD_SIDE_QUIET, Gate.FLAG_SETTLED, Gate.NEW_CODE_DEPLOYED, Gate.OLD_CODE_RETIRED, Gate.SOAK)
            .map(gate -> new Force(gate, "a test"))
            .toList();

    private static final String SHOP = few(LockCases.SHOP);

    /** Keys and values that are made anew each time differ from one database to the other, and what they are keys of does not. */
    private static final String DETAILS = """
            SELECT 'details of %1$s', (pg_catalog.jsonb_build_array(pg_catalog.to_jsonb(c) - 'detail_id',
                (SELECT pg_catalog.to_jsonb(d) - 'id' FROM public.details d WHERE d.id = c.detail_id)))::text
            FROM public.%1$s c
            """;

    private final EmbeddedServer server;
    private final String database;
    private final LockCase one;
    private final Engine engine;

    private ShopDatabase(EmbeddedServer server, String database, LockCase one) {
        this.server = server;
        this.database = database;
        this.one = one;
        this.engine = Engines.open(
                server.url(database),
                server.dataSource(database),
                EngineSettings.standard()
                        .withWorkers(1)
                        .withStop(new StopSettings(new StopWay.Command("true", "true"), Duration.ofSeconds(5))),
                new EngineListener() {});
    }

    /** Here it is of no matter how many rows there are. */
    private static String few(String sql) {
        return sql.replace("(1, " + LockCases.ROWS + ")", "(1, 40)");
    }

    /** {@return one that has rows, and what the case wants first} */
    static ShopDatabase filled(Major major, LockCase one) throws SQLException {
        EmbeddedServer server = SharedServers.of(major);
        String template = TEMPLATES.get(major);
        if (template == null) {
            template = server.freshDatabase("export_shop");
            execute(server.dataSource(template), SHOP);
            TEMPLATES.put(major, template);
        }
        ShopDatabase made = new ShopDatabase(server, server.freshDatabase("export", template), one);
        made.execute(few(one.setUp()));
        return made;
    }

    /** {@return one that has nothing} */
    static ShopDatabase none(Major major, LockCase one) {
        EmbeddedServer server = SharedServers.of(major);
        return new ShopDatabase(server, server.freshDatabase("export"), one);
    }

    Engine engine() {
        return engine;
    }

    Plan plan() throws InvalidMigrationException {
        return engine.plan(one.file());
    }

    /** Takes the case through all phases; {@return its plan} */
    Plan migrate() throws InvalidMigrationException {
        return migrate(() -> {});
    }

    /** The same, and does something whenever it stands still. */
    Plan migrate(Runnable standing) throws InvalidMigrationException {
        Plan plan = plan();
        engine.run(one.file(), Phase.VERIFY, FORCED);
        assertThat(drift()).isEmpty();
        standing.run();
        engine.flag(LockCase.MIGRATION, 100);
        engine.proceed(LockCase.MIGRATION, Phase.SEAL, FORCED);
        assertThat(drift()).isEmpty();
        standing.run();
        assertThat(engine.proceed(LockCase.MIGRATION, Phase.CONTRACT, FORCED).state())
                .isEqualTo(new Lifecycle.Contracted());
        assertThat(drift()).isEmpty();
        standing.run();
        return plan;
    }

    private List<Drift.Finding> drift() throws InvalidMigrationException {
        return engine.validate(
                        List.of(new Drift.DeclaredFile(
                                LockCase.MIGRATION,
                                "0001_change.yaml",
                                one.file().checksum())),
                        true)
                .findings();
    }

    /** Does the same while the system stands still. */
    void bigBang() throws InvalidMigrationException {
        MigrationFile file = MigrationFile.parse(
                Path.of(LockCase.MIGRATION + ".yaml"),
                "strategy: big_bang\noperations:\n" + one.operations().indent(2));
        assertThat(engine.run(file, Phase.CONTRACT, List.of()).state()).isEqualTo(new Lifecycle.Contracted());
    }

    String url() {
        return server.url(database);
    }

    DataSource source() {
        return server.dataSource(database);
    }

    static String tables() {
        return SHOP;
    }

    /** The tables come from one versioned migration, the change from the next. */
    void buildByFlyway(Path directory, LockCase built, Script script) throws IOException {
        Files.writeString(directory.resolve("V0000__shop.sql"), SHOP + few(built.setUp()));
        Files.writeString(directory.resolve(script.fileName()), script.text());
        if (script.configuration() != null) {
            Files.writeString(directory.resolve(script.fileName() + ".conf"), script.configuration());
        }
        Flyway flyway = Flyway.configure()
                .dataSource(server.dataSource(database))
                .locations("filesystem:" + directory)
                .load();
        assertThat(flyway.migrate().migrationsExecuted).isEqualTo(2);
        flyway.validate();
    }

    void execute(String sql) throws SQLException {
        execute(server.dataSource(database), sql);
    }

    private static void execute(DataSource source, String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    boolean hasOwnObjects() throws SQLException {
        return !texts("SELECT nspname, '' FROM pg_namespace WHERE nspname LIKE 'segue%'")
                .isEmpty();
    }

    /**
     * What a database holds.
     *
     * @param catalog its structure
     * @param rows those of its tables, sorted
     */
    record Content(String catalog, List<String> rows) {}

    Content content() throws SQLException {
        return new Content(catalog(), rows());
    }

    private String catalog() throws SQLException {
        Dialect dialect = Engines.dialect(server.url(database));
        try (Connection connection = server.dataSource(database).getConnection()) {
            dialect.prepare(connection);
            return dialect.dump(connection, List.of("public"))
                    .lines()
                    .filter(line -> !line.contains("flyway_schema_history"))
                    .collect(Collectors.joining("\n"));
        }
    }

    private List<String> rows() throws SQLException {
        List<String> all = new ArrayList<>();
        List<String> tables = texts("""
                SELECT '', c.oid::regclass::text FROM pg_class c
                WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
                  AND c.relname <> 'flyway_schema_history'
                """);
        for (String table : tables) {
            all.addAll(texts("SELECT '%1$s', (to_jsonb(t) - 'token' - 'detail_id' %2$s)::text FROM %1$s t"
                    .formatted(table.strip(), table.strip().equals("details") ? "- 'id'" : "")));
        }
        if (tables.contains(" details")) {
            all.addAll(texts(DETAILS.formatted(one.table().equals("events") ? "events" : "orders")));
        }
        if (!texts(
                        "SELECT '', attname FROM pg_attribute WHERE attrelid = to_regclass('customers') AND attname = 'token'")
                .isEmpty()) {
            all.addAll(texts("SELECT 'tokens', count(DISTINCT token)::text FROM customers"));
        }
        return all.stream().sorted().toList();
    }

    List<String> texts(String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = server.dataSource(database).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                texts.add(
                        row.getMetaData().getColumnCount() == 1
                                ? row.getString(1)
                                : row.getString(1) + " " + row.getString(2));
            }
        }
        return texts;
    }

    @Override
    public void close() {
        server.dropDatabase(database);
    }
}
