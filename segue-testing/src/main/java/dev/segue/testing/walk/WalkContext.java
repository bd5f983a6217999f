package dev.segue.testing.walk;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.segue.dialect.Dialect;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Outcome;
import dev.segue.engine.SegueException;
import dev.segue.migration.InvalidMigrationException;
import dev.segue.migration.MigrationFile;
import dev.segue.testing.load.Load;
import dev.segue.testing.load.LoadSettings;
import dev.segue.testing.load.PercentFlag;
import dev.segue.testing.oracle.OracleReport;
import dev.segue.testing.oracle.Shape;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database, the engine and the load of one walk, and what can be asserted about them. */
final class WalkContext implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Walk.class);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final WalkCase walkCase;
    private final DataSource database;
    private final HikariDataSource pool;
    private final Dialect dialect;
    private final Engine engine;
    private final PercentFlag flag = new PercentFlag();
    private final Load load;
    private final MigrationFile file;
    private final List<WalkReport.Stage> stages = new ArrayList<>();
    private OracleReport lastReport = new OracleReport(0, 0, 0, 0, List.of());

    WalkContext(
            WalkCase walkCase, String url, DataSource database, EngineSettings settings, LoadSettings loadSettings) {
        this.walkCase = walkCase;
        this.database = database;
        this.file = parse(walkCase);
        for (String script : walkCase.setUp()) {
            execute(script);
        }
        HikariConfig configuration = new HikariConfig();
        configuration.setDataSource(database);
        configuration.setMaximumPoolSize(settings.workers() + 6);
        configuration.setMinimumIdle(0);
        configuration.setPoolName("engine");
        this.pool = new HikariDataSource(configuration);
        this.dialect = Engines.dialect(url);
        this.engine = Engines.open(url, pool, settings, new EngineListener() {
            @Override
            public void stateChanged(String migration, Lifecycle state) {
                LOG.info("{} is {}", migration, state.word());
            }
        });
        this.load = new Load(walkCase.application(), database, flag, loadSettings);
    }

    private static MigrationFile parse(WalkCase walkCase) {
        try {
            return MigrationFile.parse(Path.of(walkCase.migrationName() + ".yaml"), walkCase.migrationText());
        } catch (InvalidMigrationException e) {
            throw new IllegalArgumentException("the migration of " + walkCase.name() + " is wrong: " + e, e);
        }
    }

    Engine engine() {
        return engine;
    }

    Load load() {
        return load;
    }

    MigrationFile file() {
        return file;
    }

    void startLoad() {
        load.start();
    }

    void plan() {
        try {
            engine.plan(file);
        } catch (InvalidMigrationException e) {
            throw new AssertionError("the file does not fit: " + e, e);
        }
    }

    /** An act of the engine that may find its file wrong. */
    @FunctionalInterface
    interface Act {
        Outcome perform() throws InvalidMigrationException;
    }

    /** Performs an act until the state is reached, as long as gates are closed that open by themselves. */
    void reach(String state, Act act) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Outcome outcome = perform(act);
            boolean again = switch (outcome) {
                case Outcome.Reached reached -> false;
                case Outcome.Waiting waiting -> System.nanoTime() < deadline;
                case Outcome.Disagreeing disagreeing -> false;
                case Outcome.Paused paused -> false;
            };
            if (again) {
                LOG.info("Waiting: {}", outcome);
                dwell(Duration.ofMillis(100));
                engine.settle();
                continue;
            }
            Lifecycle stands = engine.status(walkCase.migrationName()).state();
            if (!(outcome instanceof Outcome.Reached) || !stands.word().equals(state)) {
                throw new AssertionError(
                        "expected to reach " + state + ", but is " + stands.word() + "; the outcome is " + outcome);
            }
            return;
        }
    }

    private static Outcome perform(Act act) {
        try {
            return act.perform();
        } catch (InvalidMigrationException e) {
            throw new AssertionError("the file does not fit: " + e, e);
        } catch (SegueException e) {
            throw new AssertionError(e.getMessage() + " (next: " + e.next() + ")", e);
        }
    }

    /** Sets the flag in the journal, has new code follow it, and waits until nobody uses the other side. */
    void flag(int percent) {
        engine.flag(walkCase.migrationName(), percent);
        flag.set(engine.status(walkCase.migrationName()).flagPercent());
        load.awaitRequestsUnderWay();
    }

    /** Has new code use the new shape for a share of its requests, whatever the journal's flag says. */
    void useNewShape(int percent) {
        flag.set(percent);
        load.awaitRequestsUnderWay();
    }

    /** Rolls back while nobody uses the new shape, and nobody uses any where the old one is out of reach. */
    void rollBack(boolean sealed) {
        if (sealed) {
            load.hold();
        }
        useNewShape(0);
        reach("ROLLED_BACK", () -> engine.rollback(walkCase.migrationName()));
        load.newShapeIsGone();
        load.returnOldCode();
        load.resume();
    }

    /** Performs a stage and asserts what must hold after each. */
    WalkStage stage(String name, Set<Shape> shapes, Runnable action) {
        long start = System.nanoTime();
        long requests = load.snapshot().requests();
        try {
            action.run();
            assertNoFailure();
            assertOracle(shapes);
        } catch (AssertionError | SegueException e) {
            throw new AssertionError("stage '" + name + "': " + e.getMessage(), e);
        }
        WalkReport.Stage stage = new WalkReport.Stage(
                name,
                Duration.ofNanos(System.nanoTime() - start),
                load.snapshot().requests() - requests);
        stages.add(stage);
        LOG.info(
                "{}: {} requests in {} ms, good",
                name,
                stage.requests(),
                stage.took().toMillis());
        return new WalkStage(name, shapes, engine, database, load.snapshot());
    }

    private void assertNoFailure() {
        if (load.snapshot().failed() > 0) {
            throw new AssertionError(load.snapshot().failed() + " requests failed: " + load.failures());
        }
        if (deadlocks() > 0) {
            throw new AssertionError("the server has broken " + deadlocks() + " deadlocks");
        }
    }

    /** Holds the writers between two requests for as long as the oracle looks. */
    private void assertOracle(Set<Shape> shapes) {
        load.hold();
        try (Connection connection = database.getConnection()) {
            if (shapes.contains(Shape.OLD) && shapes.contains(Shape.NEW)) {
                settleAll();
            }
            lastReport = load.check(connection, shapes);
            if (!lastReport.clean()) {
                throw new AssertionError("the oracle found " + lastReport);
            }
        } catch (SQLException e) {
            throw new AssertionError("the oracle cannot read: " + e.getMessage(), e);
        } finally {
            load.resume();
        }
    }

    private void settleAll() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            engine.settle();
            var notes = engine.status(walkCase.migrationName()).notes();
            if (notes.pending() == 0) {
                return;
            }
            if (System.nanoTime() > deadline) {
                throw new AssertionError("with nobody writing there are still unsettled notes: " + notes);
            }
        }
    }

    void dwell(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    String dump() {
        try (Connection connection = database.getConnection()) {
            dialect.prepare(connection);
            return dialect.dump(connection, walkCase.schemas());
        } catch (SQLException e) {
            throw new AssertionError("cannot dump the structure: " + e.getMessage(), e);
        }
    }

    void assertDump(String before, String what) {
        String after = dump();
        if (!after.equals(before)) {
            throw new AssertionError(what + " has changed the structure: " + firstDifference(before, after));
        }
    }

    private static String firstDifference(String before, String after) {
        List<String> left = before.lines().toList();
        List<String> right = after.lines().toList();
        for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
            String was = i < left.size() ? left.get(i) : "nothing";
            String is = i < right.size() ? right.get(i) : "nothing";
            if (!was.equals(is)) {
                return "line " + (i + 1) + " was\n  " + was + "\nand is\n  " + is;
            }
        }
        return "only line ends differ";
    }

    private void execute(String sql) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the set-up failed: " + e.getMessage() + "\n" + sql, e);
        }
    }

    private long deadlocks() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError("cannot read the server's statistics: " + e.getMessage(), e);
        }
    }

    WalkReport report() {
        load.stop();
        return new WalkReport(stages, load.snapshot(), lastReport, deadlocks());
    }

    @Override
    public void close() {
        load.stop();
        pool.close();
    }
}
