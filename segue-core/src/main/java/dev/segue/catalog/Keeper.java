package dev.segue.catalog;

import java.util.List;
import java.util.Objects;

/**
 * A trigger of the application's own by which the server keeps a column's value: a function of other columns of the row.
 *
 * @param trigger the trigger's name, by which it is told apart from others of the table
 * @param function the name of the trigger's function, in the table's schema
 * @param column the column whose value it keeps
 * @param sources the columns that give the value, in the order in which {@code value} takes them
 * @param value how: an expression over the sources, as it was asked for or as the server tells it
 */
public record Keeper(String trigger, String function, String column, List<String> sources, String value) {
    public Keeper {
        Objects.requireNonNull(trigger, "trigger");
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(column, "column");
        sources = List.copyOf(sources);
        Objects.requireNonNull(value, "value");
    }

    /** {@return whether it reads or writes a column} */
    public boolean mentions(String name) {
        return column.equals(name) || sources.contains(name);
    }
}
