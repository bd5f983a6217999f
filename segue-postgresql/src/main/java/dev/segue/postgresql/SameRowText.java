package dev.segue.postgresql;

import dev.segue.mapping.Expression.Stability;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
import dev.segue.mapping.SameRow.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The SQL in which the parts of a same-row mapping are named: its columns as they are named now, and its functions. */
final class SameRowText {

    private final SameRow mapping;
    private final LookupNames names;
    private final boolean sealed;

    /** @param sealed whether the columns bear the names that they have once the old shape is sealed */
    SameRowText(SameRow mapping, LookupNames names, boolean sealed) {
        this.mapping = mapping;
        this.names = names;
        this.sealed = sealed;
    }

    SameRow mapping() {
        return mapping;
    }

    LookupNames names() {
        return names;
    }

    boolean isSealed() {
        return sealed;
    }

    /** {@return the table, qualified and quoted} */
    String table() {
        return Sql.id(sealed ? mapping.row().sealed() : mapping.row().table());
    }

    /** {@return the table of rows that cannot be mapped} */
    String notes() {
        return Sql.own(names.base() + "_note");
    }

    /** {@return the column, quoted} */
    String column(Stored column) {
        return Sql.id(sealed ? column.sealed() : column.open());
    }

    String column(String row, Stored column) {
        return row + "." + column(column);
    }

    String mark(String row) {
        return row + "." + Sql.id(names.mark());
    }

    KeyRange key() {
        return new KeyRange(mapping.row().key().stream()
                .map(k -> new KeyRange.Part(sealed ? k.sealed() : k.open(), k.type()))
                .toList());
    }

    /** {@return every derived column, with the name of the function that derives it} */
    List<Named> derivations() {
        List<Named> all = new ArrayList<>();
        mapping.forward().forEach(d -> all.add(new Named(names.forward(all.size()), d)));
        int forwards = all.size();
        mapping.backward().forEach(d -> all.add(new Named(names.backward(all.size() - forwards), d)));
        return all;
    }

    /** A derived column with its function. */
    record Named(String function, Derived derived) {}

    /** {@return a call of the function that derives a column, from a row} */
    String call(Derived derived, String row) {
        String function = derivations().stream()
                .filter(n -> n.derived().equals(derived))
                .findFirst()
                .orElseThrow()
                .function();
        return function + "(" + Sql.list(derived.arguments(), a -> column(row, a)) + ")";
    }

    /** {@return the value of a derived column as the column keeps it} */
    String kept(Derived derived, String row) {
        return "CAST(" + call(derived, row) + " AS " + derived.column().type() + ")";
    }

    /** {@return the condition that none of the columns differs between two rows, to the bit} */
    String same(List<Stored> columns, String left, String right) {
        return columns.isEmpty()
                ? "true"
                : "(" + Sql.all(columns, c -> Image.same(left, right, column(c), c.type())) + ")";
    }

    /** {@return the columns of a group that its comparison looks at} */
    static List<Stored> compared(Group group) {
        return Stream.concat(group.oldColumns().stream(), group.newColumns().stream())
                .toList();
    }

    /** {@return whether both shapes' values of a group follow from each other, so that they can be compared} */
    static boolean isComparable(Group group) {
        return !group.forward().isEmpty()
                && (group.calculated() || !group.backward().isEmpty())
                && Stream.concat(group.forward().stream(), group.backward().stream())
                        .allMatch(d -> d.expression().stability() != Stability.VOLATILE);
    }

    /** {@return the condition that a group's values of a row follow from each other, one way or the other} */
    String agrees(int group, String row) {
        return names.agrees(group) + "(" + Sql.list(compared(mapping.groups().get(group)), c -> column(row, c)) + ")";
    }

    /** {@return the condition that the shapes of a filled row agree} */
    String agrees(String row) {
        List<String> parts = new ArrayList<>();
        for (int n = 0; n < mapping.groups().size(); n++) {
            if (isComparable(mapping.groups().get(n))) {
                parts.add(agrees(n, row));
            }
        }
        return parts.isEmpty() ? "true" : "(" + String.join(" AND ", parts) + ")";
    }
}
