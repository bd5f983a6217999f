package dev.segue.engine;

import dev.segue.dialect.RangeSql;
import dev.segue.engine.Journal.Range;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** The ranges of a table that are still to be looked at, by any number of workers of this process. Thread-safe. */
final class RangeQueue {

    private static final Duration AGAIN = Duration.ofMillis(200);

    private final Sessions sessions;
    private final Queue<Range> ranges;
    private final Deadline deadline;
    private final int size;

    private RangeQueue(Sessions sessions, List<Range> ranges, Deadline deadline) {
        this.sessions = sessions;
        this.ranges = new ConcurrentLinkedQueue<>(ranges);
        this.deadline = deadline;
        this.size = ranges.size();
    }

    /** {@return the ranges of a mapping's table, about {@code rows} rows each} */
    static RangeQueue of(Sessions sessions, RangeSql sql, int rows, Deadline deadline) throws SQLException {
        try (Connection connection = sessions.open()) {
            return new RangeQueue(sessions, RangeRunner.split(connection, sql, rows), deadline);
        }
    }

    /** {@return how many ranges there were at the beginning} */
    int size() {
        return size;
    }

    /** Something that is done with a range. */
    interface Look {
        void at(Connection connection, Range range) throws SQLException;
    }

    /** Looks at ranges until none is left. A range whose connection was lost is looked at again, by whoever has one. */
    void each(Look look) throws SQLException {
        while (!ranges.isEmpty()) {
            @Nullable Range taken = null;
            try (Connection connection = sessions.open()) {
                for (taken = ranges.poll(); taken != null; taken = ranges.poll()) {
                    look.at(connection, taken);
                    deadline.putOff();
                }
            } catch (SQLException e) {
                if (deadline.passed() || !sessions.isWorthAnotherTry(e)) {
                    throw e;
                }
                if (taken != null) {
                    ranges.add(taken);
                }
                StepRunner.pause(AGAIN);
            }
        }
    }
}
