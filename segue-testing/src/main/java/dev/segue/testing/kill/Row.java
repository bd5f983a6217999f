package dev.segue.testing.kill;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The values of one row, in an order that its {@link Traffic} knows. Immutable. */
public final class Row {

    private final @Nullable String[] values;

    private Row(@Nullable String[] values) {
        this.values = values;
    }

    /** {@return a row of these values} */
    public static Row of(@Nullable String... values) {
        return new Row(values.clone());
    }

    /** {@return how many values there are} */
    public int size() {
        return values.length;
    }

    /** {@return a value, counted from 0} */
    public @Nullable String value(int index) {
        return values[index];
    }

    /** {@return the row with another value at that place, counted from 0} */
    public Row with(int index, @Nullable String value) {
        @Nullable String[] changed = values.clone();
        changed[index] = value;
        return new Row(changed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Row row && Arrays.equals(values, row.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
