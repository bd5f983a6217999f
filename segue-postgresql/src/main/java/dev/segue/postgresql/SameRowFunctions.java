package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Mapping.OnUnmappable;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
import dev.segue.mapping.SameRow.Shape;
import dev.segue.mapping.SameRow.Stored;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The trigger functions of a same-row mapping. The first one runs before the application's own triggers, decides for each
 * group who wrote, and derives the old values from new ones; the last one runs after them and derives the new values from
 * old ones. What the first has decided it leaves in the mark, as a negative number.
 *
 * <p>All decisions are made before anything is derived, and what a statement wrote is never derived anew.
 */
final class SameRowFunctions {

    /** The decision that old code wrote a group, or nobody did. */
    private static final int OLD = 0;

    /** The decision that new code wrote it. */
    private static final int NEW = 1;

    /** The decision that both shapes were written; both stay. */
    private static final int BOTH = 2;

    /** The decision that new code wrote what has no old value. */
    private static final int WITHOUT_OLD = 3;

    private final SameRowText text;
    private final LookupNames names;
    private final List<Group> groups;

    SameRowFunctions(SameRowText text) {
        this.text = text;
        this.names = text.names();
        this.groups = text.mapping().groups();
    }

    /** {@return all functions that mention columns by name; made anew when those are renamed} */
    List<Statement> naming() {
        return List.of(first(), last());
    }

    /** {@return whether an update is decided before the application's triggers, which may change what was written} */
    private boolean decidesFirst() {
        return text.mapping().row().rewritten() && !text.isSealed();
    }

    private String declarations() {
        StringBuilder all = new StringBuilder("""
                by_view pg_catalog.bool := false;
                open pg_catalog.bool;
                kept pg_catalog.bool;
                bits pg_catalog.int4 := 0;
                mark pg_catalog.int4 := 0;
                problem pg_catalog.text;
                moment pg_catalog.int8;
                """);
        for (int n = 0; n < groups.size(); n++) {
            all.append(decided(n)).append(" pg_catalog.int4 := 0;\n");
        }
        return all.toString();
    }

    private static String decided(int group) {
        return "decided_" + (group + 1);
    }

    private Statement first() {
        if (text.isSealed()) {
            return Plpgsql.trigger(
                    names.function("first"),
                    "",
                    "RETURN NEW; -- whoever writes now writes the new shape\n",
                    "the new shape is the table's own; old values follow after the application's triggers");
        }
        StringBuilder body = new StringBuilder();
        body.append("IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN\n");
        body.append(("by_view := COALESCE(%s OPERATOR(pg_catalog.=) %s, false);\n"
                        .formatted(text.mark("NEW"), SameRowMark.WRITTEN_NEW))
                .indent(4));
        each(body, n -> insertDecision(n) + refusals(n, true) + backward(n, absent(n)));
        body.append("ELSE\n");
        each(body, this::updateDecision);
        each(body, n -> refusals(n, false) + underlaid(n) + backward(n, restored(n)));
        body.append("END IF;\n");
        for (int n = 0; n < groups.size(); n++) {
            body.append("bits := bits OPERATOR(pg_catalog.|) (%s OPERATOR(pg_catalog.<<) %d);\n"
                    .formatted(decided(n), 2 * n));
        }
        body.append("%s := %d OPERATOR(pg_catalog.-) bits;\n".formatted(text.mark("NEW"), SameRowMark.DECIDED));
        body.append("RETURN NEW;\n");
        return Plpgsql.trigger(
                names.function("first"),
                declarations(),
                body.toString(),
                "decides who wrote; old values follow new ones, before the application's own triggers");
    }

    private Statement last() {
        StringBuilder body = new StringBuilder();
        if (text.isSealed()) {
            body.append("IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN\n    mark := COALESCE(")
                    .append(text.mark("OLD"))
                    .append(", 0);\n");
            each(body, this::sealedDecision);
            each(body, n -> backward(n, restored(n)) + settled(n));
            body.append("ELSE\n");
            each(body, n -> decided(n) + " := 1;\n" + backward(n, absent(n)) + settled(n));
            body.append("END IF;\n");
        } else {
            body.append("IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN\n");
            body.append(recalled().indent(4));
            each(body, n -> forward(n, changedAfterwards(n), "true") + settled(n));
            body.append("ELSE\n    mark := COALESCE(").append(text.mark("OLD")).append(", 0);\n");
            if (decidesFirst()) {
                body.append(recalled().indent(4));
            } else {
                each(body, this::updateDecision);
                each(body, n -> refusals(n, false) + underlaid(n) + backward(n, restored(n)));
            }
            each(body, n -> forward(n, decidesFirst() ? changedAfterwards(n) : "false", sourceChanged(n)) + settled(n));
            body.append("END IF;\n");
        }
        body.append(text.mark("NEW")).append(" := mark;\nRETURN NEW;\n");
        return Plpgsql.trigger(
                names.function("last"),
                declarations(),
                body.toString(),
                "new values follow old ones, after the application's own triggers");
    }

    private void each(StringBuilder body, java.util.function.IntFunction<String> part) {
        IntStream.range(0, groups.size()).forEach(n -> body.append(part.apply(n).indent(4)));
    }

    /** What the first function decided; where it did not run, nobody wrote the new shape. */
    private String recalled() {
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
    private String insertDecision(int number) {
        Group group = groups.get(number);
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
    private String updateDecision(int number) {
        Group group = groups.get(number);
        List<Stored> fresh = group.newColumns();
        if (fresh.isEmpty()) {
            return "%s := 0;\n".formatted(decided(number));
        }
        String sources =
                text.same(group.backward().stream().map(Derived::column).toList(), "NEW", "OLD");
        return """
                %s := CASE WHEN %s THEN 0 WHEN %s THEN 1 ELSE 2 END;
                """.formatted(decided(number), text.same(fresh, "NEW", "OLD"), sources);
    }

    private String sealedDecision(int number) {
        List<Stored> columns = groups.get(number).backward().stream()
                .flatMap(d -> d.arguments().stream())
                .distinct()
                .toList();
        return "%s := CASE WHEN %s THEN 0 ELSE 1 END;\n".formatted(decided(number), text.same(columns, "NEW", "OLD"));
    }

    private String is(int number, int decision) {
        return decided(number) + " OPERATOR(pg_catalog.=) " + decision;
    }

    private String isOpen(int number) {
        return "(%1$s IS NULL OR (%1$s OPERATOR(pg_catalog.&) %2$d) OPERATOR(pg_catalog.<>) 0)"
                .formatted(text.mark("OLD"), SameRowMark.withoutNew(number));
    }

    /** What the new shape would refuse is refused: a new row without a value, or NULL that is written. */
    private String refusals(int number, boolean insert) {
        StringBuilder refused = new StringBuilder();
        for (Derived derived : groups.get(number).forward()) {
            if (derived.required()) {
                String refusal = refusal(
                        derived,
                        derived.column().sealed(),
                        text.mapping().row().sealed().name());
                refused.append(
                        insert
                                ? refusal
                                : "IF NOT %s THEN\n%sEND IF;\n"
                                        .formatted(
                                                text.same(List.of(derived.column()), "NEW", "OLD"), refusal.indent(4)));
            }
        }
        return refused.isEmpty()
                ? ""
                : "IF " + decided(number) + " OPERATOR(pg_catalog.>) 0 THEN\n"
                        + refused.toString().indent(4) + "END IF;\n";
    }

    private String refusal(Derived derived, String column, String table) {
        return """
                IF %s IS NULL THEN
                    RAISE EXCEPTION USING ERRCODE = 'not_null_violation', COLUMN = %s, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
                        MESSAGE = %s;
                END IF;
                """.formatted(
                        text.column("NEW", derived.column()),
                        Sql.literal(column),
                        Sql.literal("null value in column \"" + column + "\" of relation \"" + table
                                + "\" violates not-null constraint"));
    }

    /**
     * Of a group that is not filled yet, the new values that were not written follow from the old ones, before old values
     * follow from all of them.
     */
    private String underlaid(int number) {
        Group group = groups.get(number);
        StringBuilder assign = new StringBuilder();
        for (Derived d : group.forward()) {
            String column = text.column("NEW", d.column());
            assign.append("""
                    IF %1$s AND %2$s IS NULL THEN
                        %2$s := %3$s;
                    END IF;
                    """.formatted(text.same(List.of(d.column()), "NEW", "OLD"), column, text.call(d, "NEW")));
        }
        if (assign.isEmpty() || group.newColumns().isEmpty()) {
            return "";
        }
        return """
                IF %s OPERATOR(pg_catalog.>) 0 AND %s THEN
                    BEGIN
                %s    EXCEPTION WHEN OTHERS THEN
                        NULL; -- what was written stands alone
                    END;
                END IF;
                """.formatted(decided(number), isOpen(number), assign.toString().indent(8));
    }

    /** As if the statement had given none. */
    private String absent(int number) {
        StringBuilder all = new StringBuilder();
        groups.get(number)
                .backward()
                .forEach(d -> all.append("%s := %s;\n"
                        .formatted(text.column("NEW", d.column()), d.column().absent())));
        return all.toString();
    }

    private String restored(int number) {
        StringBuilder all = new StringBuilder();
        groups.get(number)
                .backward()
                .forEach(d -> all.append(
                        "%s := %s;\n".formatted(text.column("NEW", d.column()), text.column("OLD", d.column()))));
        return all.toString();
    }

    /**
     * Derives the old values of a group that new code wrote.
     *
     * @param restore what is done where there is none
     */
    private String backward(int number, String restore) {
        Group group = groups.get(number);
        if (group.backward().isEmpty()) {
            return "";
        }
        StringBuilder assign = new StringBuilder();
        for (Derived derived : group.backward()) {
            String column = text.column("NEW", derived.column());
            assign.append("%s := %s;\n".formatted(column, text.call(derived, "NEW")));
            if (derived.required()) {
                assign.append("IF %s IS NULL THEN\n    RAISE not_null_violation;\nEND IF;\n".formatted(column));
            }
        }
        return """
                IF %s THEN
                    BEGIN
                %s    EXCEPTION WHEN OTHERS THEN
                        %s := %d;
                        problem := 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE;
                %s%s    END;
                END IF;
                """.formatted(
                        is(number, NEW),
                        assign.toString().indent(8),
                        decided(number),
                        WITHOUT_OLD,
                        restore.indent(8),
                        noted(number, true).indent(8));
    }

    /** Who wrote through the new shape gave the old values too; if they are others now, a trigger changed them. */
    private String changedAfterwards(int number) {
        Group group = groups.get(number);
        return group.backward().isEmpty() || group.forward().isEmpty() ? "false" : "NOT kept";
    }

    /** Sets {@code kept}: whether the old values are still those that were derived. */
    private String kept(int number) {
        String same = Sql.all(
                groups.get(number).backward(),
                d -> Image.same(
                        text.column("NEW", d.column()),
                        text.kept(d, "NEW"),
                        d.column().type()));
        return """
                kept := true;
                IF %s THEN
                    BEGIN
                        kept := %s;
                    EXCEPTION WHEN OTHERS THEN
                        NULL; -- nothing to compare with
                    END;
                END IF;
                """.formatted(is(number, NEW), same);
    }

    private String sourceChanged(int number) {
        List<Stored> old = groups.get(number).oldColumns();
        return old.isEmpty() ? "false" : "NOT " + text.same(old, "NEW", "OLD");
    }

    /**
     * Derives the new values of a group that old code wrote, or that waits for a value; a row that has none is accepted and
     * noted, or refused.
     *
     * @param afterwards whether a trigger of the application's changed what was derived
     * @param written whether old code wrote the group
     */
    private String forward(int number, String afterwards, String written) {
        Group group = groups.get(number);
        boolean insert = written.equals("true");
        StringBuilder body = new StringBuilder();
        boolean looksAgain = !afterwards.equals("false");
        if (looksAgain) {
            body.append(kept(number));
        }
        String mine = oldWrite(group, insert);
        if (!mine.isEmpty()) {
            body.append("IF ")
                    .append(is(number, OLD))
                    .append(" THEN\n")
                    .append(mine.indent(4))
                    .append("END IF;\n");
        }
        if (group.forward().isEmpty()) {
            return body.toString();
        }
        String asked =
                insert ? is(number, OLD) : "%s AND (%s OR %s)".formatted(is(number, OLD), written, isOpen(number));
        StringBuilder assign = new StringBuilder();
        for (Derived d : group.forward()) {
            String column = text.column("NEW", d.column());
            StringBuilder one = new StringBuilder("%s := %s;\n".formatted(column, text.call(d, "NEW")));
            if (d.required()) {
                one.append("IF %s IS NULL THEN\n    RAISE not_null_violation;\nEND IF;\n".formatted(column));
            }
            assign.append(insert ? one.toString() : conditional(d, number, looksAgain, one.toString()));
        }
        StringBuilder none = new StringBuilder();
        group.forward().forEach(d -> none.append(text.column("NEW", d.column())).append(" := NULL;\n"));
        String raise = text.mapping().onUnmappable() == OnUnmappable.REJECT
                ? "IF %s THEN\n    RAISE;\nEND IF;\n".formatted(written)
                : "";
        body.append("""
                IF %1$s%2$s THEN
                    BEGIN
                %3$s    mark := mark OPERATOR(pg_catalog.&) %4$d;
                    EXCEPTION WHEN OTHERS THEN
                %5$s        problem := 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE;
                %8$s        mark := mark OPERATOR(pg_catalog.|) %6$d;
                %7$s    END;
                END IF;
                """.formatted(
                        asked,
                        looksAgain ? " OR " + is(number, NEW) + " AND " + afterwards : "",
                        assign.toString().indent(8),
                        ~SameRowMark.withoutNew(number),
                        raise.indent(8),
                        SameRowMark.withoutNew(number),
                        none.toString().indent(8),
                        noted(number, false).indent(8)));
        return body.toString();
    }

    /** Only what follows from what was changed; of a group that waits, what is there already stays. */
    private String conditional(Derived derived, int number, boolean looksAgain, String assign) {
        String changed =
                derived.arguments().isEmpty() ? "false" : "NOT " + text.same(derived.arguments(), "NEW", "OLD");
        String condition = "%s OR %s AND %s IS NULL%s"
                .formatted(
                        changed,
                        isOpen(number),
                        text.column("NEW", derived.column()),
                        looksAgain ? " OR NOT kept" : "");
        return "IF " + condition + " THEN\n" + assign.indent(4) + "END IF;\n";
    }

    /** A write of old code is known by the columns that only it has; what its shape refuses is refused. */
    private String oldWrite(Group group, boolean insert) {
        List<Stored> own =
                group.oldColumns().stream().filter(c -> c.shape() == Shape.OLD).toList();
        if (own.isEmpty()) {
            return insert ? LookupFunctions.touch(names) : "";
        }
        StringBuilder body = new StringBuilder();
        for (Derived d : group.backward()) {
            if (d.required()) {
                String refusal = refusal(
                        d, d.column().open(), text.mapping().row().table().name());
                body.append(
                        insert
                                ? refusal
                                : "IF %s IS NOT NULL THEN\n%sEND IF;\n"
                                        .formatted(text.column("OLD", d.column()), refusal.indent(4)));
            }
        }
        String touch = LookupFunctions.touch(names);
        return body.append(
                        insert
                                ? touch
                                : "IF NOT %s THEN\n%sEND IF;\n"
                                        .formatted(text.same(own, "NEW", "OLD"), touch.indent(4)))
                .toString();
    }

    /** What new code wrote has a value of its own, so nothing waits for one any more; whether it has an old one is kept. */
    private String settled(int number) {
        int withoutOld = SameRowMark.withoutOld(number);
        int withoutNew = SameRowMark.withoutNew(number);
        return """
                IF %1$s IN (1, 2) THEN
                    mark := mark OPERATOR(pg_catalog.&) %2$d;
                ELSIF %1$s OPERATOR(pg_catalog.=) 3 THEN
                    mark := (mark OPERATOR(pg_catalog.&) %3$d) OPERATOR(pg_catalog.|) %4$d;
                %5$sEND IF;
                """.formatted(
                        decided(number),
                        ~(withoutNew | withoutOld),
                        ~withoutNew,
                        withoutOld,
                        text.isSealed()
                                ? ""
                                : "ELSIF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN\n    IF %s THEN\n        mark := mark OPERATOR(pg_catalog.&) %d; -- old code gave one since\n    END IF;\n"
                                        .formatted(sourceChanged(number), ~withoutOld));
    }

    /** A row that waits already is noted already. */
    private String noted(int number, boolean pulled) {
        int bit = pulled ? SameRowMark.withoutOld(number) : SameRowMark.withoutNew(number);
        return """
                IF (mark OPERATOR(pg_catalog.&) %d) OPERATOR(pg_catalog.=) 0 THEN
                    INSERT INTO %s (pulled, grp, %s, problem) VALUES (%s, %d, %s, problem);
                END IF;
                """.formatted(
                        bit,
                        text.notes(),
                        text.key().noteNames(),
                        pulled,
                        number,
                        text.key().list(text.key().of("NEW")));
    }
}
