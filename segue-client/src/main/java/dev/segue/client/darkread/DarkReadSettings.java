package dev.segue.client.darkread;

import java.time.Duration;
import java.util.Objects;

/**
 * How much dark reads may cost.
 *
 * @param perTenThousand how many of ten thousand reads are compared, 0 to 10,000
 * @param workers threads that read in the dark, and connections that they may hold, at most
 * @param queue how many reads may wait for a worker; more are dropped and counted
 * @param budget how long one dark read may take, waiting included
 * @param breaker when and for how long it is given up
 */
public record DarkReadSettings(int perTenThousand, int workers, int queue, Duration budget, Breaker breaker) {

    /**
     * When dark reads are given up for a while.
     *
     * @param failures failed reads in a row
     * @param rest how long
     */
    public record Breaker(int failures, Duration rest) {
        public Breaker {
            Objects.requireNonNull(rest, "rest");
            if (failures < 1) {
                throw new IllegalArgumentException("a breaker opens after 1 failure at least, not " + failures);
            }
        }
    }

    /** {@return every hundredth read, 2 workers, 256 waiting, 2 s; a rest of 30 s after 10 failures in a row} */
    public static DarkReadSettings standard() {
        return new DarkReadSettings(100, 2, 256, Duration.ofSeconds(2), new Breaker(10, Duration.ofSeconds(30)));
    }

    public DarkReadSettings {
        Objects.requireNonNull(budget, "budget");
        Objects.requireNonNull(breaker, "breaker");
        if (perTenThousand < 0 || perTenThousand > 10_000) {
            throw new IllegalArgumentException("0 to 10,000 of 10,000 reads are compared, not " + perTenThousand);
        }
        if (workers < 1 || workers > 64 || queue < 1 || queue > 100_000) {
            throw new IllegalArgumentException(
                    "1 to 64 workers and a queue of 1 to 100,000, not %d and %d".formatted(workers, queue));
        }
        if (budget.toMillis() < 1) {
            throw new IllegalArgumentException("a dark read needs some time, not " + budget);
        }
    }

    /** {@return these settings, with that many of ten thousand reads compared} */
    public DarkReadSettings withPerTenThousand(int number) {
        return new DarkReadSettings(number, workers, queue, budget, breaker);
    }

    /** {@return these settings with another budget} */
    public DarkReadSettings withBudget(Duration newBudget) {
        return new DarkReadSettings(perTenThousand, workers, queue, newBudget, breaker);
    }

    /** {@return these settings with another breaker} */
    public DarkReadSettings withBreaker(int failures, Duration rest) {
        return new DarkReadSettings(perTenThousand, workers, queue, budget, new Breaker(failures, rest));
    }
}
