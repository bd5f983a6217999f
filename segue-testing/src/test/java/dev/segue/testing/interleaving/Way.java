package dev.segue.testing.interleaving;

import dev.segue.testing.oracle.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One way in which an order may stand: what each shape shows, and what waits to be carried over.
 *
 * @param old what the old shape shows, column by column
 * @param fresh what the new shape shows
 * @param due for each column the newest write that has not been carried over, or null
 */
record Way(List<@Nullable String> old, List<@Nullable String> fresh, List<@Nullable Write> due) {

    private static final List<@Nullable String> NOTHING = Arrays.asList(null, null, null);
    private static final List<@Nullable Write> NONE_DUE = Arrays.asList(null, null, null);

    /**
     * A write of one column.
     *
     * @param clock when its statement ended
     */
    record Write(int clock, Shape shape) {}

    /** {@return both shapes show this} */
    static Way agreeing(List<@Nullable String> values) {
        return new Way(values, values, NONE_DUE);
    }

    static Way unfilled(List<@Nullable String> values) {
        return new Way(values, NOTHING, NONE_DUE);
    }

    List<@Nullable String> shown(Shape shape) {
        return shape == Shape.OLD ? old : fresh;
    }

    boolean agrees() {
        return old.equals(fresh);
    }

    /** One shape shows the value at once; the other will when it is carried over. */
    Way written(Shape shape, int column, @Nullable String value, int clock) {
        Write earlier = due.get(column);
        boolean newest = earlier == null || earlier.clock() < clock;
        return new Way(
                shape == Shape.OLD ? with(old, column, value) : old,
                shape == Shape.NEW ? with(fresh, column, value) : fresh,
                newest ? with(due, column, new Write(clock, shape)) : due);
    }

    /** Old code wrote to a row that had no counterpart: it is made of all its values. */
    Way madeOfOld(int column, @Nullable String value) {
        return agreeing(with(old, column, value));
    }

    /** Everything is carried over at once, each column from where it was written last. */
    Way carried() {
        List<@Nullable String> both = new ArrayList<>(old);
        List<@Nullable String> other = new ArrayList<>(fresh);
        for (int column = 0; column < due.size(); column++) {
            Write write = due.get(column);
            if (write != null) {
                String value = shown(write.shape()).get(column);
                both.set(column, value);
                other.set(column, value);
            }
        }
        return new Way(both, other, NONE_DUE);
    }

    /** {@return this one with what is due of one column carried over, and the others as they are} */
    Way carried(int column) {
        Write write = due.get(column);
        if (write == null) {
            return this;
        }
        String value = shown(write.shape()).get(column);
        return new Way(with(old, column, value), with(fresh, column, value), with(due, column, null));
    }

    private static <T> List<@Nullable T> with(List<@Nullable T> all, int column, @Nullable T one) {
        if (Objects.equals(all.get(column), one)) {
            return all;
        }
        List<@Nullable T> changed = new ArrayList<>(all);
        changed.set(column, one);
        return changed;
    }

    @Override
    public String toString() {
        return agrees() ? old.toString() : "old " + old + " new " + fresh;
    }
}
