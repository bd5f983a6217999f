package dev.segue.testing.load;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Which rows the requests choose: a few hot ones, the initial ones, and those made lately. Thread-safe. */
public final class Keys {

    private static final int RECENT = 4096;

    private final long initial;
    private final int hot;
    private final int hotPercent;
    private final AtomicLong last;
    private final AtomicLongArray recent = new AtomicLongArray(RECENT);
    private final AtomicLong made = new AtomicLong();

    Keys(long initial, int hot, int hotPercent) {
        if (initial < hot) {
            throw new IllegalArgumentException(hot + " hot rows of " + initial);
        }
        this.initial = initial;
        this.hot = hot;
        this.hotPercent = hotPercent;
        this.last = new AtomicLong(initial);
    }

    /** {@return a key that nobody has used, for rows that the application numbers} */
    public long next() {
        return last.incrementAndGet();
    }

    /** Says that a row was made. */
    public void made(long key) {
        recent.set((int) (made.getAndIncrement() % RECENT), key);
    }

    /** {@return the key of a row that is probably there} */
    public long any(Random random) {
        return random.nextInt(100) < hotPercent ? hot(random) : cold(random);
    }

    /** {@return the key of a row that everybody wants} */
    public long hot(Random random) {
        return 1L + random.nextInt(hot);
    }

    /** {@return the key of a row that hardly anybody wants} */
    public long cold(Random random) {
        long known = Math.min(made.get(), RECENT);
        if (known > 0 && random.nextInt(100) < 30) {
            long key = recent.get(random.nextInt((int) known));
            if (key > 0) {
                return key;
            }
        }
        return initial == hot ? hot(random) : hot + 1 + random.nextLong(initial - hot);
    }

    /** {@return {@code count} different hot keys (fewer if there are not as many), in ascending order} */
    public long[] severalHot(Random random, int count) {
        return random.longs(1, hot + 1L)
                .distinct()
                .limit(Math.min(count, hot))
                .sorted()
                .toArray();
    }
}
