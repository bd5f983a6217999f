package dev.segue.testing.interleaving;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * An order that is there: what it refers to, and all the ways in which it may stand.
 *
 * @param address the key of its address; null if it has none, {@link #UNKNOWN} if the backfill gave it one
 */
record Standing(@Nullable String address, Set<Way> ways) {

    static final String UNKNOWN = "?";

    static Standing of(@Nullable String address, Way way) {
        return new Standing(address, Set.of(way));
    }

    Standing each(@Nullable String referred, UnaryOperator<Way> change) {
        Set<Way> changed = new LinkedHashSet<>();
        ways.forEach(way -> changed.add(change.apply(way)));
        return new Standing(referred, changed);
    }

    /** What is due may have been carried over, or not. */
    Standing perhapsCarried() {
        Set<Way> all = new LinkedHashSet<>(ways);
        ways.forEach(way -> all.add(way.carried()));
        return new Standing(address, all);
    }

    /** What is due may have been carried over of any of its columns, and of others not yet. */
    Standing partlyCarried() {
        Set<Way> all = new LinkedHashSet<>(ways);
        for (int column = 0; column < Action.COLUMNS.size(); column++) {
            for (Way way : Set.copyOf(all)) {
                all.add(way.carried(column));
            }
        }
        return new Standing(address, all);
    }

    /** {@return this one, which may as well stand as the other does} */
    Standing or(Standing other) {
        Set<Way> all = new LinkedHashSet<>(ways);
        all.addAll(other.ways);
        return new Standing(address, all);
    }

    Standing carried() {
        return each(address, Way::carried);
    }

    Standing keep(Predicate<Way> shown) {
        Set<Way> kept = new LinkedHashSet<>(ways);
        kept.removeIf(shown.negate());
        return new Standing(address, kept);
    }

    boolean refersTo(String key) {
        return key.equals(address) || UNKNOWN.equals(address);
    }
}
