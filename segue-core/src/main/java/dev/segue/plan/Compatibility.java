package dev.segue.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which code runs on which shape of the data, as far as the catalogs tell: the premises of every strategy. Immutable.
 *
 * @param oldCode code that knows the shape before
 * @param newCode code that knows the shape after
 */
public record Compatibility(Code oldCode, Code newCode) {

    /** One code on the three shapes. */
    public record Code(Cell before, Cell expanded, Cell after) {}

    /** One code on one shape; reads and writes apart, for they break for different reasons. */
    public record Cell(Judgement reads, Judgement writes) {

        /** {@return whether this code may be in production while the data has this shape} */
        public boolean runs() {
            return reads.answer() == Answer.RUNS && writes.answer() == Answer.RUNS;
        }

        /** {@return the worse of the two answers} */
        public Answer answer() {
            return reads.answer().compareTo(writes.answer()) > 0 ? reads.answer() : writes.answer();
        }

        /** {@return whether somebody said so, and the catalogs do not prove it} */
        public boolean stated() {
            return reads.stated() || writes.stated();
        }

        /** {@return what stands against this code here, each once} */
        public List<String> against() {
            return Stream.of(reads, writes)
                    .filter(j -> j.answer() != Answer.RUNS)
                    .flatMap(j -> j.reasons().stream())
                    .distinct()
                    .toList();
        }
    }

    /** What is known of one kind of statement, from good to bad. */
    public enum Answer {
        RUNS,
        /** The catalogs cannot tell; counts as breaks. */
        UNKNOWN,
        BREAKS
    }

    /**
     * An answer with what it rests on.
     *
     * @param stated whether the author of the migration said so, and the catalogs do not prove it
     */
    public record Judgement(Answer answer, List<String> reasons, boolean stated) {
        public Judgement {
            reasons = List.copyOf(reasons);
        }

        /** {@return the same, which the author answers for} */
        Judgement asStated() {
            return new Judgement(Answer.RUNS, List.of("stated in the file: new_code.runs_on_before"), true);
        }
    }

    /** Gathers reasons; the worst of them gives the answer. */
    static final class Case {
        private Answer answer = Answer.RUNS;
        private final List<String> against = new ArrayList<>();
        private final List<String> notes = new ArrayList<>();

        void breaks(String reason) {
            add(Answer.BREAKS, reason);
        }

        void unknown(String reason) {
            add(Answer.UNKNOWN, reason);
        }

        /** Says why something runs that one might doubt. */
        void note(String reason) {
            if (!notes.contains(reason)) {
                notes.add(reason);
            }
        }

        private void add(Answer worse, String reason) {
            if (worse.compareTo(answer) > 0) {
                answer = worse;
            }
            if (!against.contains(reason)) {
                against.add(reason);
            }
        }

        Judgement judgement() {
            return new Judgement(answer, answer == Answer.RUNS ? notes : against, false);
        }
    }
}
