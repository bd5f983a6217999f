package dev.segue.testing.load;

import java.util.List;

/**
 * How the load stands at a moment.
 *
 * @param requests requests done, failed ones included
 * @param failed failed requests
 * @param deadlocks failed requests that the server ended to break a deadlock
 * @param acknowledgedWrites writes of rows that were committed
 * @param longestStallMillis the longest time that a single request has taken, those under way included
 * @param instances each instance
 */
public record LoadSnapshot(
        long requests,
        long failed,
        long deadlocks,
        long acknowledgedWrites,
        long longestStallMillis,
        List<InstanceSnapshot> instances) {

    public LoadSnapshot {
        instances = List.copyOf(instances);
    }

    /** {@return requests per second of all instances} */
    public double requestsPerSecond() {
        return instances.stream()
                .mapToDouble(InstanceSnapshot::requestsPerSecond)
                .sum();
    }

    /**
     * How one instance stands.
     *
     * @param name {@code old-1}
     * @param version {@code old v41} or {@code new v42}
     * @param newShapePercent how much of its work of the last second or so went through the new shape
     * @param running whether it works; false once retired
     */
    public record InstanceSnapshot(
            String name,
            String version,
            int newShapePercent,
            boolean running,
            long requests,
            double requestsPerSecond) {

        /** {@return the shape it uses now, in a word} */
        public String shape() {
            return newShapePercent == 0 ? "OLD" : newShapePercent == 100 ? "NEW" : "BOTH";
        }
    }
}
