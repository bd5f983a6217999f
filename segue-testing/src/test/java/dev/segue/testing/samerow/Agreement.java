package dev.segue.testing.samerow;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How columns of both shapes give each other, in Java: rows whose columns neither follow nor precede each other disagree.
 *
 * @param ways which of them is derived
 * @param old columns of old code, by their places among its columns
 * @param fresh columns of new code, by their places among its columns
 * @param forward the new texts from the old ones
 * @param backward the old texts from the new ones
 */
record Agreement(
        Ways ways,
        List<Integer> old,
        List<Integer> fresh,
        Function<List<@Nullable String>, List<@Nullable String>> forward,
        Function<List<@Nullable String>, List<@Nullable String>> backward) {

    /** What follows from what. */
    enum Ways {
        /** Whichever was not written follows from the other. */
        BOTH,
        /** New columns follow when old ones are written, by either code; who writes the new ones writes no old ones. */
        FORWARD,
        /** Old columns follow when new code inserts a row, and never again. */
        BACKWARD
    }

    /** {@return columns whose texts are the same in both} */
    static Agreement same(int old, int fresh) {
        return of(List.of(old), List.of(fresh), Function.identity(), Function.identity());
    }

    static Agreement of(
            List<Integer> old,
            List<Integer> fresh,
            Function<List<@Nullable String>, List<@Nullable String>> forward,
            Function<List<@Nullable String>, List<@Nullable String>> backward) {
        return new Agreement(Ways.BOTH, old, fresh, forward, backward);
    }

    /** {@return a column of new code alone} */
    static Agreement added(int source, int fresh, Function<List<@Nullable String>, List<@Nullable String>> forward) {
        return new Agreement(Ways.FORWARD, List.of(source), List.of(fresh), forward, Function.identity());
    }

    /** {@return a column of old code alone} */
    static Agreement dropped(int old, int source, Function<List<@Nullable String>, List<@Nullable String>> backward) {
        return new Agreement(Ways.BACKWARD, List.of(old), List.of(source), Function.identity(), backward);
    }

    boolean holds(List<@Nullable String> oldRow, List<@Nullable String> newRow) {
        List<@Nullable String> left = picked(oldRow, old);
        List<@Nullable String> right = picked(newRow, fresh);
        return ways != Ways.BOTH
                || Objects.equals(forward.apply(left), right)
                || Objects.equals(backward.apply(right), left);
    }

    /** {@return the texts at these places} */
    static List<@Nullable String> picked(List<@Nullable String> row, List<Integer> places) {
        return Arrays.asList(places.stream().map(row::get).toArray(String[]::new));
    }
}
