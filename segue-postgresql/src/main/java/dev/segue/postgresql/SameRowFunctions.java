package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Expression.Stability;
import dev.segue.mapping.Mapping.OnUnmappable;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
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

    private final SameRowText text;
    private final LookupNames names;
    private final List<Group> groups;
    private final SameRowDecisions decisions;
    private final SameRowRefusals refusals;

    SameRowFunctions(SameRowText text) {
        this.text = text;
        this.names = text.names();
        this.groups = text.mapping().groups();
        this.decisions = new SameRowDecisions(text);
        this.refusals = new SameRowRefusals(text);
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
            all.append(SameRowDecisions.decided(n)).append(" pg_catalog.int4 := 0;\n");
        }
        return all.toString();
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
        each(body, n -> decisions.ofInsert(n) + refusals.ofNewCode(n, true) + backward(n, absent(n)));
        body.append("ELSE\n");
        each(body, decisions::ofUpdate);
        each(body, n -> refusals.ofNewCode(n, false) + underlaid(n) + backward(n, restored(n)));
        body.append("END IF;\n");
        body.append(decisions.handedOn());
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
            each(body, decisions::ofSealedUpdate);
            each(body, n -> backward(n, restored(n)) + settled(n));
            body.append("ELSE\n");
            each(body, n -> SameRowDecisions.decided(n) + " := 1;\n" + backward(n, absent(n)) + settled(n));
            body.append("END IF;\n");
        } else {
            body.append("IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN\n");
            body.append(decisions.recalled().indent(4));
            each(body, n -> forward(n, changedAfterwards(n), "true") + settled(n));
            body.append("ELSE\n    mark := COALESCE(").append(text.mark("OLD")).append(", 0);\n");
            if (decidesFirst()) {
                body.append(decisions.recalled().indent(4));
            } else {
                each(body, decisions::ofUpdate);
                each(body, n -> refusals.ofNewCode(n, false) + underlaid(n) + backward(n, restored(n)));
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

    private String isOpen(int number) {
        return "(%1$s IS NULL OR (%1$s OPERATOR(pg_catalog.&) %2$d) OPERATOR(pg_catalog.<>) 0)"
                .formatted(text.mark("OLD"), SameRowMark.withoutNew(number));
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
                """.formatted(
                        SameRowDecisions.decided(number),
                        isOpen(number),
                        assign.toString().indent(8));
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
                        SameRowDecisions.is(number, SameRowDecisions.NEW),
                        assign.toString().indent(8),
                        SameRowDecisions.decided(number),
                        SameRowDecisions.WITHOUT_OLD,
                        restore.indent(8),
                        noted(number, true).indent(8));
    }

    /**
     * Who wrote through the new shape gave the old values too; if they are others now, a trigger changed them. What gives
     * another value each time does not tell.
     */
    private String changedAfterwards(int number) {
        Group group = groups.get(number);
        boolean again = group.backward().stream().noneMatch(d -> d.expression().stability() == Stability.VOLATILE);
        return again && !group.backward().isEmpty() && !group.forward().isEmpty() ? "NOT kept" : "false";
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
                """.formatted(SameRowDecisions.is(number, SameRowDecisions.NEW), same);
    }

    private String sourceChanged(int number) {
        Group group = groups.get(number);
        List<Stored> old = group.calculated() ? SameRowText.compared(group) : group.oldColumns();
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
        String mine = refusals.ofOldCode(group, insert);
        if (!mine.isEmpty()) {
            body.append("IF ")
                    .append(SameRowDecisions.is(number, SameRowDecisions.OLD))
                    .append(" THEN\n")
                    .append(mine.indent(4))
                    .append("END IF;\n");
        }
        if (group.forward().isEmpty()) {
            return body.toString();
        }
        String asked = insert
                ? SameRowDecisions.is(number, SameRowDecisions.OLD)
                : "%s AND (%s OR %s)"
                        .formatted(SameRowDecisions.is(number, SameRowDecisions.OLD), written, isOpen(number));
        StringBuilder assign = new StringBuilder();
        for (Derived d : group.forward()) {
            String column = text.column("NEW", d.column());
            StringBuilder one = new StringBuilder("%s := %s;\n".formatted(column, text.call(d, "NEW")));
            if (d.required()) {
                one.append("IF %s IS NULL THEN\n    RAISE not_null_violation;\nEND IF;\n".formatted(column));
            }
            assign.append(
                    insert || group.calculated() ? one.toString() : conditional(d, number, looksAgain, one.toString()));
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
                looksAgain ? " OR " + SameRowDecisions.is(number, SameRowDecisions.NEW) + " AND " + afterwards : "",
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
                        SameRowDecisions.decided(number),
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
