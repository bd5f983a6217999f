package dev.segue.dialect;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is done to a table by key ranges. A range is open below and closed above: {@code low < key <= high}; a missing
 * bound is unbounded. Named parameters {@code :low_1 … :low_n} and {@code :high_1 … :high_n} are the key's columns as
 * text, all NULL where the bound is missing.
 *
 * @param key the key's columns, for people
 * @param boundaries the upper bounds of all ranges but the last, in order, as text; parameter {@code :rows} is the number
 *     of rows per range
 * @param fill writes what is unfilled in the range
 * @param unfilled the keys in the range that are still unfilled, in order, as text
 * @param noteFailure takes down that one row (the range with one key) cannot be mapped; parameter {@code :problem}
 * @param compare the disagreeing rows of the range, in one snapshot: key columns as text, then {@code pending} (a noted
 *     key, which settles by itself), {@code old_hash}, {@code new_hash}
 * @param count how many rows of the range there are, and how many disagree
 */
public record RangeSql(
        List<String> key,
        String boundaries,
        Fill fill,
        String unfilled,
        String noteFailure,
        String compare,
        Count count) {

    /**
     * Two ways to fill a range; the update count of either is the number of rows filled.
     *
     * @param alone what comes first in the transaction, so that no other worker fills at the same time; null where they may
     * @param hurry has what follows in the transaction wait for a lock for a moment only
     * @param atOnce takes every row as it comes, and fails where another session holds one
     * @param held the SQLSTATE with which it does
     * @param around leaves alone what another session holds, and costs more
     */
    public record Fill(@Nullable String alone, String hurry, String atOnce, String held, String around) {
        public Fill {
            Objects.requireNonNull(hurry, "hurry");
            Objects.requireNonNull(atOnce, "atOnce");
            Objects.requireNonNull(held, "held");
            Objects.requireNonNull(around, "around");
        }
    }

    /**
     * Counts the rows of a range, and those among them that disagree or whose counterpart was not looked for: if none
     * do, the whole range is in step, in one snapshot.
     *
     * @param span the lowest and the highest key of the range's counterparts, as text ({@code low}, {@code high}), with
     *     {@code low} NULL where they lie far apart; null where they always do
     * @param near counts ({@code rows}, {@code differing}) with the counterparts between {@code :parent_low} and
     *     {@code :parent_high}
     * @param far counts the same, each counterpart looked up by its key
     */
    public record Count(@Nullable String span, String near, String far) {
        public Count {
            Objects.requireNonNull(near, "near");
            Objects.requireNonNull(far, "far");
        }
    }

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
