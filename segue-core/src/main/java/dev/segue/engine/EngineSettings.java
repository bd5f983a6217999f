package dev.segue.engine;

import java.time.Duration;
import java.util.List;

/**
 * How the engine goes about its work.
 *
 * @param workers sessions that fill and compare ranges at once, from 1
 * @param rowsPerRange rows of one range; a range's rows stay locked until it commits
 * @param lockTimeout how long one try waits for a lock, at most; must stay below the server's deadlock_timeout
 * @param deadline how long a step tries to get its locks, or a skipped row, before it gives up
 * @param actor who drives, for the event log
 * @param applicationSessions which sessions are the application's, whether it registers its instances or not
 * @param stop how the system is stopped for a big bang
 */
public record EngineSettings(
        int workers,
        int rowsPerRange,
        Duration lockTimeout,
        Duration deadline,
        String actor,
        List<SessionPattern> applicationSessions,
        StopSettings stop) {

    /** {@return two workers, 2,000 rows per range, 200 ms per lock, 10 min in all} */
    public static EngineSettings standard() {
        String user = System.getProperty("user.name", "unknown");
        return new EngineSettings(
                2,
                2_000,
                Duration.ofMillis(200),
                Duration.ofMinutes(10),
                user + ", process " + ProcessHandle.current().pid(),
                List.of(),
                StopSettings.UNKNOWN);
    }

    public EngineSettings {
        applicationSessions = List.copyOf(applicationSessions);
        if (workers < 1 || workers > 64) {
            throw new IllegalArgumentException("workers must be 1 to 64, not " + workers);
        }
        if (rowsPerRange < 1 || rowsPerRange > 100_000) {
            throw new IllegalArgumentException("rows per range must be 1 to 100000, not " + rowsPerRange);
        }
        if (lockTimeout.toMillis() < 1 || lockTimeout.toMillis() > 900) {
            throw new IllegalArgumentException(
                    "the lock timeout must be 1 to 900 ms (below deadlock_timeout), not " + lockTimeout.toMillis());
        }
    }

    /** {@return these settings with another number of workers} */
    public EngineSettings withWorkers(int number) {
        return new EngineSettings(number, rowsPerRange, lockTimeout, deadline, actor, applicationSessions, stop);
    }

    /** {@return these settings with another deadline} */
    public EngineSettings withDeadline(Duration newDeadline) {
        return new EngineSettings(workers, rowsPerRange, lockTimeout, newDeadline, actor, applicationSessions, stop);
    }

    /** {@return these settings with another actor} */
    public EngineSettings withActor(String newActor) {
        return new EngineSettings(workers, rowsPerRange, lockTimeout, deadline, newActor, applicationSessions, stop);
    }

    /** {@return these settings with another number of rows per range} */
    public EngineSettings withRowsPerRange(int rows) {
        return new EngineSettings(workers, rows, lockTimeout, deadline, actor, applicationSessions, stop);
    }

    /** {@return these settings with another limit of one try to get a lock} */
    public EngineSettings withLockTimeout(Duration timeout) {
        return new EngineSettings(workers, rowsPerRange, timeout, deadline, actor, applicationSessions, stop);
    }

    /** {@return these settings with other patterns of the application's sessions} */
    public EngineSettings withApplicationSessions(List<SessionPattern> patterns) {
        return new EngineSettings(workers, rowsPerRange, lockTimeout, deadline, actor, patterns, stop);
    }

    /** {@return these settings with another way to stop the system} */
    public EngineSettings withStop(StopSettings settings) {
        return new EngineSettings(workers, rowsPerRange, lockTimeout, deadline, actor, applicationSessions, settings);
    }
}
