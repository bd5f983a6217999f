package dev.segue.testing.locks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Force;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.gate.Gate;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.plan.Phase;
import dev.segue.testing.server.EmbeddedServer;
import dev.segue.testing.server.Major;
import dev.segue.testing.server.SharedServers;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Takes a case through all its phases, and back from each, and asks the server at every statement. Used once. */
final class LockWalk implements AutoCloseable {

    private static final String TABLES = """
            SELECT c.oid, n.nspname || '.' || c.relname
            FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('segue', 'pg_catalog', 'information_schema')
              AND n.nspname NOT LIKE 'pg\\_%'
            """;

    private static final List<Force> FORCED = Stream.of(
                    Gate.OLD_SIDE_QUIET, Gate.FLAG_SETTLED, Gate.NEW_CODE_DEPLOYED, Gate.OLD_CODE_RETIRED)
            .map(gate -> new Force(gate, "a test"))
            .toList();

    private final LockCase lockCase;
    private final EmbeddedServer server;
    private final String database;
    private final HikariDataSource source;
    private final AskedSource asked;
    private final Engine engine;
    private final Map<Long, String> names = new LinkedHashMap<>();
    private final Set<Long> made;

    /** @param template a database with the {@linkplain LockCases#SHOP shop} */
    LockWalk(LockCase lockCase, Major major, String template) throws SQLException {
        this.lockCase = lockCase;
        this.server = SharedServers.of(major);
        this.database = server.freshDatabase("locks", template);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(server.dataSource(database));
        pool.setMinimumIdle(0);
        this.source = new HikariDataSource(pool);
        execute(lockCase.setUp());
        execute("ANALYZE");
        this.asked = new AskedSource(source);
        this.engine = Engines.open(
                server.url(database),
                asked.dataSource(),
                EngineSettings.standard().withWorkers(1).withDeadline(Duration.ofSeconds(20)),
                asked);
        watch();
        this.made = new java.util.HashSet<>();
    }

    /** Walks: back from expand and from seal, by unseal and rollback; at last to the end. */
    LockWalk walk() throws Exception {
        expand();
        run(Phase.VERIFY);
        seal();
        engine.unseal(LockCase.MIGRATION);
        seal();
        rollBack();
        run(Phase.VERIFY);
        seal();
        reach(new Lifecycle.Contracted(), engine.contract(LockCase.MIGRATION, List.of(new Force(Gate.SOAK, "a test"))));
        return this;
    }

    /** Goes only as far as expand, and back. */
    LockWalk expand() throws Exception {
        run(Phase.EXPAND);
        rollBack();
        return this;
    }

    private void run(Phase until) throws InvalidMigrationException, SQLException {
        for (Phase phase : List.of(Phase.EXPAND, Phase.BACKFILL, Phase.VERIFY)) {
            if (phase.compareTo(until) <= 0) {
                engine.run(lockCase.file(), phase, FORCED);
                watch();
            }
        }
    }

    private void seal() {
        engine.flag(LockCase.MIGRATION, 100);
        reach(new Lifecycle.Sealed(), engine.seal(LockCase.MIGRATION, FORCED));
    }

    private void rollBack() {
        reach(new Lifecycle.RolledBack(), engine.rollback(LockCase.MIGRATION));
    }

    private void reach(Lifecycle state, Outcome outcome) {
        if (!state.equals(outcome.state())) {
            throw new AssertionError(lockCase + ": " + outcome);
        }
    }

    /** Watches the tables that hold rows by now; what the plan has made is no longer new then. */
    private void watch() throws SQLException {
        Map<Long, String> filled = new LinkedHashMap<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            Map<Long, String> found = new LinkedHashMap<>();
            try (ResultSet row = statement.executeQuery(TABLES)) {
                while (row.next()) {
                    found.put(row.getLong(1), row.getString(2));
                }
            }
            for (Map.Entry<Long, String> table : found.entrySet()) {
                try (ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table.getValue())) {
                    row.next();
                    if (row.getLong(1) > 0) {
                        filled.put(table.getKey(), table.getValue());
                    }
                }
            }
        }
        if (names.isEmpty()) {
            names.putAll(filled);
        } else {
            filled.forEach((number, name) -> {
                if (names.putIfAbsent(number, name) == null) {
                    made.add(number);
                }
            });
        }
        asked.watch(filled.keySet());
    }

    /** {@return all that was asked} */
    List<Asked> asked() {
        return asked.asked();
    }

    /** {@return a line for each statement that goes through rows while nobody can write} */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        asked().forEach(one ->
                one.faults(LockCases.ROWS / 2, names).forEach(line -> faults.add(lockCase + ", " + line)));
        return faults;
    }

    /** {@return what a table is to the operation} */
    TableRole role(long table) {
        if (made.contains(table)) {
            return TableRole.MADE;
        }
        String name = names.get(table).replaceFirst("^.*\\.", "");
        return name.equals(lockCase.table())
                ? TableRole.CHANGED
                : name.startsWith(lockCase.table() + "_") ? TableRole.PARTITION : TableRole.REFERENCED;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() {
        source.close();
        server.dropDatabase(database);
    }
}
