package dev.segue.operation;

import dev.segue.catalog.Column;
import dev.segue.catalog.Constraint;
import dev.segue.catalog.Draft;
import dev.segue.catalog.Index;
import dev.segue.catalog.Table;
import dev.segue.catalog.TableName;
import dev.segue.declare.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What operations on the columns of one table have in common: finding them, and saying why not. */
final class Columns {

    /** A default may use no column. */
    private static final Table NOTHING =
            new Table("", new TableName("", "segue"), List.of(), List.of(), List.of(), Table.Attachments.NONE);

    private final Resolution resolution;

    Columns(Resolution resolution) {
        this.resolution = resolution;
    }

    /** {@return the table, or nothing if it was refused} */
    Optional<Table> table(String path, String name) {
        return Tables.find(resolution, path, name);
    }

    /** {@return the column, or nothing if it was refused} */
    Optional<Column> column(String path, Table table, String name) {
        Optional<Column> column = table.column(name);
        if (column.isEmpty()) {
            resolution.refuse(
                    path,
                    "table " + table.name() + " has no column \"" + name + "\""
                            + Suggestions.didYouMean(name, table.columnNames()),
                    "columns: " + Tables.shortList(table.columnNames()));
        }
        return column;
    }

    /** {@return a column in whose place another may come, or nothing if it was refused} */
    Optional<Column> replaceable(String path, Table table, String name) {
        Optional<Column> column = column(path, table, name);
        if (column.isEmpty()) {
            return column;
        }
        Optional<Refusal> refusal = Refusals.replaced(table, column.get());
        if (refusal.isPresent()) {
            refusal.get().of(resolution, path);
            return Optional.empty();
        }
        return hasKey(path, table) ? column : Optional.empty();
    }

    /** {@return whether a column may get another name; refused if not} */
    boolean isRenameable(String path, Table table, Column column) {
        Optional<Refusal> kept = Refusals.kept(table, column);
        kept.ifPresent(r -> r.of(resolution, path));
        return kept.isEmpty();
    }

    /** {@return what is said of a column of another type in its place: only text has a collation} */
    static Column.Notes notes(Column old, String type) {
        boolean same = type.equals(old.type()) || type.startsWith("character") || type.equals("text");
        return same ? old.notes() : new Column.Notes(null, old.notes().comment());
    }

    /** {@return whether rows of the table can be told apart; refused if not} */
    boolean hasKey(String path, Table table) {
        Optional<Refusal> refusal = Refusals.key(table);
        refusal.ifPresent(r -> r.of(resolution, path));
        return refusal.isEmpty();
    }

    /** {@return whether a column may get that name; refused if not} */
    boolean isFree(String path, Table table, String name) {
        if (table.column(name).isPresent()) {
            resolution.refuse(
                    path, "table " + table.name() + " has a column \"" + name + "\" already", "choose another name");
            return false;
        }
        return true;
    }

    /** {@return the column with a default, or nothing if that was refused} */
    Optional<Column> withDefault(String path, Column column, String fallback) {
        return resolution
                .value(path, fallback, NOTHING, column)
                .map(e -> column.withOrigin(new Column.Origin(Column.Generation.DEFAULT, fallback)));
    }

    /** {@return the column with the default that it had under another type, or nothing if it has none under its own} */
    Optional<Column> withCastDefault(String path, Column column) {
        String expression = column.origin().expression();
        if (column.origin().generation() != Column.Generation.DEFAULT || expression == null) {
            return Optional.of(column);
        }
        return resolution
                .value(path, expression, NOTHING, column)
                .map(e -> column.withOrigin(new Column.Origin(Column.Generation.DEFAULT, e.sql())));
    }

    /** {@return the column as the server has it, or nothing if it was refused} */
    Optional<Column> made(String path, Table table, NewColumn wanted) {
        if (!isFree(path + ".name", table, wanted.name())) {
            return Optional.empty();
        }
        if (wanted.generated() != null) {
            resolution.refuse(
                    path + ".generated",
                    "the server makes such values of " + table.name() + " only while it rewrites the whole table"
                            + " and holds off everybody",
                    "add a plain column whose up: … is the expression; for numbers write type: bigserial");
            return Optional.empty();
        }
        if (isSerial(wanted.type())) {
            return numbered(path, table, wanted);
        }
        Optional<String> type = resolution.type(path + ".type", wanted.type());
        if (type.isEmpty()) {
            return Optional.empty();
        }
        Column column = new Column(
                resolution.newIdentity(),
                wanted.name(),
                type.get(),
                wanted.nullable(),
                Column.Origin.NONE,
                new Column.Notes(null, wanted.comment()));
        String fallback = wanted.fallback();
        if (fallback == null) {
            return Optional.of(column);
        }
        return withDefault(path + ".default", column, fallback);
    }

    /** {@return whether a type stands for numbers from a sequence that comes with the column} */
    static boolean isSerial(String type) {
        return type.toLowerCase(Locale.ROOT).contains("serial");
    }

    private Optional<Column> numbered(String path, Table table, NewColumn wanted) {
        if (wanted.fallback() != null) {
            resolution.refuse(path + ".default", "a column of a serial type has its default already", "leave it out");
            return Optional.empty();
        }
        TableName sequence = new TableName(
                table.name().schema(), resolution.fit(table.name().name() + "_" + wanted.name() + "_seq"));
        if (!Tables.isFree(resolution, path + ".type", sequence)) {
            return Optional.empty();
        }
        Optional<Column> drawn = resolution
                .columns(
                        path + ".type",
                        table.name(),
                        new Draft.OfColumns(List.of(new Draft.NewColumn(
                                wanted.name(), wanted.type(), false, Column.Origin.NONE, wanted.comment()))))
                .map(List::getFirst);
        drawn.ifPresent(resolution::number);
        return drawn;
    }

    /** {@return the table with a new column and the constraints that are said of it} */
    Table with(String path, Table table, NewColumn wanted, Column made) {
        String unique = wanted.unique() ? resolution.fit(table.name().name() + "_" + made.name() + "_key") : null;
        Table with = new ColumnRules(unique, wanted.check(), wanted.references())
                .on(resolution, path, table.plus(made), made.name());
        return wanted.pk() ? withKey(path + ".pk", with, made) : with;
    }

    private Table withKey(String path, Table table, Column made) {
        if (table.primaryKey().isPresent()) {
            resolution.refuse(
                    path,
                    "table " + table.name() + " has a primary key already: "
                            + table.primaryKey().get().name(),
                    "say unique: true, or drop that first");
            return table;
        }
        return resolution
                .constraint(
                        path,
                        table,
                        resolution.fit(table.name().name() + "_pkey"),
                        new Draft.PrimaryKey(List.of(made.name()), Draft.Storage.STANDARD, Draft.Deferral.AT_ONCE))
                .map(key -> CreateConstraint.with(table, key))
                .orElse(table);
    }

    /** {@return the table with a column under another name, and with what mentions it} */
    Table renamed(Table table, String from, String to) {
        Map<String, String> names = Map.of(from, to);
        List<Constraint> constraints = new ArrayList<>();
        for (Constraint constraint : table.constraints()) {
            constraints.add(
                    constraint.columns().contains(from)
                            ? constraint.withColumns(renamed(constraint.columns(), from, to))
                            : constraint);
        }
        List<Index> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            indexes.add(
                    index.columns().contains(from)
                            ? index.withColumns(renamed(index.columns(), from, to))
                                    .withDefinition(redefined(table, index.definition(), true, names))
                            : index);
        }
        return new Table(
                table.identity(),
                table.name(),
                table.columns().stream()
                        .map(c -> c.name().equals(from) ? c.withName(to) : c)
                        .toList(),
                constraints.stream()
                        .map(c -> table.constraintOf(c.identity()).equals(Optional.of(c))
                                ? c
                                : redefined(table, c, names))
                        .toList(),
                indexes,
                table.attachments().renamed(from, to));
    }

    private Constraint redefined(Table table, Constraint constraint, Map<String, String> names) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> key;
            case Constraint.ForeignKey key -> key;
            case Constraint.Unique unique ->
                unique.withDefinition(
                        redefined(table, unique.definition(), false, names),
                        unique.index() == null ? null : redefined(table, unique.index(), true, names));
            case Constraint.Check check ->
                check.withDefinition(redefined(table, check.definition(), false, names), null);
            case Constraint.Other other ->
                other.withDefinition(redefined(table, other.definition(), false, names), null);
        };
    }

    private String redefined(Table table, String definition, boolean index, Map<String, String> names) {
        return resolution.redefined(table, definition, index, names).orElse(definition);
    }

    /**
     * {@return the table with a column in the place of another, and with what mentions it made anew for the new one; what
     * the server does not admit for it goes}
     */
    Table replaced(Table table, Column gone, Column made) {
        Map<String, String> names = gone.name().equals(made.name()) ? Map.of() : Map.of(gone.name(), made.name());
        Table typed = table.mapColumns(c -> c.identity().equals(gone.identity()) ? made.withName(gone.name()) : c);
        List<Constraint> constraints = new ArrayList<>();
        for (Constraint constraint : table.constraints()) {
            if (!constraint.columns().contains(gone.name())) {
                constraints.add(constraint);
                continue;
            }
            if (constraint instanceof Constraint.Unique) {
                atSeal(table, constraint.name(), constraint.columns());
            }
            Optional<Constraint> carried = carried(typed, constraint, names);
            carried.map(c -> c.withIdentity(resolution.newIdentity())
                            .withColumns(renamed(c.columns(), gone.name(), made.name())))
                    .ifPresentOrElse(
                            constraints::add,
                            () -> lost(table, "constraint " + constraint.name(), constraint.columns()));
        }
        List<Index> indexes = new ArrayList<>();
        for (Index index : table.indexes()) {
            if (!index.columns().contains(gone.name())) {
                indexes.add(index);
                continue;
            }
            resolution
                    .redefined(typed, index.definition(), true, names)
                    .map(text -> new Index(
                            resolution.newIdentity(),
                            index.name(),
                            renamed(index.columns(), gone.name(), made.name()),
                            index.unique(),
                            text,
                            index.comment()))
                    .ifPresentOrElse(indexes::add, () -> lost(table, "index " + index.name(), index.columns()));
            if (index.unique()) {
                atSeal(table, index.name(), index.columns());
            }
        }
        return new Table(
                table.identity(),
                table.name(),
                table.columns().stream()
                        .map(c -> c.identity().equals(gone.identity()) ? made : c)
                        .toList(),
                constraints,
                indexes,
                table.attachments().renamed(gone.name(), made.name()));
    }

    private void atSeal(Table table, String name, List<String> columns) {
        resolution.warn(
                "%s of %s is made for the new column before seal: until then ON CONFLICT (%s) fails for new code"
                        .formatted(name, table.name(), String.join(", ", columns)),
                "let new code use it when the old shape is sealed");
    }

    private Optional<Constraint> carried(Table typed, Constraint constraint, Map<String, String> names) {
        return switch (constraint) {
            case Constraint.PrimaryKey key -> Optional.of(key);
            case Constraint.ForeignKey key -> areComparable(typed, key) ? Optional.of(key) : Optional.empty();
            case Constraint.Unique unique ->
                resolution
                        .redefined(typed, unique.definition(), false, names)
                        .map(text -> unique.withDefinition(
                                text, unique.index() == null ? null : redefined(typed, unique.index(), true, names)));
            case Constraint.Check check ->
                resolution
                        .redefined(typed, check.definition(), false, names)
                        .map(text -> check.withDefinition(text, null));
            case Constraint.Other other ->
                resolution
                        .redefined(typed, other.definition(), false, names)
                        .map(text -> other.withDefinition(text, null));
        };
    }

    /** Which types a foreign key may compare, only the server knows: it is made of empty copies. */
    private boolean areComparable(Table typed, Constraint.ForeignKey key) {
        return resolution
                .after()
                .table(key.target())
                .map(target -> resolution.admits(
                        typed,
                        key.name(),
                        new Draft.ForeignKey(
                                key.columns(),
                                target.identity().equals(typed.identity()) ? typed : target,
                                key.targetColumns(),
                                Draft.Reaction.NONE,
                                Draft.Deferral.AT_ONCE)))
                .orElse(false);
    }

    private static List<String> renamed(List<String> columns, String from, String to) {
        return columns.stream().map(c -> c.equals(from) ? to : c).toList();
    }

    /** Says which constraints and indexes go with columns for which there is no single other one. */
    void lost(Table table, List<String> gone) {
        table.constraints().stream()
                .filter(c -> c.columns().stream().anyMatch(gone::contains))
                .forEach(c -> lost(table, "constraint " + c.name(), c.columns()));
        table.indexes().stream()
                .filter(i -> i.columns().stream().anyMatch(gone::contains))
                .forEach(i -> lost(table, "index " + i.name(), i.columns()));
    }

    private void lost(Table table, String what, List<String> columns) {
        resolution.warn(
                "the %s of %s on (%s) goes with contract".formatted(what, table.name(), String.join(", ", columns)),
                "add what takes its place to the same migration");
    }
}
