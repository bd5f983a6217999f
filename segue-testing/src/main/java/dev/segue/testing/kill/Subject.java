package dev.segue.testing.kill;

import dev.segue.dialect.Dialect;
import dev.segue.engine.Engine;
import dev.segue.engine.EngineListener;
import dev.segue.engine.EngineSettings;
import dev.segue.engine.Engines;
import dev.segue.engine.Lifecycle;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/** A database with its application, seen from outside of the engine that is struck. For one thread at a time. */
final class Subject {

    private final KillCase killCase;
    private final String url;
    private final DataSource database;
    private final Ledger ledger;
    private final Engine engine;

    Subject(KillCase killCase, String url, DataSource database, Ledger ledger) {
        this.killCase = killCase;
        this.url = url;
        this.database = database;
        this.ledger = ledger;
        this.engine = open(url, database, EngineListener.NONE);
    }

    /** {@return an engine of one worker and small ranges, so that its statements come in one order} */
    static Engine open(String url, DataSource database, EngineListener listener) {
        EngineSettings settings = EngineSettings.standard()
                .withWorkers(1)
                .withRowsPerRange(20)
                .withDeadline(Duration.ofSeconds(20))
                .withActor("kill harness");
        return Engines.open(url, database, settings, listener);
    }

    /** {@return an engine that nobody strikes} */
    Engine engine() {
        return engine;
    }

    Ledger ledger() {
        return ledger;
    }

    /** {@return where the migration stands, or nothing if the journal does not know it} */
    Optional<Lifecycle> state() {
        return engine.migrations().contains(killCase.migrationName())
                ? Optional.of(engine.status(killCase.migrationName()).state())
                : Optional.empty();
    }

    /** {@return the same as {@link #state()}, straight from the journal */
    Optional<Lifecycle> remembered() {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery("SELECT to_regclass('segue.migration') IS NULL")) {
                row.next();
                if (row.getBoolean(1)) {
                    return Optional.empty();
                }
            }
            try (ResultSet row = statement.executeQuery("SELECT state FROM segue.migration")) {
                return row.next() ? Optional.of(Lifecycle.of(row.getString(1))) : Optional.empty();
            }
        } catch (SQLException e) {
            throw new AssertionError("the journal cannot be read: " + e.getMessage(), e);
        }
    }

    /** {@return the shapes through which an application may write now} */
    private static Set<Shape> living(Optional<Lifecycle> state) {
        return state.<Set<Shape>>map(lifecycle -> switch (lifecycle) {
                    case Lifecycle.Expanding s -> EnumSet.of(Shape.OLD);
                    case Lifecycle.Filling s -> EnumSet.allOf(Shape.class);
                    case Lifecycle.Verifying s -> EnumSet.allOf(Shape.class);
                    case Lifecycle.BothLive s -> EnumSet.allOf(Shape.class);
                    case Lifecycle.Sealing s -> EnumSet.allOf(Shape.class);
                    case Lifecycle.Sealed s -> EnumSet.of(Shape.NEW);
                    case Lifecycle.Contracting s -> EnumSet.of(Shape.NEW);
                    case Lifecycle.Contracted s -> EnumSet.of(Shape.NEW);
                    case Lifecycle.Unsealing s -> EnumSet.of(Shape.NEW);
                    case Lifecycle.RollingBack s -> EnumSet.of(Shape.OLD);
                    case Lifecycle.RolledBack s -> EnumSet.of(Shape.OLD);
                })
                .orElse(EnumSet.of(Shape.OLD));
    }

    /** Whether rows that nobody has written since the start are in the new shape too. */
    private static boolean isFilled(Optional<Lifecycle> state) {
        return state.map(lifecycle -> switch (lifecycle) {
                    case Lifecycle.Expanding s -> false;
                    case Lifecycle.Filling s -> false;
                    case Lifecycle.Verifying s -> true;
                    case Lifecycle.BothLive s -> true;
                    case Lifecycle.Sealing s -> true;
                    case Lifecycle.Sealed s -> true;
                    case Lifecycle.Contracting s -> true;
                    case Lifecycle.Contracted s -> true;
                    case Lifecycle.Unsealing s -> true;
                    case Lifecycle.RollingBack s -> false;
                    case Lifecycle.RolledBack s -> false;
                })
                .orElse(false);
    }

    /** Has the application write through every shape that lives in that state; no write may fail. */
    void write(int round, Optional<Lifecycle> state) {
        Set<Shape> shapes = living(state);
        try (Connection connection = database.getConnection()) {
            killCase.traffic().write(connection, shapes, round, ledger);
        } catch (SQLException e) {
            throw new AssertionError(
                    "the application's write through " + shapes + " failed, the migration being "
                            + state.map(Lifecycle::word).orElse("not started") + ": " + e.getMessage(),
                    e);
        }
    }

    /** Asserts that every acknowledged write, and nothing else, is read through every shape that lives and is filled. */
    void check(Optional<Lifecycle> state) {
        List<String> wrong = new ArrayList<>();
        try (Connection connection = database.getConnection()) {
            for (Shape shape : living(state)) {
                if (shape == Shape.NEW && !isFilled(state)) {
                    continue;
                }
                Map<Long, Row> expected = new TreeMap<>();
                ledger.rows()
                        .forEach((key, values) ->
                                expected.put(key, killCase.traffic().seen(shape, values)));
                Ledger.differences(expected, killCase.traffic().rows(connection, shape))
                        .forEach(line -> wrong.add(shape + ": " + line));
                if (shape == Shape.NEW) {
                    wrong.addAll(killCase.traffic().strays(connection));
                }
            }
        } catch (SQLException e) {
            throw new AssertionError("the rows cannot be read: " + e.getMessage(), e);
        }
        if (!wrong.isEmpty()) {
            throw new AssertionError("%d rows are wrong, the migration being %s:%n%s"
                    .formatted(
                            wrong.size(),
                            state.map(Lifecycle::word).orElse("not started"),
                            String.join("\n", wrong.subList(0, Math.min(10, wrong.size())))));
        }
    }

    /** {@return the canonical dump of the application's schemas} */
    String dump() {
        Dialect dialect = Engines.dialect(url);
        try (Connection connection = database.getConnection()) {
            return dialect.dump(connection, killCase.schemas());
        } catch (SQLException e) {
            throw new AssertionError("the catalog cannot be read: " + e.getMessage(), e);
        }
    }

    /** {@return the functions that Segue keeps; what a rolled back attempt left of its tables is not counted} */
    List<String> functions() {
        List<String> names = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'segue' ORDER BY 1")) {
            while (row.next()) {
                names.add(row.getString(1));
            }
        } catch (SQLException e) {
            throw new AssertionError("the functions cannot be read: " + e.getMessage(), e);
        }
        return names;
    }
}
