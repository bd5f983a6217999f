package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Index;
import dev.segue.catalog.Keys;
import dev.segue.catalog.ReplicaIdentity;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Default;
import dev.segue.declare.Description;
import dev.segue.declare.Faults;
import dev.segue.declare.Text;
import dev.segue.declare.Words;
import dev.segue.mapping.Expression;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Adds a mark by which code deletes rows without taking them away: <em>Introduce Soft Delete</em> of the catalogue of
 * database refactorings (Ambler, Sadalage: Refactoring Databases, 2006).
 *
 * <p>Code that does not know the mark would find marked rows, and their values would be in the way of its own. So a mark
 * deletes the row for real until contract, when such code is gone; from then on it does no more than mark.
 */
@Description("Adds a mark by which rows are deleted without going away.")
public record SoftDelete(
        @Description("The table: table or schema.table, in double quotes where a name is odd.")
        @Text(pattern = ObjectName.PATTERN)
        String table,

        @Description("The column with the mark.") @Text(maximumLength = Identifiers.MOST_BYTES) @Default("deleted_at")
        String column,

        @Description("The type of the mark: a time, NULL while the row lives; or a boolean, true where it is deleted.")
        @Words({"timestamptz", "timestamp", "boolean"})
        @Default("timestamptz")
        String type,

        @Description("Among which rows unique values are unique from contract on.") @Default("living")
        UniqueAmong uniqueAmong)
        implements Operation {

    /** Among which rows unique values are unique. */
    public enum UniqueAmong {
        /** Those that are not marked: the value of a deleted row can be given again. */
        LIVING,
        /** All, as before. */
        ALL
    }

    public SoftDelete {
        var faults = new Faults();
        Identifiers.checkObject(faults, "table", table);
        Identifiers.checkColumn(faults, "column", column);
        faults.throwIfAny();
    }

    private boolean isFlag() {
        return type.equals("boolean");
    }

    @Override
    public void resolve(Resolution resolution) {
        Columns columns = new Columns(resolution);
        Optional<Table> found = columns.table("table", table);
        if (found.isEmpty()
                || !columns.isFree("column", found.get(), column)
                || !columns.hasKey("table", found.get())) {
            return;
        }
        Table before = found.get();
        Optional<Column> mark = mark(resolution, columns);
        if (mark.isEmpty()) {
            return;
        }
        Table marked = before.plus(mark.get());
        String living = isFlag() ? "NOT " + resolution.quoted(column) : resolution.quoted(column) + " IS NULL";
        Optional<Table> wanted = uniqueAmong == UniqueAmong.ALL
                ? Optional.of(marked)
                : uniqueAmongLiving(resolution, before, marked, living);
        if (wanted.isEmpty()) {
            return;
        }
        resolution.replace(
                before,
                wanted.get(),
                new Replacement(List.of(Replacement.Made.alike(mark.get(), unmarked())), List.of()));
        resolution.deleteMarkedUntilContract(before, mark.get(), Keys.of(before).orElseThrow());
        resolution.warn(
                "until contract a mark in %s deletes the row of %s for real; from then on what reads %s without %s finds deleted rows"
                        .formatted(column, before.name(), before.name().name(), living),
                "see that every query of new code, every view and every report says " + living);
        warnOfReferences(resolution, before);
    }

    private Optional<Column> mark(Resolution resolution, Columns columns) {
        Optional<Column> made = resolution
                .type("type", type)
                .map(t -> new Column(
                        resolution.newIdentity(),
                        column,
                        t,
                        !isFlag(),
                        Column.Origin.NONE,
                        new Column.Notes(null, null)));
        return isFlag() ? made.flatMap(m -> columns.withDefault("type", m, "false")) : made;
    }

    private @Nullable Expression unmarked() {
        return isFlag() ? new Expression("false", List.of(), type, Expression.Stability.IMMUTABLE) : null;
    }

    /** {@return the table with each unique index over living rows only that can be so, or nothing if that was refused} */
    private Optional<Table> uniqueAmongLiving(Resolution resolution, Table before, Table marked, String living) {
        List<Constraint> constraints = new ArrayList<>();
        List<Index> indexes = new ArrayList<>();
        for (Constraint constraint : marked.constraints()) {
            Optional<Index> index = constraint instanceof Constraint.Unique unique && unique.index() != null
                    ? amongLiving(
                            resolution,
                            marked,
                            new Index(
                                    resolution.newIdentity(),
                                    unique.name(),
                                    unique.columns(),
                                    true,
                                    unique.index(),
                                    unique.comment()),
                            living,
                            isDeferrable(unique))
                    : Optional.empty();
            index.ifPresentOrElse(indexes::add, () -> constraints.add(constraint));
        }
        for (Index index : marked.indexes()) {
            Optional<Index> other = index.unique()
                    ? amongLiving(resolution, marked, index.withIdentity(resolution.newIdentity()), living, false)
                    : Optional.empty();
            indexes.add(other.orElse(index));
        }
        marked.constraints().stream()
                .filter(Constraint.Other.class::isInstance)
                .map(Constraint.Other.class::cast)
                .filter(c -> c.definition().startsWith("EXCLUDE"))
                .forEach(c -> keep(resolution, before, c.name(), "it is no unique index"));
        List<String> changed = indexes.stream()
                .filter(i -> !before.indexes().contains(i))
                .map(Index::name)
                .toList();
        if (changed.isEmpty()) {
            return Optional.of(marked);
        }
        if (!resolution.standsStill()) {
            Optional<Refusal> refusal = Refusals.index(before);
            if (refusal.isPresent()) {
                refusal.get().of(resolution, "unique_among");
                return Optional.empty();
            }
        }
        resolution.warn(
                "from contract on %s of %s hold%s living rows only, which ON CONFLICT has to say"
                        .formatted(String.join(", ", changed), before.name(), changed.size() == 1 ? "s" : ""),
                "let new code write ON CONFLICT (…) WHERE %s; the server takes that before contract, too"
                        .formatted(living));
        return Optional.of(marked.withConstraints(constraints).withIndexes(indexes));
    }

    private Optional<Index> amongLiving(
            Resolution resolution, Table marked, Index index, String living, boolean deferrable) {
        Optional<String> reason = reasonToKeep(resolution, marked, index, deferrable);
        if (reason.isPresent()) {
            keep(resolution, marked, index.name(), reason.get());
            return Optional.empty();
        }
        // an index has one condition at most, at its end
        Optional<String> definition = Stream.of(" WHERE (" + living + ")", " AND (" + living + ")")
                .flatMap(end -> resolution.redefined(marked, index.definition() + end, true, Map.of()).stream())
                .findFirst();
        if (definition.isEmpty()) {
            keep(resolution, marked, index.name(), "the server admits no such condition of it");
        }
        return definition.map(text -> index.withDefinition(text)
                .withColumns(Stream.concat(index.columns().stream(), Stream.of(column))
                        .toList()));
    }

    private static Optional<String> reasonToKeep(Resolution resolution, Table marked, Index index, boolean deferrable) {
        if (deferrable) {
            return Optional.of("it is checked at the end of a transaction, as no index of some rows can be");
        }
        if (References.referring(resolution, marked, index.columns()).findAny().isPresent()) {
            return Optional.of("foreign keys refer to its columns");
        }
        ReplicaIdentity identity = marked.attachments().replicaIdentity();
        if (identity != null && index.name().equals(identity.index())) {
            return Optional.of("replication tells rows apart by it");
        }
        boolean isKey = marked.primaryKey().isEmpty()
                && Keys.of(marked)
                        .filter(k -> k.stream().map(Column::name).toList().equals(index.columns()))
                        .isPresent();
        return isKey ? Optional.of("rows are told apart by it") : Optional.empty();
    }

    private static boolean isDeferrable(Constraint.Unique unique) {
        return unique.definition().endsWith(" DEFERRABLE")
                || unique.definition().endsWith(" DEFERRABLE INITIALLY DEFERRED");
    }

    private static void keep(Resolution resolution, Table table, String name, String reason) {
        resolution.warn(
                "%s of %s goes on to hold deleted rows, too: %s".formatted(name, table.name(), reason),
                "the value of a deleted row cannot be given again");
    }

    private static void warnOfReferences(Resolution resolution, Table table) {
        List<String> reacting = new ArrayList<>();
        for (Table other : resolution.after().list()) {
            TableName name = other.name();
            other.constraints().stream()
                    .filter(c -> c instanceof Constraint.ForeignKey key
                            && key.target().equals(table.name())
                            && key.rules().contains("ON DELETE"))
                    .forEach(c -> reacting.add(c.name() + " of " + name));
        }
        if (!reacting.isEmpty()) {
            resolution.warn(
                    "from contract on a deleted row of %s stays, and so do the rows that refer to it: ON DELETE of %s does nothing"
                            .formatted(table.name(), Tables.shortList(reacting)),
                    "let new code say what becomes of them");
        }
    }
}
