package dev.segue.testing.walk;

import dev.segue.testing.load.LoadSnapshot;
import dev.segue.testing.oracle.OracleReport;
import java.time.Duration;
import java.util.List;

/**
 * How a walk went that did not fail.
 *
 * @param stages what was done, in order
 * @param load the load at the end
 * @param oracle the last word of the oracle
 * @param deadlocks deadlocks that the server counted
 */
public record WalkReport(List<Stage> stages, LoadSnapshot load, OracleReport oracle, long deadlocks) {

    /**
     * One stage of the walk.
     *
     * @param requests done meanwhile by the load
     */
    public record Stage(String name, Duration took, long requests) {}

    public WalkReport {
        stages = List.copyOf(stages);
    }
}
