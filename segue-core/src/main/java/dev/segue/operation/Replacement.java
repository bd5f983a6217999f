package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.mapping.Expression;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Columns of a table that take the place of others in the same row.
 *
 * @param made the columns of the table afterwards
 * @param gone the columns of the table that it has no more
 */
public record Replacement(List<Made> made, List<Gone> gone) {

    /**
     * A column that comes in.
     *
     * @param up its value from the columns of the table as it was; null where they say nothing of it
     */
    public record Made(Column column, @Nullable Expression up) {}

    /**
     * A column that goes.
     *
     * @param down its value from the columns of the table as it will be; null where they say nothing of it
     */
    public record Gone(Column column, @Nullable Expression down) {}

    public Replacement {
        made = List.copyOf(made);
        gone = List.copyOf(gone);
    }

    /** {@return a column in the place of another} */
    public static Replacement one(Column gone, Column made, @Nullable Expression up, @Nullable Expression down) {
        return new Replacement(List.of(new Made(made, up)), List.of(new Gone(gone, down)));
    }
}
