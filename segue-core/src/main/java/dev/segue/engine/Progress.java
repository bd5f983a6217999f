package dev.segue.engine;

import dev.segue.plan.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How far a phase is.
 *
 * @param migration whose
 * @param phase which phase
 * @param step the step's title
 * @param done units done: rows of a backfill or comparison, else steps
 * @param total units in all, as estimated; never less than {@code done}
 * @param rowsPerSecond the rate of the last seconds; 0 where rows are not counted
 * @param remaining the estimated time to the end of the step, or null where it cannot be known
 */
public record Progress(
        String migration,
        Phase phase,
        String step,
        long done,
        long total,
        double rowsPerSecond,
        @Nullable Duration remaining) {}
