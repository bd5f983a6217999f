package dev.segue.engine;

import dev.segue.gate.GateReport;
import dev.segue.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything there is to say about a migration at this moment.
 *
 * @param name the migration
 * @param state where it stands
 * @param paused whether somebody paused it
 * @param driver who drives it at this moment, or null
 * @param ages by the database's clock
 * @param flagPercent how much of the new code's work goes to the new shape, 0 to 100
 * @param progress of the phase under way, or null
 * @param fleet what the application's instances say
 * @param notes writes that wait to be carried over
 * @param comparison the last complete comparison, or null
 * @param gates what the next phase waits for
 * @param extraBytes what the tables of the new shape take beside the old one, with their indexes; -1 if that is not known
 * @param plan what is executed
 */
public record Status(
        String name,
        Lifecycle state,
        boolean paused,
        @Nullable String driver,
        Ages ages,
        int flagPercent,
        @Nullable Progress progress,
        Fleet fleet,
        Notes notes,
        @Nullable Comparison comparison,
        List<GateReport> gates,
        long extraBytes,
        Plan plan) {

    /** When the migration and its present state began. */
    public record Ages(Instant startedAt, Instant stateSince, Duration sinceStart, Duration inState) {}

    /**
     * Writes that wait to be carried to the other shape.
     *
     * @param pending settle by themselves
     * @param unmappable need somebody
     * @param oldest how long the oldest of the pending has waited; zero if there is none
     */
    public record Notes(long pending, long unmappable, Duration oldest) {

        /** Nothing waits. */
        public static final Notes NONE = new Notes(0, 0, Duration.ZERO);
    }

    public Status {
        gates = List.copyOf(gates);
    }
}
