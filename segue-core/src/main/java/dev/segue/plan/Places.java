package dev.segue.plan;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.dialect.Dialect;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Under which name each column of a table stands: while both shapes live the table keeps the old shape's names, and a new
 * column whose name one of them has bears another for a while; once sealed it has the new shape's, and what goes is out of
 * reach.
 */
final class Places {

    private final Dialect dialect;
    private final @Nullable Table before;
    private final @Nullable Table after;
    private final Map<String, String> open = new HashMap<>();
    private final Map<String, String> sealed = new HashMap<>();

    /**
     * @param before the old shape's table, if there is one
     * @param after the new shape's table, if there is one
     */
    Places(Dialect dialect, Optional<Table> before, Optional<Table> after) {
        this.dialect = dialect;
        this.before = before.orElse(null);
        this.after = after.orElse(null);
        before.ifPresent(t -> t.columns().forEach(this::old));
        after.ifPresent(t -> t.columns().forEach(this::wanted));
    }

    private void old(Column column) {
        open.put(column.identity(), column.name());
        if (after == null || after.columnOf(column.identity()).isEmpty()) {
            sealed.put(column.identity(), after == null ? column.name() : dialect.sealedName(column.name()));
        }
    }

    private void wanted(Column column) {
        sealed.put(column.identity(), column.name());
        open.computeIfAbsent(
                column.identity(),
                identity -> before != null && before.column(column.name()).isPresent()
                        ? dialect.openName(column.name())
                        : column.name());
    }

    /** {@return the column's name while both shapes live} */
    String open(Column column) {
        return open.getOrDefault(column.identity(), column.name());
    }

    /** {@return the column's name once the old shape is sealed} */
    String sealed(Column column) {
        return sealed.getOrDefault(column.identity(), column.name());
    }

    /** {@return the new shape's names to those of the columns while both shapes live} */
    Map<String, String> opened() {
        Map<String, String> names = new HashMap<>();
        if (after != null) {
            after.columns().forEach(c -> names.put(c.name(), open(c)));
        }
        return names;
    }

    /** {@return the names of the columns while both shapes live to those that they have once sealed} */
    Map<String, String> sealing() {
        Map<String, String> names = new HashMap<>();
        open.forEach((identity, name) -> names.put(name, sealed.getOrDefault(identity, name)));
        return names;
    }
}
