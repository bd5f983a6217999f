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
 * itself until it is sealed, or in which rows hold both shapes.
 */
final class Versions {

    private final Dialect dialect;
    private final String migration;
    private final Resolver.Resolved resolved;
    private final Map<TableName, Mark> marks = new HashMap<>();

    Versions(Dialect dialect, String migration, Resolver.Resolved resolved, List<MappingSql> derived) {
        this.dialect = dialect;
        this.migration = migration;
        this.resolved = resolved;
        derived.forEach(d -> marks.putAll(d.marks()));
    }

    List<VersionSchema> all() {
        Set<String> schemas = new TreeSet<>();
        for (Table wanted : resolved.after().list()) {
            if (isNeeded(resolved, dialect, wanted)) {
                schemas.add(wanted.name().schema());
            }
        }
        return schemas.stream().map(this::version).toList();
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

    private VersionSchema version(String schema) {
        List<View> views = new ArrayList<>();
        for (Table wanted : resolved.after().list()) {
            if (wanted.name().schema().equals(schema)) {
                views.add(view(wanted));
            }
        }
        return new VersionSchema(dialect.fitIdentifier(schema + "_" + migration), schema, views);
    }

    private View view(Table wanted) {
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
