package dev.segue.plan;

import dev.segue.catalog.Column;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.catalog.VersionSchema;
import dev.segue.catalog.VersionSchema.Mark;
import dev.segue.catalog.VersionSchema.Shown;
import dev.segue.catalog.VersionSchema.View;
import dev.segue.dialect.Dialect;
import dev.segue.dialect.MappingSql;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The version schemas of a migration: for each schema in which a table of the new shape has other names than the table
 * itself until it is sealed, or in which rows hold both shapes; and for each that has one already.
 */
final class Versions {

    private final Dialect dialect;
    private final String name;
    private final Resolver.Resolved resolved;
    private final List<VersionSchema> older;

    /**
     * @param name what they are called, after the schema that each shows
     * @param older the version schemas that earlier migrations left
     */
    Versions(Dialect dialect, String name, Resolver.Resolved resolved, List<VersionSchema> older) {
        this.dialect = dialect;
        this.name = name;
        this.resolved = resolved;
        this.older = List.copyOf(older);
    }

    /** {@return what the migration makes} */
    List<VersionSchema> made(List<MappingSql> derived) {
        Map<TableName, Mark> marks = new HashMap<>();
        derived.forEach(d -> marks.putAll(d.marks()));
        Set<String> schemas = new TreeSet<>();
        for (Table wanted : resolved.after().list()) {
            if (isNeeded(resolved, dialect, wanted)) {
                schemas.add(wanted.name().schema());
            }
        }
        left().forEach(v -> schemas.add(v.base()));
        return schemas.stream().map(schema -> version(schema, marks)).toList();
    }

    /**
     * {@return the version schemas of earlier migrations that show what this one changes: they are of the old shape, go out
     * of reach with it, and are dropped with it}
     */
    List<VersionSchema> left() {
        Set<String> changed = new TreeSet<>();
        resolved.before().list().stream()
                .filter(t -> isOther(t, resolved.after().tableOf(t.identity())))
                .forEach(t -> changed.add(t.name().schema()));
        resolved.after().list().stream()
                .filter(t -> resolved.before().tableOf(t.identity()).isEmpty())
                .forEach(t -> changed.add(t.name().schema()));
        return older.stream().filter(v -> changed.contains(v.base())).toList();
    }

    /** Whether code sees another table: indexes and constraints it does not see. */
    private static boolean isOther(Table before, Optional<Table> after) {
        return after.isEmpty()
                || !after.get().name().equals(before.name())
                || !after.get().columns().equals(before.columns());
    }

    /** {@return whether new code sees a table only through a version schema, until the old shape is sealed} */
    static boolean isNeeded(Resolver.Resolved resolved, Dialect dialect, Table wanted) {
        Optional<Table> present = resolved.before().tableOf(wanted.identity());
        if (present.isEmpty()) {
            return false;
        }
        Places places = new Places(dialect, present, Optional.of(wanted));
        return !present.get().name().equals(wanted.name())
                || wanted.columns().stream().anyMatch(c -> !places.open(c).equals(c.name()))
                || resolved.mappings().stream()
                        .anyMatch(m -> m instanceof dev.segue.mapping.SameRow row
                                && row.row().table().equals(present.get().name()));
    }

    private VersionSchema version(String schema, Map<TableName, Mark> marks) {
        List<View> views = new ArrayList<>();
        for (Table wanted : resolved.after().list()) {
            // a partition has the columns of the whole, whatever they are called in the new shape
            if (wanted.name().schema().equals(schema) && !resolved.after().isPartition(wanted)) {
                views.add(view(wanted, marks));
            }
        }
        return new VersionSchema(dialect.fitIdentifier(schema + "_" + name), schema, views);
    }

    private View view(Table wanted, Map<TableName, Mark> marks) {
        Optional<Table> present = resolved.before().tableOf(wanted.identity());
        Places places = new Places(dialect, present, Optional.of(wanted));
        TableName name = present.map(Table::name).orElse(wanted.name());
        List<Shown> columns = wanted.columns().stream()
                .map(c -> new Shown(
                        c.name(),
                        places.open(c),
                        places.sealed(c),
                        fallback(present, c),
                        c.notes().comment()))
                .toList();
        return new View(wanted.name().name(), name, wanted.name(), columns, marks.get(name), wanted.attachments());
    }

    /** What the table itself gives needs no default in the view. */
    private @org.jspecify.annotations.Nullable String fallback(Optional<Table> present, Column column) {
        Optional<Column> old = present.flatMap(t -> t.columnOf(column.identity()));
        Column.Origin had = old.map(Column::origin).orElse(Column.Origin.NONE);
        if (had.equals(column.origin())) {
            return null;
        }
        return switch (column.origin().generation()) {
            case DEFAULT -> column.origin().expression();
            case NONE -> old.isPresent() ? "NULL" : null;
            case IDENTITY_ALWAYS, IDENTITY_BY_DEFAULT, STORED, VIRTUAL -> null;
        };
    }
}
