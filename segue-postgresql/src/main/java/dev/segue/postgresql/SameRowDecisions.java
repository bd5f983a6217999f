package dev.segue.postgresql;

import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
import dev.segue.mapping.SameRow.Stored;
import java.util.List;

/**
 * Who wrote a group of columns, as the trigger functions of a same-row mapping find it out and hand it on, in two bits for
 * each group: those named here, and 2 where both shapes were written and both stay.
 */
final class SameRowDecisions {

    /** The decision that old code wrote a group, or nobody did. */
    static final int OLD = 0;

    /** The decision that new code wrote it. */
    static final int NEW = 1;

    /** The decision that new code wrote what has no old value. */
    static final int WITHOUT_OLD = 3;

    private final SameRowText text;
    private final List<Group> groups;

    SameRowDecisions(SameRowText text) {
        this.text = text;
        this.groups = text.mapping().groups();
    }

    static String decided(int group) {
        return "decided_" + (group + 1);
    }

    /** {@return the condition that this was decided} */
    static String is(int number, int decision) {
        return decided(number) + " OPERATOR(pg_catalog.=) " + decision;
    }

    /** {@return what leaves the decisions in the mark, for the last function} */
    String handedOn() {
        StringBuilder body = new StringBuilder();
        for (int n = 0; n < groups.size(); n++) {
            body.append("bits := bits OPERATOR(pg_catalog.|) (%s OPERATOR(pg_catalog.<<) %d);\n"
                    .formatted(decided(n), 2 * n));
        }
        return body.append("%s := %d OPERATOR(pg_catalog.-) bits;\n".formatted(text.mark("NEW"), SameRowMark.DECIDED))
                .toString();
    }

    /** What the first function decided; where it did not run, nobody wrote the new shape. */
    String recalled() {
        StringBuilder body = new StringBuilder(
                "IF %1$s OPERATOR(pg_catalog.<=) %2$d THEN\n    bits := %2$d OPERATOR(pg_catalog.-) %1$s;\n"
                        .formatted(text.mark("NEW"), SameRowMark.DECIDED));
        for (int n = 0; n < groups.size(); n++) {
            body.append("    %s := (bits OPERATOR(pg_catalog.>>) %d) OPERATOR(pg_catalog.&) 3;\n"
                    .formatted(decided(n), 2 * n));
        }
        return body.append("END IF;\n").toString();
    }

    /** Of a new row: what is given in the new shape, and in the old one. */
    String ofInsert(int number) {
        Group group = groups.get(number);
        if (group.calculated()) {
            return "";
        }
        if (group.forward().isEmpty()) {
            return "%s := CASE WHEN by_view THEN 1 ELSE 0 END;\n".formatted(decided(number));
        }
        String given = "("
                + String.join(
                        " OR ",
                        group.forward().stream()
                                .map(d -> text.column("NEW", d.column()) + " IS NOT NULL")
                                .toList())
                + ")";
        if (group.backward().isEmpty()) {
            return "%s := CASE WHEN by_view OR %s THEN 1 ELSE 0 END;\n".formatted(decided(number), given);
        }
        return """
                %1$s := CASE WHEN by_view OR %2$s AND %3$s THEN 1 WHEN %2$s THEN 2 ELSE 0 END;
                """.formatted(decided(number), given, Sql.all(group.backward(), d -> absent(d.column())));
    }

    private String absent(Stored column) {
        return Image.same(
                text.column("NEW", column), "CAST(" + column.absent() + " AS " + column.type() + ")", column.type());
    }

    /** Of a row that is changed: what is another value now. */
    String ofUpdate(int number) {
        Group group = groups.get(number);
        List<Stored> fresh = group.newColumns();
        if (fresh.isEmpty() || groups.get(number).calculated()) {
            return "%s := 0;\n".formatted(decided(number));
        }
        String sources =
                text.same(group.backward().stream().map(Derived::column).toList(), "NEW", "OLD");
        return """
                %s := CASE WHEN %s THEN 0 WHEN %s THEN 1 ELSE 2 END;
                """.formatted(decided(number), text.same(fresh, "NEW", "OLD"), sources);
    }

    /** What both shapes hold tells nothing here either: where only that was changed, the old values stay. */
    String ofSealedUpdate(int number) {
        List<Stored> fresh = groups.get(number).newColumns();
        if (fresh.isEmpty()) {
            return "%s := 0;\n".formatted(decided(number));
        }
        return "%s := CASE WHEN %s THEN 0 ELSE 1 END;\n".formatted(decided(number), text.same(fresh, "NEW", "OLD"));
    }
}
