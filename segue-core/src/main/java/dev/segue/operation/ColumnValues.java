package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.declare.Suggestions;
import dev.segue.declare.Wording;
import dev.segue.mapping.Expression;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operation on a constraint says of the values of its columns. A column whose values stay as they are is kept; of
 * one whose values change the new shape has a copy, so that each code finds the values that its own rules ask for.
 */
final class ColumnValues {

    private final Map<String, String> up = new LinkedHashMap<>();
    private final Map<String, String> down = new LinkedHashMap<>();
    private final boolean byColumn;

    /** @param byColumn whether the file gives the SQL in maps from columns */
    private ColumnValues(boolean byColumn) {
        this.byColumn = byColumn;
    }

    /** {@return the values that maps from columns give} */
    static ColumnValues of(@Nullable List<ColumnExpression> up, @Nullable List<ColumnExpression> down) {
        ColumnValues values = new ColumnValues(true);
        if (up != null) {
            up.forEach(e -> values.up.put(e.column(), e.sql()));
        }
        if (down != null) {
            down.forEach(e -> values.down.put(e.column(), e.sql()));
        }
        return values;
    }

    /** {@return the values that are given of a single column} */
    static ColumnValues of(String column, @Nullable String up, @Nullable String down) {
        ColumnValues values = new ColumnValues(false);
        if (up != null) {
            values.up.put(column, up);
        }
        if (down != null) {
            values.down.put(column, down);
        }
        return values;
    }

    /** {@return whether the file says anything of values} */
    boolean areGiven() {
        return !up.isEmpty() || !down.isEmpty();
    }

    /** {@return whether they are of these columns only; refused if not} */
    boolean areOf(Resolution resolution, List<String> columns) {
        return areOf(resolution, columns, "up", up) & areOf(resolution, columns, "down", down);
    }

    private static boolean areOf(
            Resolution resolution, List<String> columns, String path, Map<String, String> expressions) {
        boolean all = true;
        for (String column : expressions.keySet()) {
            if (!columns.contains(column)) {
                all = false;
                resolution.refuse(
                        path + "." + column,
                        Wording.quoted(column) + " is no column of the constraint"
                                + Suggestions.didYouMean(column, columns),
                        "columns: " + Tables.shortList(columns));
            }
        }
        return all;
    }

    /** {@return the columns whose values change} */
    List<String> changed() {
        Set<String> columns = new LinkedHashSet<>(up.keySet());
        columns.addAll(down.keySet());
        return columns.stream()
                .filter(c -> !isPlain(c, up) || !isPlain(c, down))
                .toList();
    }

    private static boolean isPlain(String column, Map<String, String> expressions) {
        String sql = expressions.get(column);
        return sql == null || new ColumnExpression(column, sql).isPlain();
    }

    /**
     * {@return copies of the columns whose values change, or nothing if one was refused}
     *
     * @param before the table as the operations before left it
     * @param rest the same, without what the operation takes away
     */
    Optional<Copies> copies(Resolution resolution, Table before, Table rest) {
        Columns columns = new Columns(resolution);
        List<Column> gone = new ArrayList<>();
        for (String name : changed()) {
            columns.replaceable(path("up", name), before, name).ifPresent(gone::add);
        }
        if (gone.size() < changed().size()) {
            return Optional.empty();
        }
        List<Column> made = new ArrayList<>();
        Table wanted = rest;
        for (Column column : gone) {
            Column copy = new Column(
                    resolution.newIdentity(),
                    column.name(),
                    column.type(),
                    column.nullable(),
                    column.origin(),
                    column.notes());
            wanted = columns.replaced(wanted, column, copy);
            made.add(copy);
        }
        return Optional.of(new Copies(before, wanted, gone, made));
    }

    private String path(String way, String column) {
        return byColumn ? way + "." + column : way;
    }

    /**
     * Copies of columns, in their place.
     *
     * @param before the table with the columns that are copied
     * @param wanted the table with the copies
     */
    record Copies(Table before, Table wanted, List<Column> gone, List<Column> made) {}

    /** Makes the table look like {@code wanted}, in which the copies have their values. */
    void put(Resolution resolution, Copies copies, Table wanted) {
        if (copies.made().isEmpty()) {
            resolution.put(wanted);
            return;
        }
        List<Replacement.Made> made = new ArrayList<>();
        List<Replacement.Gone> gone = new ArrayList<>();
        for (int n = 0; n < copies.made().size(); n++) {
            Column old = copies.gone().get(n);
            Column copy = wanted.columnOf(copies.made().get(n).identity()).orElseThrow();
            String same = resolution.quoted(old.name());
            Optional<Expression> forward =
                    resolution.value(path("up", old.name()), up.getOrDefault(old.name(), same), copies.before(), copy);
            Optional<Expression> backward =
                    resolution.value(path("down", old.name()), down.getOrDefault(old.name(), same), wanted, old);
            if (forward.isEmpty() || backward.isEmpty()) {
                return;
            }
            made.add(new Replacement.Made(copy, forward.get()));
            gone.add(new Replacement.Gone(old, backward.get()));
        }
        resolution.replace(copies.before(), wanted, new Replacement(made, gone));
    }
}
