package dev.segue.cli.demo;

import dev.segue.client.darkread.Verdict;
import dev.segue.engine.Comparison;
import dev.segue.engine.Engine;
import dev.segue.engine.Fleet;
import dev.segue.engine.Lifecycle;
import dev.segue.engine.Stage;
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
            DemoServer server, String migration, Backstage.Company company, DemoReport.Subject subject, String failure)
            throws SQLException {
        Engine engine = company.engine();
        Load load = company.load();
        company.fleet().endDarkReads();
        boolean started = engine.migrations().contains(migration);
        Lifecycle state = started ? engine.status(migration).state() : new Lifecycle.RolledBack();
        if (started) {
            engine.settle();
        }
        OracleReport oracle;
        try (Connection session = server.application().getConnection()) {
            oracle = load.check(session, shapes(state, started && completed(engine, migration)));
        }
        LoadSnapshot snapshot = load.snapshot();
        long deadlocks = Math.max(snapshot.deadlocks(), deadlocks(server) - deadlocksBefore);
        return new DemoReport(
                subject,
                company.show().scenes(),
                new DemoReport.Traffic(snapshot, deadlocks, load.failures()),
                new DemoReport.Findings(oracle, comparisons, differing, fleet(company, migration), rollbackExact),
                state.word(),
                failure.isEmpty() ? null : failure);
    }

    private static DemoReport.Fleet fleet(Backstage.Company company, String migration) {
        DemoFleet fleet = company.fleet();
        long instances = company.engine().instances(migration).stream()
                .map(instance -> instance.process().name())
                .distinct()
                .count();
        long mismatches = fleet.darkReads(Verdict.MISMATCH);
        return new DemoReport.Fleet(instances, fleet.darkReads(Verdict.MATCH) + mismatches, mismatches);
    }

    /** {@return whether the old shape is not written any more although it is there} */
    private static boolean completed(Engine engine, String migration) {
        Fleet.Stages stages = engine.status(migration).fleet().stages();
        return stages != null && stages.stage() == Stage.COMPLETE;
    }

    /** {@return the shapes that all code can use in that state} */
    private static Set<Shape> shapes(Lifecycle state, boolean completed) {
        if (completed) {
            return EnumSet.of(Shape.NEW);
        }
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
