package dev.segue.testing.duplicatewrites;

import static org.assertj.core.api.Assertions.assertThat;

import dev.segue.engine.Comparison;
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
import dev.segue.plan.Plan;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database of its own with one migration, and the sessions that write to it. Used by one thread. */
public final class BothShapes implements AutoCloseable {

    static final String MIGRATION = "0007_extract_address";

    /** What the sessions of an engine of {@link #engine(EngineSettings, EngineListener)} are called. */
    static final String SEGUE = "segue";

    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    private final EmbeddedServer server;
    private final String database;
    private final MigrationFile file;
    private final Engine engine;
    private final List<Session> sessions = new ArrayList<>();
    private final Session outside;

    private BothShapes(EmbeddedServer server, String database, Given given) {
        this.server = server;
        this.database = database;
        this.file = file(given);
        this.engine = Engines.open(
                server.url(database),
                server.dataSource(database),
                EngineSettings.standard()
                        .withWorkers(1)
                        .withRowsPerRange(2)
                        .withDeadline(Duration.ofSeconds(5))
                        .withActor("test"),
                EngineListener.NONE);
        this.outside = session("outside");
    }

    private static MigrationFile file(Given given) {
        try {
            return MigrationFile.parse(Path.of(MIGRATION + ".yaml"), given.migrationText());
        } catch (InvalidMigrationException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** {@return the old shape, nothing begun} */
    static BothShapes notBegun(Major major, Given given) {
        return notBegun(SharedServers.of(major), given);
    }

    /** {@return the old shape on a server of the test's own, nothing begun} */
    static BothShapes notBegun(EmbeddedServer server, Given given) {
        return notBegun(server, server.freshDatabase("writes"), given);
    }

    /** {@return the old shape in an empty database, nothing begun} */
    static BothShapes notBegun(EmbeddedServer server, String database, Given given) {
        BothShapes made = new BothShapes(server, database, given);
        made.outside.does(given.tables());
        return made;
    }

    /** {@return both shapes, duplicate writes on, all old rows filled; a copy of one that is made once} */
    public static BothShapes live(Major major, Given given) {
        return copy(major, given, Phase.VERIFY);
    }

    /** {@return both shapes, duplicate writes on, no old row filled} */
    static BothShapes unfilled(Major major, Given given) {
        return copy(major, given, Phase.EXPAND);
    }

    private static BothShapes copy(Major major, Given given, Phase phase) {
        EmbeddedServer server = SharedServers.of(major);
        String template = TEMPLATES.computeIfAbsent(major + " " + phase + " " + given, key -> {
            BothShapes made = notBegun(major, given);
            made.runs(phase);
            made.disconnect();
            return made.database;
        });
        return new BothShapes(server, server.freshDatabase("writes", template), given);
    }

    /** {@return a new session of that name} */
    Session session(String name) {
        return session(name, "");
    }

    /** {@return a new session that has another role} */
    Session session(String name, String role) {
        try {
            Connection connection = server.dataSource(database).getConnection();
            Session session = new Session(name, connection, this::ask);
            sessions.add(session);
            if (!role.isEmpty()) {
                session.does("SET SESSION AUTHORIZATION " + role);
            }
            return session;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** {@return a new connection; the caller closes it} */
    public Connection connection() throws SQLException {
        return server.dataSource(database).getConnection();
    }

    /** {@return what a query finds, from outside of all sessions; columns separated by |, rows by line ends} */
    String ask(String sql) {
        return outside.asks(sql);
    }

    /** Runs statements outside of all sessions. */
    public void does(String... statements) {
        outside.does(statements);
    }

    /** {@return the address in both shapes: {@code Elm St, Ulm, 100}; or both where they differ} */
    String address(long order) {
        String both = ask("""
                SELECT concat_ws(', ', coalesce(o.street, '∅'), coalesce(o.city, '∅'), coalesce(o.zip, '∅')),
                       CASE WHEN o.address_id IS NULL THEN '∅, ∅, ∅' ELSE
                       concat_ws(', ', coalesce(a.street, '∅'), coalesce(a.city, '∅'), coalesce(a.zip, '∅')) END
                FROM orders o LEFT JOIN addresses a ON a.id = o.address_id WHERE o.order_id = %d
                """.formatted(order));
        String[] shapes = both.split("\\|", -1);
        return shapes.length == 2 && shapes[0].equals(shapes[1]) ? shapes[0] : "old " + both.replace("|", " / new ");
    }

    /** {@return the key of an order's address} */
    String addressOf(long order) {
        return ask("SELECT address_id FROM orders WHERE order_id = " + order);
    }

    String addresses() {
        return ask("SELECT count(*) FROM addresses");
    }

    /** {@return how many writes wait to be carried over, those with a problem included} */
    String notes() {
        return ask(
                "SELECT (SELECT count(*) FROM segue.\"%1$s_note_child\") + (SELECT count(*) FROM segue.\"%1$s_note_parent\")"
                        .formatted(MIGRATION));
    }

    String conflicts() {
        return ask("SELECT losing FROM segue.conflict ORDER BY id");
    }

    long settle() {
        return engine.settle();
    }

    /** Settles, then asserts that no note is left and that both shapes answer the same for every row. */
    void agrees() {
        settle();
        assertThat(notes()).as("notes that do not settle").isEqualTo("0");
        Comparison comparison = engine.verify(MIGRATION);
        assertThat(comparison.differing()).as("rows whose shapes differ").isZero();
        assertThat(comparison.pending()).as("rows whose shapes are pending").isZero();
    }

    Comparison verify() {
        return engine.verify(MIGRATION);
    }

    Engine engine() {
        return engine;
    }

    /** {@return another engine, with that listener; its sessions call themselves {@value #SEGUE}} */
    Engine engine(EngineSettings settings, EngineListener listener) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(server.url(database));
        source.setApplicationName(SEGUE);
        return engine(source, settings, listener);
    }

    /** {@return another engine, which connects otherwise} */
    Engine engine(DataSource source, EngineSettings settings, EngineListener listener) {
        return Engines.open(server.url(database), source, settings, listener);
    }

    String database() {
        return database;
    }

    DataSource dataSource() {
        return server.dataSource(database);
    }

    MigrationFile file() {
        return file;
    }

    /** {@return the plan of the migration} */
    public Plan plan() throws InvalidMigrationException {
        return engine.plan(file);
    }

    BothShapes runs(Phase until) {
        try {
            Outcome outcome = engine.run(file, until, List.of());
            assertThat(outcome).isInstanceOf(Outcome.Reached.class);
            return this;
        } catch (InvalidMigrationException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    Outcome seals() {
        engine.flag(MIGRATION, 100);
        return engine.seal(MIGRATION, forced());
    }

    void unseals() {
        engine.unseal(MIGRATION);
    }

    Outcome contracts() {
        return engine.contract(MIGRATION, forced());
    }

    void rollsBack() {
        engine.rollback(MIGRATION);
    }

    static List<Force> forced() {
        return List.of(
                new Force(Gate.OLD_SIDE_QUIET, "a test"),
                new Force(Gate.FLAG_SETTLED, "a test"),
                new Force(Gate.SOAK, "a test"));
    }

    /** {@return the canonical dump of the application's schemas} */
    String dump() {
        try (Connection connection = server.dataSource(database).getConnection()) {
            return Engines.dialect(server.url(database)).dump(connection, List.of("public"));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private void disconnect() {
        for (Session session : sessions) {
            session.close();
        }
    }

    @Override
    public void close() {
        sessions.forEach(Session::close);
        server.dropDatabase(database);
    }
}
