package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Grant;
import dev.segue.catalog.Table;
import dev.segue.mapping.Expression;
import java.util.ArrayList;
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
     * @param calculated whether it never has another value, whoever writes it
     * @param initial without up, the one value that all rows have at once; null for NULL
     */
    public record Made(
            Column column,
            @Nullable Expression up,
            boolean calculated,
            @Nullable Expression initial) {
        /** A column that code may write, whose value follows from the row. */
        public Made(Column column, Expression up) {
            this(column, up, false, null);
        }

        /** A column that code may write, with one value for all rows, or NULL. */
        public static Made alike(Column column, @Nullable Expression initial) {
            return new Made(column, null, false, initial);
        }
    }

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

    /**
     * {@return what hangs on the table afterwards: whoever has rights on all columns that give a made one its value, and go,
     * has them on that one}
     */
    public Table.Attachments rights(Table before, Table.Attachments after) {
        List<Grant> grants = new ArrayList<>(after.grants());
        List<String> going = gone.stream().map(g -> g.column().name()).toList();
        for (Made one : made) {
            String name = one.column().name();
            List<String> sources = one.up() == null
                    ? List.of()
                    : one.up().arguments().stream()
                            .map(Expression.Argument::name)
                            .filter(going::contains)
                            .toList();
            if (sources.isEmpty() || grants.stream().anyMatch(g -> name.equals(g.column()))) {
                continue;
            }
            before.attachments().grants().stream()
                    .filter(g -> sources.getFirst().equals(g.column()))
                    .filter(g -> sources.stream()
                            .allMatch(s -> before.attachments().grants().stream()
                                    .anyMatch(o -> s.equals(o.column())
                                            && o.grantee().equals(g.grantee())
                                            && o.privilege().equals(g.privilege()))))
                    .forEach(g -> grants.add(new Grant(g.grantee(), g.privilege(), name, g.grantable())));
        }
        return after.withGrants(grants);
    }

    /** {@return a column in the place of another} */
    public static Replacement one(Column gone, Column made, Expression up, @Nullable Expression down) {
        return new Replacement(List.of(new Made(made, up)), List.of(new Gone(gone, down)));
    }
}
