package dev.segue.testing.load;

/**
 * How much load there is.
 *
 * @param oldInstances processes that run old code only
 * @param newInstances processes that run new code, which asks the flag
 * @param sessions connections of each instance, each used by one thread
 * @param requestsPerSecond what each instance aims at; 0 for as many as possible
 * @param rows hot rows, and how often they are chosen
 * @param seed of all chance
 */
public record LoadSettings(
        int oldInstances, int newInstances, int sessions, int requestsPerSecond, HotRows rows, long seed) {

    /** The system property that sets the seed, to run again what failed. */
    public static final String SEED = "segue.seed";

    /** The rows that everybody wants: keys 1 to {@code count}, chosen in {@code percent} of all cases. */
    public record HotRows(int count, int percent) {}

    public LoadSettings {
        if (oldInstances < 0 || newInstances < 0 || sessions < 1 || requestsPerSecond < 0) {
            throw new IllegalArgumentException("there cannot be a negative number of instances, sessions or requests");
        }
    }

    /** {@return two instances of each code with two sessions, as fast as possible, ten hot rows} */
    public static LoadSettings standard() {
        return new LoadSettings(2, 2, 2, 0, new HotRows(10, 30), Long.getLong(SEED, System.nanoTime()));
    }

    /** {@return these settings with another number of instances} */
    public LoadSettings withInstances(int oldOnes, int newOnes) {
        return new LoadSettings(oldOnes, newOnes, sessions, requestsPerSecond, rows, seed);
    }

    /** {@return these settings with another number of sessions per instance} */
    public LoadSettings withSessions(int number) {
        return new LoadSettings(oldInstances, newInstances, number, requestsPerSecond, rows, seed);
    }

    /** {@return these settings with another aim for each instance; 0 for as many as possible} */
    public LoadSettings withRequestsPerSecond(int number) {
        return new LoadSettings(oldInstances, newInstances, sessions, number, rows, seed);
    }

    /** {@return these settings with other hot rows} */
    public LoadSettings withHotRows(int count, int percent) {
        return new LoadSettings(
                oldInstances, newInstances, sessions, requestsPerSecond, new HotRows(count, percent), seed);
    }

    /** {@return these settings with another seed} */
    public LoadSettings withSeed(long number) {
        return new LoadSettings(oldInstances, newInstances, sessions, requestsPerSecond, rows, number);
    }
}
