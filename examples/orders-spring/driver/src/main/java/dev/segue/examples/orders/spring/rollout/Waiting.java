package dev.segue.examples.orders.spring.rollout;

import java.time.Duration;
import java.util.function.Supplier;

/** Waits for conditions, longer than any machine should need. */
final class Waiting {

    static final Duration LONG = Duration.ofMinutes(5);

    private Waiting() {}

    /** A condition that may throw. */
    interface Condition {
        boolean holds() throws InterruptedException;
    }

    /** @throws RolloutFailedException with that message if it does not come to hold */
    static void until(Condition condition, Supplier<String> otherwise) throws InterruptedException {
        long begun = System.nanoTime();
        while (!condition.holds()) {
            if (System.nanoTime() - begun > LONG.toNanos()) {
                throw new RolloutFailedException(otherwise.get());
            }
            Thread.sleep(50);
        }
    }
}
