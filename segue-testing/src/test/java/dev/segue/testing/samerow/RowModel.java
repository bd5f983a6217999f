package dev.segue.testing.samerow;

import static dev.segue.testing.samerow.Agreement.picked;

import dev.segue.testing.oracle.Shape;
import dev.segue.testing.samerow.Agreement.Ways;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What each statement makes of a row, as the pages say it: whoever changes a column of one shape has those of the other
 * follow; who changes nothing has nothing follow.
 */
final class RowModel {

    private final RowCase rowCase;

    RowModel(RowCase rowCase) {
        this.rowCase = rowCase;
    }

    /**
     * One version of a row. Equal by what it is, and told from other versions by which object it is.
     *
     * @param filled whether the new columns have followed yet
     */
    record Version(List<@Nullable String> old, List<@Nullable String> fresh, boolean filled) {

        List<@Nullable String> seen(Shape shape) {
            return switch (shape) {
                case OLD -> old;
                case NEW -> fresh;
            };
        }
    }

    /** {@return a row that was there before the new columns were} */
    Version unfilled(List<@Nullable String> old) {
        List<@Nullable String> fresh =
                Arrays.asList(new String[rowCase.fresh().columns().size()]);
        rowCase.agreements().stream()
                .filter(Agreement::shared)
                .forEach(agreement -> put(fresh, agreement.fresh(), picked(old, agreement.old())));
        return new Version(old, fresh, false);
    }

    /** {@return a row that a code inserts} */
    Version inserted(Shape shape, List<@Nullable String> texts) {
        return switch (shape) {
            case OLD -> new Version(texts, forward(texts), true);
            case NEW -> calculated(new Version(backward(texts), texts, true));
        };
    }

    /** {@return a row in which a code gives some columns, by their places, other texts} */
    Version updated(Version row, Shape shape, Map<Integer, @Nullable String> texts) {
        List<@Nullable String> changed = new ArrayList<>(row.seen(shape));
        texts.forEach(changed::set);
        if (changed.equals(row.seen(shape))) {
            return new Version(row.old(), row.fresh(), row.filled());
        }
        return switch (shape) {
            case OLD -> new Version(changed, followed(row, changed), true);
            case NEW -> calculated(row.filled() ? preceded(row, changed) : laidOver(row, texts));
        };
    }

    /** What new code wrote into a calculated column is not kept. */
    private Version calculated(Version row) {
        List<@Nullable String> fresh = new ArrayList<>(row.fresh());
        for (Agreement agreement : rowCase.agreements()) {
            if (agreement.ways() == Ways.CALCULATED) {
                put(fresh, agreement.fresh(), agreement.forward().apply(picked(row.old(), agreement.old())));
            }
        }
        return new Version(row.old(), fresh, row.filled());
    }

    private List<@Nullable String> followed(Version row, List<@Nullable String> old) {
        List<@Nullable String> fresh = new ArrayList<>(row.fresh());
        for (Agreement agreement : rowCase.agreements()) {
            boolean derived = agreement.ways() != Ways.BACKWARD;
            if (derived && (!row.filled() || differ(row.old(), old, agreement.old()))) {
                put(fresh, agreement.fresh(), agreement.forward().apply(picked(old, agreement.old())));
            }
        }
        return fresh;
    }

    private Version preceded(Version row, List<@Nullable String> changed) {
        List<@Nullable String> fresh = new ArrayList<>(changed);
        List<@Nullable String> old = new ArrayList<>(row.old());
        for (Agreement agreement : rowCase.agreements()) {
            if (agreement.ways() == Ways.BOTH && differ(row.fresh(), fresh, agreement.fresh())) {
                put(old, agreement.old(), agreement.backward().apply(picked(fresh, agreement.fresh())));
            }
        }
        for (Agreement agreement : rowCase.agreements()) {
            boolean follows = agreement.ways() == Ways.FORWARD
                    && differ(row.old(), old, agreement.old())
                    && !differ(row.fresh(), changed, agreement.fresh());
            if (follows) {
                put(fresh, agreement.fresh(), agreement.forward().apply(picked(old, agreement.old())));
            }
        }
        return new Version(old, fresh, true);
    }

    /** A new write to a row that is not filled: what it does not give follows from the old columns first. */
    private Version laidOver(Version row, Map<Integer, @Nullable String> texts) {
        List<@Nullable String> fresh = forward(row.old());
        List<@Nullable String> old = new ArrayList<>(row.old());
        texts.forEach((place, text) -> fresh.set(place, text == null ? fresh.get(place) : text));
        for (Agreement agreement : rowCase.agreements()) {
            boolean given = agreement.fresh().stream().anyMatch(place -> texts.get(place) != null);
            if (given && agreement.ways() == Ways.BOTH) {
                put(old, agreement.old(), agreement.backward().apply(picked(fresh, agreement.fresh())));
            }
        }
        return new Version(old, fresh, true);
    }

    private List<@Nullable String> forward(List<@Nullable String> old) {
        List<@Nullable String> fresh =
                Arrays.asList(new String[rowCase.fresh().columns().size()]);
        for (Agreement agreement : rowCase.agreements()) {
            if (agreement.ways() != Ways.BACKWARD) {
                put(fresh, agreement.fresh(), agreement.forward().apply(picked(old, agreement.old())));
            }
        }
        return fresh;
    }

    private List<@Nullable String> backward(List<@Nullable String> fresh) {
        List<@Nullable String> old =
                Arrays.asList(new String[rowCase.old().columns().size()]);
        for (Agreement agreement : rowCase.agreements()) {
            if (agreement.ways() != Ways.FORWARD && agreement.ways() != Ways.CALCULATED) {
                put(old, agreement.old(), agreement.backward().apply(picked(fresh, agreement.fresh())));
            }
        }
        return old;
    }

    private static boolean differ(List<@Nullable String> one, List<@Nullable String> other, List<Integer> places) {
        return !picked(one, places).equals(picked(other, places));
    }

    private static void put(List<@Nullable String> row, List<Integer> places, List<@Nullable String> texts) {
        for (int n = 0; n < places.size(); n++) {
            row.set(places.get(n), texts.get(n));
        }
    }

    /** {@return the same row when the new shape has been taken away and made anew} */
    Version anew(Version row) {
        return new Version(row.old(), forward(row.old()), true);
    }

    /** Rows that are committed, and what each of some transactions sees of them. */
    static final class Committed {
        private final Map<Long, Version> rows = new TreeMap<>();

        Map<Long, Version> rows() {
            return rows;
        }

        void apply(Map<Long, java.util.Optional<Version>> written) {
            written.forEach(
                    (key, version) -> version.ifPresentOrElse(there -> rows.put(key, there), () -> rows.remove(key)));
        }
    }
}
