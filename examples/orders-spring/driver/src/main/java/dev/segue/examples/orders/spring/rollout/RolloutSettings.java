package dev.segue.examples.orders.spring.rollout;

import java.time.Duration;

/**
 * How much is rolled out.
 *
 * @param duplicateWrites who keeps both shapes in step
 * @param instances processes of each version, from 2
 * @param customers who order at the same time
 * @param watched how long the scenes last together, at least; each lasts until every instance has answered some requests
 * @param kills whether an instance of version 2 and one of version 3 are killed, too; one is in any case
 * @param seed of all chance
 */
public record RolloutSettings(
        DuplicateWrites duplicateWrites, int instances, int customers, Duration watched, boolean kills, long seed) {

    public RolloutSettings {
        if (instances < 2 || instances > 9 || customers < 1 || customers > 64 || watched.isNegative()) {
            throw new IllegalArgumentException(
                    "there can be 2 to 9 instances, 1 to 64 customers and no negative number of seconds");
        }
    }

    /** {@return as little as shows everything} */
    public static RolloutSettings small(DuplicateWrites duplicateWrites, long seed) {
        return new RolloutSettings(duplicateWrites, 2, 6, Duration.ZERO, false, seed);
    }
}
