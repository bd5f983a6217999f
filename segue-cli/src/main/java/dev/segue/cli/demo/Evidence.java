package dev.segue.cli.demo;

import dev.segue.engine.Comparison;
import dev.segue.engine.Engine;
import dev.segue.engine.Lifecycle;
import dev.segue.testing.load.Load;
import dev.segue.testing.load.LoadSnapshot;
import dev.segue.testing.oracle.OracleReport;
import dev.segue.testing.oracle.Shape;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Collects what was found on the way, and judges everything at the end. Used by one thread. */
final class Evidence {

    private int comparisons;
    private long differing;
    private boolean rollbackExact;
    private long deadlocksBefore;

    void compared(@Nullable Comparison comparison) {
        if (comparison != null) {
            comparisons++;
            differing += comparison.differing();
        }
    }

    /** Compares the catalogs before the start and after the rollback. */
    void rollback(String before, String after) {
        rollbackExact = !before.isBlank() && before.equals(after);
    }

    void watchDeadlocks(DemoServer server) throws SQLException {
        deadlocksBefore = deadlocks(server);
    }

    /** {@return the report; the load must be stopped} */
    DemoReport report(
            DemoServer server,
            Engine engine,
            String migration,
            Load load,
            Show show,
            DemoReport.Subject subject,
            String failure)
            throws SQLException {
        boolean started = engine.migrations().contains(migration);
        Lifecycle state = started ? engine.status(migration).state() : new Lifecycle.RolledBack();
        if (started) {
            engine.settle();
        }
        OracleReport oracle;
        try (Connection session = server.application().getConnection()) {
            oracle = load.check(session, shapes(state));
        }
        LoadSnapshot snapshot = load.snapshot();
        long deadlocks = Math.max(snapshot.deadlocks(), deadlocks(server) - deadlocksBefore);
        return new DemoReport(
                subject,
                show.scenes(),
                new DemoReport.Traffic(snapshot, deadlocks, load.failures()),
                new DemoReport.Findings(oracle, comparisons, differing, rollbackExact),
                state.word(),
                failure.isEmpty() ? null : failure);
    }

    /** {@return the shapes that all code can use in that state} */
    private static Set<Shape> shapes(Lifecycle state) {
        return switch (state) {
            case Lifecycle.Expanding ignored -> EnumSet.of(Shape.OLD);
            case Lifecycle.Filling ignored -> EnumSet.of(Shape.OLD);
            case Lifecycle.RollingBack ignored -> EnumSet.of(Shape.OLD);
            case Lifecycle.RolledBack ignored -> EnumSet.of(Shape.OLD);
            case Lifecycle.Verifying ignored -> EnumSet.allOf(Shape.class);
            case Lifecycle.BothLive ignored -> EnumSet.allOf(Shape.class);
            case Lifecycle.Sealing ignored -> EnumSet.allOf(Shape.class);
            case Lifecycle.Unsealing ignored -> EnumSet.of(Shape.NEW);
            case Lifecycle.Sealed ignored -> EnumSet.of(Shape.NEW);
            case Lifecycle.Contracting ignored -> EnumSet.of(Shape.NEW);
            case Lifecycle.Contracted ignored -> EnumSet.of(Shape.NEW);
        };
    }

    /** {@return the deadlocks that the server has broken in this database so far, whoever was in them} */
    private static long deadlocks(DemoServer server) throws SQLException {
        try (Connection session = server.application().getConnection();
                Statement statement = session.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
