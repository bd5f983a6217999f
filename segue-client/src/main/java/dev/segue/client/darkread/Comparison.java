package dev.segue.client.darkread;

import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Two answers, field by field.
 *
 * @param verdict {@link Verdict#INCONCLUSIVE} only after {@link #without}
 * @param differences what counts, at most twenty
 */
record Comparison(Verdict verdict, List<Difference> differences) {

    Comparison {
        differences = List.copyOf(differences);
    }

    /** Compares; what a rule's function throws is thrown. */
    static Comparison of(Answer old, Answer fresh, Rules rules, Redaction redaction, LocalDate today) {
        FieldWalk walk = new FieldWalk(rules, redaction, today);
        walk.compare(old.root(), fresh.root());
        return walk.result();
    }

    /**
     * {@return what is left when some fields say nothing, because one shape alone differs from itself there}
     *
     * @param unstable their general paths
     */
    Comparison without(Set<String> unstable) {
        if (verdict != Verdict.MISMATCH || unstable.isEmpty()) {
            return this;
        }
        List<Difference> left = differences.stream()
                .filter(difference -> unstable.stream().noneMatch(path -> Paths.covers(path, difference.general())))
                .toList();
        return new Comparison(left.isEmpty() ? Verdict.INCONCLUSIVE : Verdict.MISMATCH, left);
    }

    /** {@return the fields that differ, as rules name them} */
    Set<String> paths() {
        return differences.stream().map(Difference::general).collect(Collectors.toUnmodifiableSet());
    }
}
