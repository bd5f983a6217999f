package dev.segue.engine;

import dev.segue.gate.Requirement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the application's instances say of themselves, by the database's clock; and which sessions there are.
 *
 * @param stages where the flag stands if the application writes twice, or null
 * @param instances those that use the migration, living and gone, in the order of their registration
 * @param darkReads the registered dark reads with what they found
 * @param outbox writes to another store that wait for their delivery
 * @param sessions those of the database that are there now, whoever they belong to
 * @param stopped how the system was stopped, if it may still be; else null
 */
public record Fleet(
        @Nullable Stages stages,
        List<Instance> instances,
        List<DarkRead> darkReads,
        long outbox,
        List<Session> sessions,
        @Nullable Stopped stopped) {

    /**
     * A system that was stopped.
     *
     * @param way the word of the {@link StopWay}
     * @param howToStart what a person does if Segue cannot
     */
    public record Stopped(String way, String howToStart, Instant since, String actor) {}

    /** Sessions of one name and one role. */
    public record Session(String applicationName, String role, int count) {}

    /**
     * Where the flag stands.
     *
     * @param since when it was moved there
     * @param fillingSince when the first row was filled, or null
     */
    public record Stages(
            Stage stage,
            long epoch,
            Instant since,
            @Nullable Instant fillingSince) {}

    /** One process of the application, and how it uses one migration. */
    public record Instance(
            Process process, Lease lease, @Nullable Use use) {

        /** {@return whether it is running, as far as the journal can know} */
        public boolean lives() {
            return lease.drainedAt() == null && !lease.left().isNegative();
        }

        /** {@return {@code orders web-1 (v41)}} */
        public String title() {
            return process.service() + " " + process.name() + " (" + process.version() + ")";
        }
    }

    /** Who it is. */
    public record Process(long id, String service, String name, String version) {}

    /**
     * How long it is believed to run.
     *
     * @param left negative where the lease has ended
     * @param drainedAt when it ended in an orderly way, or null
     */
    public record Lease(
            Instant registeredAt, Duration left, @Nullable Instant drainedAt) {}

    /**
     * How it uses a migration.
     *
     * @param shapes {@code OLD}, {@code NEW} or {@code BOTH}
     * @param epoch the flag's epoch by which all of its work goes
     * @param behind whether the flag has changed since
     * @param holds whether it holds its traffic, and nothing of it is under way
     */
    public record Use(
            String migration, String shapes, long epoch, boolean behind, boolean holds, Served old, Served fresh) {}

    /** Requests served by one shape. */
    public record Served(long requests, @Nullable Instant last) {}

    /**
     * A place of the code that reads both shapes, and what it found since the flag's last change, for the version and the
     * comparator that are registered now.
     *
     * @param since the first report that counts, or null
     */
    public record DarkRead(
            String name,
            String version,
            String comparator,
            Counts counts,
            @Nullable Instant since) {

        /** {@return what stands against the requirement, in words; empty where nothing does} */
        public String missing(Requirement requirement) {
            if (counts.mismatches() > 0) {
                return "%,d differ".formatted(counts.mismatches());
            }
            long missing = requirement.comparisons() - counts.comparisons();
            return missing > 0 ? "%,d more to compare".formatted(missing) : "";
        }
    }

    /** What became of dark reads. */
    public record Counts(long comparisons, long mismatches, long ignored, long inconclusive, long dropped) {

        /**
         * {@return what the rate of differences lies below, with 95 % confidence: 3/n where n comparisons found none (the
         * rule of three); 1 where nothing was compared or something differs}
         */
        public double bound() {
            return mismatches > 0 || comparisons < 3 ? 1 : 3.0 / comparisons;
        }
    }

    /**
     * One difference that a dark read found, without the values unless the application allowed them.
     *
     * @param path which field
     * @param oldValue a hash, or the value where it was allowed
     * @param newValue a hash, or the value where it was allowed
     */
    public record Sample(String name, String path, String oldValue, String newValue, String verdict, Instant at) {}

    public Fleet {
        instances = List.copyOf(instances);
        darkReads = List.copyOf(darkReads);
        sessions = List.copyOf(sessions);
    }

    /** {@return the instances that are running} */
    public List<Instance> living() {
        return instances.stream().filter(Instance::lives).toList();
    }
}
