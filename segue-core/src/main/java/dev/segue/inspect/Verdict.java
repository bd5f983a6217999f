package dev.segue.inspect;

import dev.segue.dialect.Finding;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a family of changes can be asked of a table.
 *
 * @param reasons what stands against it or should be known; of a refusal all that stands against it
 */
public record Verdict(Change change, Answer answer, List<Reason> reasons) {

    public Verdict {
        Objects.requireNonNull(change, "change");
        Objects.requireNonNull(answer, "answer");
        reasons = List.copyOf(reasons);
    }

    /** Whether it can be done. */
    public enum Answer {
        /** Nothing stands against it. */
        YES,
        /** It can be done, but not all of it, or something should be known. */
        YES_BUT,
        /** It cannot. */
        NO
    }

    /**
     * One reason.
     *
     * @param finding what it is
     * @param column the column that it is about; null for the table as a whole
     * @param operation the operation that it is about; null for the whole family
     */
    public record Reason(
            Finding finding,
            @Nullable String column,
            @Nullable String operation) {
        public Reason {
            Objects.requireNonNull(finding, "finding");
        }

        /** {@return whether the family as a whole is refused for it} */
        boolean standsAgainstAll() {
            return refuses() && column == null && operation == null;
        }

        /** {@return whether something is refused for it} */
        public boolean refuses() {
            return finding.weight() == Finding.Weight.REFUSE;
        }
    }
}
