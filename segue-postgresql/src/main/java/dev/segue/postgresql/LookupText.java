package dev.segue.postgresql;

import dev.segue.mapping.Expression;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The recurring pieces of SQL of one lookup: its columns, how values are derived, and the one predicate
 * {@link #disagrees} that backfill, comparison and settling share.
 *
 * @param lookup the mapping
 * @param names its objects
 * @param sealed whether the old columns bear their sealed names
 */
record LookupText(Lookup lookup, LookupNames names, boolean sealed) {

    /** {@return the column of the child that an entry comes from, quoted, as it is named now} */
    String source(MappedColumn column) {
        return oldColumn(column.source().name());
    }

    /** {@return an old column by the name it had before, quoted, as it is named now} */
    String oldColumn(String name) {
        return Sql.id(sealed ? LookupNames.sealed(name) : name);
    }

    String target(MappedColumn column) {
        return Sql.id(column.target().name());
    }

    String reference() {
        return Sql.id(lookup.reference().column());
    }

    String parentKey() {
        return Sql.id(lookup.parent().key().name());
    }

    String child() {
        return Sql.id(lookup.child().table());
    }

    String parent() {
        return Sql.id(lookup.parent().table());
    }

    List<MappedColumn> columns() {
        return lookup.columns();
    }

    List<Integer> entries() {
        return IntStream.range(0, columns().size()).boxed().toList();
    }

    /** {@return the entry that comes from that column of the old shape} */
    int sourceEntry(String column) {
        return entries().stream()
                .filter(e -> columns().get(e).source().name().equals(column))
                .findFirst()
                .orElseThrow();
    }

    /** {@return the entry that lands in that column of the new shape} */
    int targetEntry(String column) {
        return entries().stream()
                .filter(e -> columns().get(e).target().name().equals(column))
                .findFirst()
                .orElseThrow();
    }

    /** {@return whether equal rows of the child share one parent} */
    boolean shares() {
        return lookup.rules().sharing() == Lookup.Sharing.EQUAL_ROWS;
    }

    /** {@return a bit mask of all entries} */
    int everything() {
        return (int) ((1L << columns().size()) - 1);
    }

    /** {@return whether any value is not simply the same in both shapes} */
    boolean transforms() {
        return columns().stream().anyMatch(c -> c.transformation() != null);
    }

    /** {@return the key columns' own names for note tables: k1, k2, …} */
    List<String> noteKey() {
        return IntStream.rangeClosed(1, lookup.child().key().size())
                .mapToObj(n -> "k" + n)
                .toList();
    }

    /** {@return the condition that two rows have the same child key; each argument gives the column of that place} */
    String sameKey(Function<Integer, String> left, Function<Integer, String> right) {
        List<String> parts = new ArrayList<>();
        for (int n = 0; n < lookup.child().key().size(); n++) {
            parts.add(left.apply(n) + " OPERATOR(pg_catalog.=) " + right.apply(n));
        }
        return String.join(" AND ", parts);
    }

    /**
     * {@return the condition that a note is of that key} Its second half holds for every note; it has the planner expect
     * few, so that it scans the index plainly, which clears away the entries of notes that are gone.
     */
    String noteIs(String note, Function<Integer, String> key) {
        return sameKey(noteKeyOf(note), key) + everyNote(note);
    }

    /** {@return the condition that a note is of that parent} */
    String parentNoteIs(String note, String key) {
        return note + ".k1 OPERATOR(pg_catalog.=) " + key + everyNote(note);
    }

    /** {@return the condition that nobody holds a note of that key} */
    String noteIsFree(String note, Function<Integer, String> key) {
        return free(note, names.noteChild(), noteIs("z", key));
    }

    /** {@return the condition that nobody holds a note of that parent} */
    String parentNoteIsFree(String note, String key) {
        return free(note, names.noteParent(), parentNoteIs("z", key));
    }

    private static String free(String note, String table, String condition) {
        return "%s.note IN (SELECT z.note FROM %s z WHERE %s FOR UPDATE SKIP LOCKED)".formatted(note, table, condition);
    }

    private static String everyNote(String note) {
        return " AND %1$s.note OPERATOR(pg_catalog.>) 0 AND %1$s.note OPERATOR(pg_catalog.<) 9223372036854775807"
                .formatted(note);
    }

    /** {@return how the key column of that place is read from a row of the child} */
    Function<Integer, String> keyOf(String row) {
        return n -> row + "." + Sql.id(lookup.child().key().get(n).name());
    }

    /** {@return how the key column of that place is read from a note} */
    Function<Integer, String> noteKeyOf(String row) {
        return n -> row + "." + noteKey().get(n);
    }

    /** {@return the child's key as a list of values} */
    String keyList(Function<Integer, String> column) {
        return Sql.list(IntStream.range(0, lookup.child().key().size()).boxed().toList(), column);
    }

    /** {@return the new value of an entry, from a row of the child} */
    String forward(int entry, String row) {
        MappedColumn column = columns().get(entry);
        return column.forward()
                .map(f -> names.forward(entry) + "(" + sourceArguments(f, row) + ")")
                .orElse(row + "." + source(column));
    }

    /** {@return the old value of an entry, from a row of the parent} */
    String backward(int entry, String row) {
        MappedColumn column = columns().get(entry);
        return column.backward()
                .map(f ->
                        names.backward(entry) + "(" + Sql.list(f.arguments(), a -> row + "." + Sql.id(a.name())) + ")")
                .orElse(row + "." + target(column));
    }

    String sourceArguments(Expression expression, String row) {
        return Sql.list(expression.arguments(), a -> row + "." + oldColumn(a.name()));
    }

    /** {@return assignments that carry the entries of a mask from a row of the child to one of the parent} */
    String push(String mask, String child, String parent) {
        return Sql.list(
                entries(), entry -> carry(mask, entry, target(columns().get(entry)), forward(entry, child), parent));
    }

    /**
     * {@return assignments that carry the entries of a mask from a row of the child to one of the parent, which holds all
     * others already: only what is transformed has to be left as it is}
     */
    String pushAll(String mask, String child, String parent) {
        return carryAll(mask, this::target, entry -> forward(entry, child), parent);
    }

    /** {@return assignments that carry the entries of a mask from a row of the parent to one of the child, like {@link #pushAll}} */
    String pullAll(String mask, String child, String parent) {
        return carryAll(mask, this::source, entry -> backward(entry, parent), child);
    }

    private String carryAll(String mask, Function<MappedColumn, String> column, IntFunction<String> value, String row) {
        return Sql.list(entries(), entry -> {
            MappedColumn mapped = columns().get(entry);
            return mapped.transformation() == null
                    ? column.apply(mapped) + " = " + value.apply(entry)
                    : carry(mask, entry, column.apply(mapped), value.apply(entry), row);
        });
    }

    /** {@return assignments that carry the entries of a mask from a row of the parent to one of the child} */
    String pull(String mask, String child, String parent) {
        return Sql.list(
                entries(), entry -> carry(mask, entry, source(columns().get(entry)), backward(entry, parent), child));
    }

    /** {@return an assignment that takes the value if the mask has the entry, and else leaves the row as it is} */
    private static String carry(String mask, int entry, String column, String value, String row) {
        return "%2$s = CASE WHEN %1$s OPERATOR(pg_catalog.&) %3$d OPERATOR(pg_catalog.<>) 0 THEN %4$s ELSE %5$s.%2$s END"
                .formatted(mask, column, 1 << entry, value, row);
    }

    /** {@return the condition that no value of the old shape is there} */
    String absent(String row) {
        return "(" + Sql.all(columns(), c -> row + "." + source(c) + " IS NULL") + ")";
    }

    /** {@return the condition that two rows of the child hold the same old values} */
    String sameSources(String left, String right) {
        return "("
                + Sql.all(
                        columns(),
                        c -> Image.same(left, right, source(c), c.source().type())) + ")";
    }

    /** {@return the condition that two rows of the parent hold the same new values} */
    String sameTargets(String left, String right) {
        return "("
                + Sql.all(
                        columns(),
                        c -> Image.same(left, right, target(c), c.target().type())) + ")";
    }

    /** {@return the condition that two rows of the child refer to the same parent} */
    String sameReference(String left, String right) {
        return Image.same(left, right, reference(), lookup.parent().key().type());
    }

    /** {@return the condition that two rows of the child have the same key, to the bit} */
    String sameKeyImage(String left, String right) {
        return "(" + Sql.all(lookup.child().key(), k -> Image.same(left, right, Sql.id(k.name()), k.type())) + ")";
    }

    /** {@return the condition that an entry of a child and its parent follow from each other, one way or the other} */
    String agrees(int entry, String child, String parent) {
        MappedColumn column = columns().get(entry);
        if (column.transformation() == null) {
            return Image.same(
                    child + "." + source(column),
                    parent + "." + target(column),
                    column.source().type());
        }
        return names.agrees(entry) + "("
                + Sql.list(columns(), c -> child + "." + source(c)) + ", "
                + Sql.list(columns(), c -> parent + "." + target(c)) + ")";
    }

    /** {@return the condition that those entries of a mask agree} */
    String agreeWithin(String mask, String child, String parent) {
        return "("
                + Sql.all(
                        entries(),
                        entry -> "(%s OPERATOR(pg_catalog.&) %d OPERATOR(pg_catalog.=) 0 OR %s)"
                                .formatted(mask, 1 << entry, agrees(entry, child, parent)))
                + ")";
    }

    /** {@return the condition that all entries agree} */
    String agree(String child, String parent) {
        return "(" + Sql.all(entries(), entry -> agrees(entry, child, parent)) + ")";
    }

    /** {@return the entries whose old values, or what else they follow from, an update of the child changed, as a bit mask} */
    String touchedSources() {
        return touched(column -> arguments(column.forward(), column.source()), this::oldColumn);
    }

    /** {@return the entries whose new values, or what else they follow from, an update of the parent changed, as a bit mask} */
    String touchedTargets() {
        return touched(column -> arguments(column.backward(), column.target()), Sql::id);
    }

    private String touched(Function<MappedColumn, List<MappedColumn.Side>> arguments, UnaryOperator<String> name) {
        return entries().stream()
                .map(entry -> "(CASE WHEN %s THEN 0 ELSE %d END)"
                        .formatted(
                                Sql.all(
                                        arguments.apply(columns().get(entry)),
                                        a -> Image.same("NEW", "OLD", name.apply(a.name()), a.type())),
                                1 << entry))
                .collect(Collectors.joining(" OPERATOR(pg_catalog.|) "));
    }

    private static List<MappedColumn.Side> arguments(Optional<Expression> expression, MappedColumn.Side plain) {
        return expression
                .map(e -> e.arguments().stream()
                        .map(a -> new MappedColumn.Side(a.name(), a.type()))
                        .toList())
                .orElse(List.of(plain));
    }

    /** {@return the entries of a child and its parent that do not agree, as a bit mask} */
    String differing(String child, String parent) {
        return entries().stream()
                .map(e -> "(CASE WHEN " + agrees(e, child, parent) + " THEN 0 ELSE " + (1 << e) + " END)")
                .collect(Collectors.joining(" OPERATOR(pg_catalog.|) ", "(", ")"));
    }

    /** {@return the condition that a statement on the child was the application's: it left the mark alone} */
    String unmarked() {
        return Image.same("NEW", "OLD", Sql.id(names.mark()), "boolean");
    }

    /**
     * {@return the assignment by which a statement of Segue's own passes the triggers on the child: the mark changes, but
     * not from NULL to true, which is how a row is filled}
     */
    String passing() {
        return Sql.id(names.mark()) + " = COALESCE(NOT s." + Sql.id(names.mark()) + ", false)";
    }

    /** {@return the condition that a row has no counterpart although it has values} */
    String unfilled(String child) {
        return "(" + child + "." + reference() + " IS NULL AND NOT " + absent(child) + ")";
    }

    /**
     * {@return the condition that a row's two shapes disagree; {@code parent} is the row that the child refers to, all
     * NULL where there is none}
     */
    String disagrees(String child, String parent) {
        return "CASE WHEN " + child + "." + reference() + " IS NULL THEN NOT " + absent(child)
                + " WHEN " + parent + "." + parentKey() + " IS NULL THEN true"
                + " ELSE NOT " + agree(child, parent) + " END";
    }

    /** {@return an expression that gives a new parent its key} */
    String newKey() {
        return switch (lookup.parent().keySource()) {
            case Lookup.KeySource.Sequence sequence ->
                "pg_catalog.nextval(" + Sql.literal(Sql.id(sequence.name())) + "::pg_catalog.regclass)";
            case Lookup.KeySource.RandomUuid random -> "pg_catalog.gen_random_uuid()";
        };
    }

    /** {@return the common names that the templates use} */
    Map<String, String> values() {
        Map<String, String> values = new HashMap<>();
        values.put("child", child());
        values.put("parent", parent());
        values.put("reference", reference());
        values.put("parent_key", parentKey());
        values.put("same_reference", sameReference("NEW", "OLD"));
        values.put("mark", Sql.id(names.mark()));
        values.put("note_child", names.noteChild());
        values.put("note_parent", names.noteParent());
        values.put("passing", passing());
        values.put("everything", Integer.toString(everything()));
        values.put("new_key", newKey());
        values.put("note_key", String.join(", ", noteKey()));
        values.put("new_child_key", keyList(keyOf("NEW")));
        values.put("targets", Sql.list(columns(), this::target));
        values.put("forward_new", Sql.list(entries(), e -> forward(e, "NEW")));
        values.put("absent_new", absent("NEW"));
        values.put("conflict", Sql.own("conflict"));
        values.put("mapping", Sql.literal(names.base()));
        return values;
    }

    /** {@return the template with the common names and {@code more} filled in} */
    String fill(String template, Map<String, String> more) {
        Map<String, String> values = values();
        values.putAll(more);
        return Sql.fill(template, values);
    }
}
