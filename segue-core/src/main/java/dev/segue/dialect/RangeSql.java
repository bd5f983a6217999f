package dev.segue.dialect;

import java.util.List;
import java.util.Objects;

/**
 * What is done to a table by key ranges. A range is open below and closed above: {@code low < key <= high}; a missing
 * bound is unbounded. Named parameters {@code :low_1 … :low_n} and {@code :high_1 … :high_n} are the key's columns as
 * text, all NULL where the bound is missing.
 *
 * @param key the key's columns, for people
 * @param boundaries the upper bounds of all ranges but the last, in order, as text; parameter {@code :rows} is the number
 *     of rows per range
 * @param fill writes what is unfilled in the range, leaves alone what another session holds; its update count is the
 *     number of rows filled
 * @param unfilled the keys in the range that are still unfilled, in order, as text
 * @param noteFailure takes down that one row (the range with one key) cannot be mapped; parameter {@code :problem}
 * @param compare the disagreeing rows of the range, in one snapshot: key columns as text, then {@code pending} (a noted
 *     key, which settles by itself), {@code old_hash}, {@code new_hash}
 * @param count the number of rows in the range
 */
public record RangeSql(
        List<String> key,
        String boundaries,
        String fill,
        String unfilled,
        String noteFailure,
        String compare,
        String count) {
    public RangeSql {
        key = List.copyOf(key);
        Objects.requireNonNull(boundaries, "boundaries");
        Objects.requireNonNull(fill, "fill");
        Objects.requireNonNull(unfilled, "unfilled");
        Objects.requireNonNull(noteFailure, "noteFailure");
        Objects.requireNonNull(compare, "compare");
        Objects.requireNonNull(count, "count");
    }
}
