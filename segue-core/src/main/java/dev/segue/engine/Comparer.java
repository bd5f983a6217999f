package dev.segue.engine;

import dev.segue.dialect.RangeSql;
import dev.segue.plan.Phase;
import dev.segue.plan.Plan;
import dev.segue.plan.PlannedMapping;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Compares both shapes under live traffic. Both are written in one transaction, so one statement over a range sees both
 * in one snapshot: exact, without locks and without long snapshots.
 */
final class Comparer {

    private static final int MOST_SAMPLES = 100;

    private final Sessions sessions;
    private final Journal journal;
    private final EngineSettings settings;
    private final EngineListener listener;

    Comparer(Sessions sessions, Journal journal, EngineSettings settings, EngineListener listener) {
        this.sessions = sessions;
        this.journal = journal;
        this.settings = settings;
        this.listener = listener;
    }

    /** {@return what comparing all mappings of the plan found; remembered in the journal} */
    Comparison compare(Plan plan, Phase phase, boolean sealed) {
        String name = plan.header().migration();
        try {
            List<Comparison.Difference> samples = Collections.synchronizedList(new ArrayList<>());
            AtomicLong rows = new AtomicLong();
            AtomicLong differing = new AtomicLong();
            AtomicLong pending = new AtomicLong();
            for (PlannedMapping mapping : plan.mappings()) {
                RangeSql sql = sealed ? mapping.sealed() : mapping.ranges();
                RangeQueue ranges =
                        RangeQueue.of(sessions, sql, settings.rowsPerRange() * 5, new Deadline(settings.deadline()));
                long estimate =
                        Math.max(plan.assessment().rows(), (long) (ranges.size() - 1) * settings.rowsPerRange() * 5);
                Meter meter = new Meter(listener, name, phase, "compare both shapes", estimate, 0);
                RangeRunner.inParallel(settings.workers(), () -> {
                    ranges.each((connection, range) -> {
                        RangeRunner.Compared found = RangeRunner.compare(
                                connection, sql, range, MOST_SAMPLES - Math.min(MOST_SAMPLES, samples.size()));
                        rows.addAndGet(found.rows());
                        differing.addAndGet(found.differing());
                        pending.addAndGet(found.pending());
                        samples.addAll(found.samples());
                        meter.add(found.rows());
                    });
                    return null;
                });
                meter.finish();
            }
            return sessions.writing(c -> {
                Comparison comparison = new Comparison(
                        journal.now(c),
                        rows.get(),
                        differing.get(),
                        pending.get(),
                        samples.stream().limit(MOST_SAMPLES).toList());
                journal.comparison(c, name, comparison);
                journal.event(
                        c,
                        name,
                        "compare",
                        settings.actor(),
                        "%d rows compared, %d differ, %d pending"
                                .formatted(comparison.rows(), comparison.differing(), comparison.pending()));
                return comparison;
            });
        } catch (SQLException e) {
            throw SegueException.failed(
                    name + ", " + phase.word() + ": " + Sessions.message(e),
                    sessions.next(e, "segue verify " + name, "segue verify " + name),
                    e);
        }
    }
}
