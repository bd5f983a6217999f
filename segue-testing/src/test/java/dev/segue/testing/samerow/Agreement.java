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
 * @param shared whether both codes have one and the same column
 * @param old columns of old code, by their places among its columns
 * @param fresh columns of new code, by their places among its columns
 * @param forward the new texts from the old ones
 * @param backward the old texts from the new ones
 */
record Agreement(
        Ways ways,
        boolean shared,
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
        /** New columns are what follows from old ones, whoever writes what. */
        CALCULATED,
        /** Old columns follow when new code inserts a row, and never again. */
        BACKWARD
    }

    /** {@return columns whose texts are the same in both} */
    static Agreement same(int old, int fresh) {
        return of(List.of(old), List.of(fresh), Function.identity(), Function.identity());
    }

    /** {@return a column that is one and the same in both} */
    static Agreement shared(int old, int fresh) {
        return new Agreement(Ways.BOTH, true, List.of(old), List.of(fresh), Function.identity(), Function.identity());
    }

    static Agreement of(
            List<Integer> old,
            List<Integer> fresh,
            Function<List<@Nullable String>, List<@Nullable String>> forward,
            Function<List<@Nullable String>, List<@Nullable String>> backward) {
        return new Agreement(Ways.BOTH, false, old, fresh, forward, backward);
    }

    /** {@return a column of new code alone} */
    static Agreement added(int source, int fresh, Function<List<@Nullable String>, List<@Nullable String>> forward) {
        return new Agreement(Ways.FORWARD, false, List.of(source), List.of(fresh), forward, Function.identity());
    }

    /** {@return a column of new code alone, of which no other value than that of the source is kept} */
    static Agreement calculated(
            int source, int fresh, Function<List<@Nullable String>, List<@Nullable String>> forward) {
        return new Agreement(Ways.CALCULATED, false, List.of(source), List.of(fresh), forward, Function.identity());
    }

    /** {@return a column of old code alone} */
    static Agreement dropped(int old, int source, Function<List<@Nullable String>, List<@Nullable String>> backward) {
        return new Agreement(Ways.BACKWARD, false, List.of(old), List.of(source), Function.identity(), backward);
    }

    boolean holds(List<@Nullable String> oldRow, List<@Nullable String> newRow) {
        List<@Nullable String> left = picked(oldRow, old);
        List<@Nullable String> right = picked(newRow, fresh);
        return switch (ways) {
            case BOTH -> Objects.equals(forward.apply(left), right) || Objects.equals(backward.apply(right), left);
            case CALCULATED -> Objects.equals(forward.apply(left), right);
            case FORWARD, BACKWARD -> true;
        };
    }

    /** {@return the texts at these places} */
    static List<@Nullable String> picked(List<@Nullable String> row, List<Integer> places) {
        return Arrays.asList(places.stream().map(row::get).toArray(String[]::new));
    }
}
