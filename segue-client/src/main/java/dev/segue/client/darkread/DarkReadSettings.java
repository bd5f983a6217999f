package dev.segue.client.darkread;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How much dark reads may cost, and what follows from what they find.
 *
 * @param perTenThousand how many of ten thousand reads are compared, 0 to 10,000
 * @param perSecond how many reads of one name are compared in a second at most, evenly spaced, however many there are; 0
 *     for no such limit
 * @param limits of time and memory
 * @param breaker when and for how long dark reads are given up
 * @param alertWindow the first mismatch of a dark read raises an alert at once, further ones together after this time
 * @param retreat when the flag goes back to the old shape by itself; null for never
 */
public record DarkReadSettings(
        int perTenThousand,
        int perSecond,
        Limits limits,
        Breaker breaker,
        Duration alertWindow,
        @Nullable Retreat retreat) {

    /**
     * What dark reads may use at most.
     *
     * @param workers threads that read in the dark, and connections that they may hold
     * @param queue how many reads may wait for a worker; more are dropped and counted
     * @param bytes how much memory the answers that wait may keep, about; what finds no place is dropped and counted
     * @param budget how long one dark read may take, waiting included
     */
    public record Limits(int workers, int queue, long bytes, Duration budget) {
        public Limits {
            Objects.requireNonNull(budget, "budget");
            if (workers < 1 || workers > 64 || queue < 1 || queue > 100_000 || bytes < 1) {
                throw new IllegalArgumentException(
                        "1 to 64 workers, a queue of 1 to 100,000 and 1 byte at least, not %d, %d and %d"
                                .formatted(workers, queue, bytes));
            }
            if (budget.toMillis() < 1) {
                throw new IllegalArgumentException("a dark read needs some time, not " + budget);
            }
        }
    }

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

    /**
     * When the flag goes back to the old shape by itself.
     *
     * @param over the last so many comparisons of one dark read, in the flag's present epoch; before there are as many,
     *     nothing happens
     * @param rate the share of mismatches among them from which on it does, above 0, at most 1
     */
    public record Retreat(int over, double rate) {
        public Retreat {
            if (over < 1 || over > 1_000_000 || !(rate > 0 && rate <= 1)) {
                throw new IllegalArgumentException(
                        "a retreat needs 1 to 1,000,000 comparisons and a rate above 0 up to 1, not %d and %s"
                                .formatted(over, rate));
            }
        }
    }

    /**
     * {@return every hundredth read, 10 of each name in a second at most; 2 workers, 256 waiting reads, 16 MB, 2 s; a rest of
     * 30 s after 10 failures in a row; an alert a minute; no retreat}
     */
    public static DarkReadSettings standard() {
        return new DarkReadSettings(
                100,
                10,
                new Limits(2, 256, 16 << 20, Duration.ofSeconds(2)),
                new Breaker(10, Duration.ofSeconds(30)),
                Duration.ofMinutes(1),
                null);
    }

    public DarkReadSettings {
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(breaker, "breaker");
        Objects.requireNonNull(alertWindow, "alertWindow");
        if (perTenThousand < 0 || perTenThousand > 10_000) {
            throw new IllegalArgumentException("0 to 10,000 of 10,000 reads are compared, not " + perTenThousand);
        }
        if (perSecond < 0) {
            throw new IllegalArgumentException(
                    "0 or more reads of one name are compared in a second, not " + perSecond);
        }
    }

    /** {@return these settings, with that many of ten thousand reads compared} */
    public DarkReadSettings withPerTenThousand(int number) {
        return new DarkReadSettings(number, perSecond, limits, breaker, alertWindow, retreat);
    }

    /** {@return these settings, with that many reads of one name compared in a second at most; 0 for any number} */
    public DarkReadSettings withPerSecond(int number) {
        return new DarkReadSettings(perTenThousand, number, limits, breaker, alertWindow, retreat);
    }

    /** {@return these settings with other limits} */
    public DarkReadSettings withLimits(Limits newLimits) {
        return new DarkReadSettings(perTenThousand, perSecond, newLimits, breaker, alertWindow, retreat);
    }

    /** {@return these settings with another budget} */
    public DarkReadSettings withBudget(Duration budget) {
        return withLimits(new Limits(limits.workers(), limits.queue(), limits.bytes(), budget));
    }

    /** {@return these settings with another breaker} */
    public DarkReadSettings withBreaker(int failures, Duration rest) {
        return new DarkReadSettings(
                perTenThousand, perSecond, limits, new Breaker(failures, rest), alertWindow, retreat);
    }

    /** {@return these settings with at most one alert of a dark read in that time} */
    public DarkReadSettings withAlertWindow(Duration window) {
        return new DarkReadSettings(perTenThousand, perSecond, limits, breaker, window, retreat);
    }

    /** {@return these settings, with the flag going back to the old shape at that rate of mismatches} */
    public DarkReadSettings withRetreat(int over, double rate) {
        return new DarkReadSettings(perTenThousand, perSecond, limits, breaker, alertWindow, new Retreat(over, rate));
    }
}
