package dev.segue.engine;

import java.time.Instant;
import java.util.List;

/**
 * The result of comparing both shapes.
 *
 * @param finishedAt by the database's clock
 * @param rows rows compared
 * @param differing rows whose shapes disagree
 * @param pending rows whose shapes disagree because a write is noted; they settle by themselves
 * @param samples up to 100 of the differing rows, without values
 */
public record Comparison(Instant finishedAt, long rows, long differing, long pending, List<Difference> samples) {

    /** One differing row: its key, and a hash of what each shape holds. */
    public record Difference(List<String> key, String oldHash, String newHash) {
        public Difference {
            key = List.copyOf(key);
        }
    }

    public Comparison {
        samples = List.copyOf(samples);
    }

    /** {@return whether both shapes answer the same but for noted keys} */
    public boolean clean() {
        return differing == 0;
    }
}
