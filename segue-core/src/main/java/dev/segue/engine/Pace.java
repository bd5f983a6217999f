package dev.segue.engine;

import dev.segue.engine.Journal.Range;
import dev.segue.plan.PlannedMapping;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/**
 * How much of a range a worker fills in one transaction. The rows stay locked until it commits, and an application that
 * writes one of them waits: so the part is halved until it takes well less than the lock timeout, and doubled again where
 * the server has become fast. Used by one thread.
 */
final class Pace {

    private static final int MOST_PARTS = 1 << 20;

    /** So few rows are not divided: what takes long then is not their number. */
    private static final int FEW = 20;

    private final Duration limit;
    private final boolean small;
    private int parts = 1;
    private boolean few;

    /**
     * Begins with whole ranges.
     *
     * @param rowsPerRange how many rows a range has
     * @param limit what nobody may wait longer than
     */
    Pace(int rowsPerRange, Duration limit) {
        this.limit = limit;
        this.small = rowsPerRange <= FEW;
    }

    /** {@return the part of the range to be filled now; the range itself where it is small enough} */
    Range part(Connection connection, PlannedMapping mapping, Range range) throws SQLException {
        if (parts == 1) {
            few = small;
            return range;
        }
        List<List<String>> keys = RangeRunner.keys(connection, mapping.ranges(), range);
        few = keys.size() <= FEW;
        int size = few ? keys.size() : Math.max(FEW, keys.size() / parts);
        return size >= keys.size() ? range : new Range(range.number(), range.low(), keys.get(size - 1));
    }

    /** {@return whether less could be filled at once than {@link #part} gave} */
    boolean canBeLess() {
        return !few;
    }

    /** A part was filled and committed. */
    void took(Duration time) {
        if (time.compareTo(limit.dividedBy(2)) > 0) {
            failed();
        } else if (time.compareTo(limit.dividedBy(8)) < 0) {
            parts = Math.max(1, parts / 2);
        }
    }

    /** A part was not filled, perhaps because it took too long. */
    void failed() {
        parts = few ? parts : Math.min(MOST_PARTS, parts * 2);
    }
}
