package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Grant;
import dev.segue.catalog.Index;
import dev.segue.catalog.Keys;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Suggestions;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import dev.segue.mapping.MappedColumn.Side;
import dev.segue.operation.ExtractTable.MovedColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What {@link ExtractTable} asks for, on the tables that are there. */
final class ExtractTableResolver {

    private final ExtractTable operation;
    private final Resolution resolution;
    private final TableName sourceName;
    private final TableName targetName;
    private boolean refused;

    ExtractTableResolver(ExtractTable operation, Resolution resolution) {
        this.operation = operation;
        this.resolution = resolution;
        this.sourceName = resolution.name(operation.fromName());
        ObjectName into = operation.intoName();
        this.targetName =
                into.schema() == null ? new TableName(sourceName.schema(), into.name()) : resolution.name(into);
    }

    void resolve() {
        Optional<Table> found = Tables.find(resolution, "from", sourceName);
        if (found.isEmpty()) {
            return;
        }
        Table source = found.get();
        List<Side> key = key(source);
        List<Column> moved = moved(source);
        checkNames(source);
        checkOld(source, moved);
        if (refused) {
            return;
        }
        Optional<List<MappedColumn>> mapped =
                new ExtractTableExpressions(operation, resolution, sourceName, targetName).mapped(moved);
        if (mapped.isEmpty()) {
            return;
        }
        resolve(source, key, moved, mapped.get());
    }

    private void resolve(Table source, List<Side> key, List<Column> moved, List<MappedColumn> mapped) {
        Optional<List<String>> hashed = hashed(source, mapped);
        if (hashed.isEmpty()) {
            return;
        }
        boolean required = moved.stream().anyMatch(c -> !c.nullable());
        String keyType = operation.key().columnType();
        Table target = target(source, moved, mapped);
        resolution.put(target);
        resolution.put(withoutMoved(source, target, required, keyType));
        resolution.relate(new Lookup(
                new Lookup.Child(
                        sourceName,
                        key,
                        !source.attachments().rewriting().isEmpty(),
                        source.attachments().partitions() != null),
                new Lookup.Parent(targetName, new Side(operation.key().name(), keyType), keySource(), hashed.get()),
                new Lookup.Reference(operation.reference(), required),
                mapped,
                new Lookup.Rules(
                        shares() ? Lookup.Sharing.EQUAL_ROWS : Lookup.Sharing.ONE_EACH,
                        switch (operation.orphansOrDefault()) {
                            case DELETE -> Lookup.Orphans.DELETE;
                            case KEEP -> Lookup.Orphans.KEEP;
                        },
                        resolution.onUnmappable())));
    }

    private boolean shares() {
        return operation.cardinality() == ExtractTable.Cardinality.MANY;
    }

    /** {@return the new columns by whose hash equal rows are looked up, or nothing where no row can be shared} */
    private Optional<List<String>> hashed(Table source, List<MappedColumn> mapped) {
        if (!shares()) {
            return Optional.of(List.of());
        }
        refuseUnique(source);
        List<String> hashed = mapped.stream()
                .map(MappedColumn::target)
                .filter(target -> resolution.hashes(target.type()))
                .map(Side::name)
                .toList();
        if (hashed.isEmpty()) {
            refuse(
                    "cardinality",
                    "the server has no hash for any of the columns that move, so equal rows cannot be looked up",
                    "write cardinality: one, or give one of the columns another type with up and down");
        }
        return refused ? Optional.empty() : Optional.of(hashed);
    }

    /** Rows of which no two are equal share nothing, and a new row would collide with the one that is kept. */
    private void refuseUnique(Table source) {
        List<String> names = operation.columns().stream().map(MovedColumn::name).toList();
        Stream.concat(
                        source.constraints().stream()
                                .filter(Constraint.Unique.class::isInstance)
                                .filter(c -> names.containsAll(c.columns()))
                                .map(Constraint::name),
                        source.indexes().stream()
                                .filter(i -> i.unique() && names.containsAll(i.columns()))
                                .map(Index::name))
                .findFirst()
                .ifPresent(unique -> refuse(
                        "cardinality",
                        "%s makes the rows of %s differ in the columns that move, so none of them could be shared"
                                .formatted(unique, sourceName),
                        "write cardinality: one, or drop " + unique + " first"));
    }

    private void refuse(String path, String message, @Nullable String hint) {
        refused = true;
        resolution.refuse(path, message, hint);
    }

    private void refuse(String path, Refusal refusal) {
        refuse(path, refusal.message(), refusal.hint());
    }

    private List<Side> key(Table source) {
        Refusals.key(source).ifPresent(r -> refuse("from", r));
        return Keys.of(source).orElse(List.of()).stream()
                .map(c -> new Side(c.name(), c.type()))
                .toList();
    }

    private List<Column> moved(Table source) {
        List<Column> moved = new ArrayList<>();
        for (int n = 0; n < operation.columns().size(); n++) {
            String name = operation.columns().get(n).name();
            String path = "columns[" + n + "]";
            Optional<Column> column = source.column(name);
            if (column.isEmpty()) {
                refuse(
                        path,
                        "table " + sourceName + " has no column \"" + name + "\""
                                + Suggestions.didYouMean(name, source.columnNames()),
                        "columns: " + Tables.shortList(source.columnNames()));
                continue;
            }
            Refusals.moved(source, column.get()).ifPresentOrElse(r -> refuse(path, r), () -> moved.add(column.get()));
        }
        if (!refused && operation.columns().size() > 31) {
            refuse("columns", "at most 31 columns move at once", "split the change in two migrations");
        }
        return moved;
    }

    /** Duplicate writes go by the names and types of the old shape. */
    private void checkOld(Table source, List<Column> moved) {
        String hint = "do that in a migration before this one, or after it";
        Optional<Table> old = resolution.before().tableOf(source.identity());
        if (old.isEmpty() || !old.get().name().equals(sourceName)) {
            refuse("from", "an earlier operation of this migration makes or renames " + sourceName, hint);
            return;
        }
        List<Column> key = Keys.of(source).orElse(List.of());
        boolean isKept = identities(Keys.of(old.get()).orElse(List.of())).equals(identities(key))
                && key.stream().allMatch(old.get()::keeps);
        if (!isKept) {
            refuse("from", "an earlier operation of this migration makes or changes the key of " + sourceName, hint);
        }
        List<String> names = operation.columns().stream().map(MovedColumn::name).toList();
        for (Column column : moved) {
            if (!old.get().keeps(column)) {
                refuse(
                        "columns[" + names.indexOf(column.name()) + "]",
                        "an earlier operation of this migration makes, renames or replaces column \"" + column.name()
                                + "\"",
                        "move the column as it is, with as, up and down for what becomes of it");
            }
        }
    }

    private static List<String> identities(List<Column> columns) {
        return columns.stream().map(Column::identity).toList();
    }

    private void checkNames(Table source) {
        resolution
                .taken(targetName)
                .ifPresent(kind -> refuse(
                        "into",
                        "there is a " + kind + " " + targetName + " already",
                        "choose another name; into names a table that is made"));
        if (source.column(operation.reference()).isPresent()) {
            refuse(
                    "reference",
                    "table " + sourceName + " has a column \"" + operation.reference() + "\" already",
                    "choose another name; reference names a column that is added");
        }
        switch (operation.key().generated()) {
            case UUID -> {}
            case IDENTITY -> checkOwnSequence();
            case SEQUENCE -> {
                String given = operation.key().sequence();
                if (given == null) {
                    checkOwnSequence();
                } else {
                    TableName sequence = resolution.name(ObjectName.parse(given));
                    if (!resolution.taken(sequence).equals(Optional.of("sequence"))) {
                        refuse(
                                "key.sequence",
                                "there is no sequence " + sequence,
                                "create it first, or leave it out: then the new table gets one of its own");
                    }
                }
            }
        }
    }

    private void checkOwnSequence() {
        resolution
                .taken(ownSequence())
                .ifPresent(kind -> refuse(
                        "key",
                        "the new table's sequence would be " + ownSequence() + ", but there is a " + kind
                                + " of that name",
                        "give the key another name: key: { name: … }"));
    }

    private TableName ownSequence() {
        return new TableName(
                targetName.schema(),
                resolution.fit(targetName.name() + "_" + operation.key().name() + "_seq"));
    }

    private Lookup.KeySource keySource() {
        return switch (operation.key().generated()) {
            case UUID -> new Lookup.KeySource.RandomUuid();
            case IDENTITY -> new Lookup.KeySource.Sequence(ownSequence(), true);
            case SEQUENCE -> {
                String given = operation.key().sequence();
                yield given == null
                        ? new Lookup.KeySource.Sequence(ownSequence(), true)
                        : new Lookup.KeySource.Sequence(resolution.name(ObjectName.parse(given)), false);
            }
        };
    }

    private Table target(Table source, List<Column> moved, List<MappedColumn> mapped) {
        List<Column> columns = new ArrayList<>();
        columns.add(keyColumn());
        Map<String, String> plain = new HashMap<>();
        for (int n = 0; n < moved.size(); n++) {
            Column old = moved.get(n);
            boolean same = mapped.get(n).transformation() == null;
            if (same) {
                plain.put(old.name(), mapped.get(n).target().name());
            }
            columns.add(new Column(
                    resolution.newIdentity(),
                    mapped.get(n).target().name(),
                    mapped.get(n).target().type(),
                    !same || old.nullable(),
                    same && old.origin().generation() == Column.Generation.DEFAULT ? old.origin() : Column.Origin.NONE,
                    same ? old.notes() : new Column.Notes(null, old.notes().comment())));
        }
        String primaryKey = free(targetName.name() + "_pkey");
        Table bare = new Table(
                resolution.newIdentity(),
                targetName,
                columns,
                List.of(Constraint.PrimaryKey.of(
                        resolution.newIdentity(),
                        primaryKey,
                        List.of(operation.key().name()))),
                List.of(),
                new Table.Attachments(
                        null, source.attachments().owner(), grants(source, moved, mapped), List.of(), null, null));
        return new ExtractTableCarrier(
                        resolution, source, moved.stream().map(Column::name).toList(), plain)
                .carryOver(bare);
    }

    private Column keyColumn() {
        Column.Origin origin = switch (keySource()) {
            case Lookup.KeySource.RandomUuid random ->
                new Column.Origin(Column.Generation.DEFAULT, "gen_random_uuid()");
            case Lookup.KeySource.Sequence sequence ->
                operation.key().generated() == ExtractTable.KeyGeneration.IDENTITY
                        ? new Column.Origin(Column.Generation.IDENTITY_BY_DEFAULT, null)
                        : new Column.Origin(
                                Column.Generation.DEFAULT, "nextval('" + quoted(sequence.name()) + "'::regclass)");
        };
        return new Column(
                resolution.newIdentity(),
                operation.key().name(),
                operation.key().columnType(),
                false,
                origin,
                Column.Notes.NONE);
    }

    private static String quoted(TableName name) {
        return ('"' + name.schema().replace("\"", "\"\"") + "\".\""
                        + name.name().replace("\"", "\"\"") + '"')
                .replace("'", "''");
    }

    private static List<Grant> grants(Table source, List<Column> moved, List<MappedColumn> mapped) {
        List<Grant> grants = new ArrayList<>();
        for (Grant grant : source.attachments().grants()) {
            String column = grant.column();
            if (column == null) {
                grants.add(grant);
            } else {
                for (int n = 0; n < moved.size(); n++) {
                    if (moved.get(n).name().equals(column)) {
                        grants.add(new Grant(
                                grant.grantee(),
                                grant.privilege(),
                                mapped.get(n).target().name(),
                                grant.grantable()));
                    }
                }
            }
        }
        return grants;
    }

    private Table withoutMoved(Table source, Table target, boolean required, String keyType) {
        Table rest = source.without(
                operation.columns().stream().map(MovedColumn::name).toList());
        String reference = operation.reference();
        String name = resolution.fit(sourceName.name() + "_" + reference + "_fkey");
        return rest.plus(Column.plain(resolution.newIdentity(), reference, keyType, !required))
                .plus(Constraint.ForeignKey.of(
                        resolution.newIdentity(),
                        name,
                        List.of(reference),
                        target.name(),
                        List.of(operation.key().name())))
                .plus(new Index(
                        resolution.newIdentity(),
                        free(sourceName.schema(), sourceName.name() + "_" + reference + "_idx"),
                        List.of(reference),
                        false,
                        "USING btree (\"" + reference.replace("\"", "\"\"") + "\")",
                        null));
    }

    private String free(String wanted) {
        return free(targetName.schema(), wanted);
    }

    private String free(String schema, String wanted) {
        return ExtractTableCarrier.free(resolution, schema, wanted);
    }
}
