package dev.segue.testing.oracle;

import dev.segue.testing.oracle.WriteLog.Recorded;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one key that still matter, by their tokens: those that are not superseded in every field, and the most
 * recent of the others. Thread-safe.
 */
final class KeyHistory {

    private static final int LIMIT = 48;

    private long[] tokens = new long[4];
    private int count;
    private int limit = LIMIT;
    private boolean deleteBegun;
    private boolean insertBegun;

    synchronized void add(long token, LongFunction<@Nullable Recorded> writes) {
        if (count >= limit) {
            prune(writes);
            limit = Math.max(LIMIT, 2 * count);
        }
        if (count == tokens.length) {
            tokens = Arrays.copyOf(tokens, 2 * count);
        }
        tokens[count++] = token;
    }

    synchronized long[] tokens() {
        return Arrays.copyOf(tokens, count);
    }

    synchronized void existenceWriteBegun(boolean delete) {
        deleteBegun |= delete;
        insertBegun |= !delete;
    }

    synchronized boolean deleteBegun() {
        return deleteBegun;
    }

    synchronized boolean insertBegun() {
        return insertBegun;
    }

    /** Keeps the order, in which they were acknowledged. */
    private void prune(LongFunction<@Nullable Recorded> writes) {
        Recorded[] recorded = new Recorded[count];
        for (int i = 0; i < count; i++) {
            recorded[i] = Objects.requireNonNull(writes.apply(tokens[i]), "write");
        }
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean recent = i >= count - 8;
            if (recent || !recorded[i].acknowledged() || !superseded(recorded[i], recorded)) {
                tokens[kept++] = tokens[i];
            }
        }
        count = kept;
    }

    private static boolean superseded(Recorded write, Recorded[] others) {
        int left = write.fields();
        for (Recorded other : others) {
            if (other.acknowledged() && other.start() > write.end()) {
                left &= ~other.fields();
            }
        }
        return left == 0;
    }
}
