package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Mapping.OnUnmappable;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
import dev.segue.mapping.SameRow.Stored;
import java.util.ArrayList;
import java.util.List;

/**
 * The trigger functions of a same-row mapping. The first one runs before the application's own triggers, decides for each
 * group who wrote, and derives the old values from new ones; the last one runs after them and derives the new values from
 * old ones. What the first has decided it leaves in the mark, as a negative number: for each group two bits, 0 for the old
 * shape, 1 for the new one, 2 for both.
 */
final class SameRowFunctions {

    /** The mark of a row that is inserted through the version schema. */
    static final String WRITTEN_NEW = "-1";

    /** Added to the negated decisions, so that they are told from {@link #WRITTEN_NEW}. */
    private static final int DECIDED = -2;

    private final SameRowText text;
    private final LookupNames names;

    SameRowFunctions(SameRowText text) {
        this.text = text;
        this.names = text.names();
    }

    /** {@return all functions that mention columns by name; made anew when those are renamed} */
    List<Statement> naming() {
        return List.of(first(), last());
    }

    private List<Group> groups() {
        return text.mapping().groups();
    }

    /** {@return whether an update is decided before the application's triggers, which may change what was written} */
    private boolean decidesFirst() {
        return text.mapping().row().rewritten() && !text.isSealed();
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
        body.append("    by_view := COALESCE(")
                .append(text.mark("NEW"))
                .append(" OPERATOR(pg_catalog.=) ")
                .append(WRITTEN_NEW)
                .append(", false);\n");
        for (int n = 0; n < groups().size(); n++) {
            body.append(insertDecision(groups().get(n)).indent(4));
            body.append(backward(n).indent(4));
            body.append(remember(n).indent(4));
        }
        body.append("ELSE\n");
        for (int n = 0; n < groups().size(); n++) {
            body.append(updateDecision(groups().get(n)).indent(4));
            body.append(underlaid(groups().get(n)).indent(4));
            body.append(backward(n).indent(4));
            body.append(remember(n).indent(4));
        }
        body.append("END IF;\n");
        body.append(noted("no_old", true));
        body.append(text.mark("NEW")).append(" := ").append(DECIDED).append(" OPERATOR(pg_catalog.-) bits;\n");
        body.append("RETURN NEW;\n");
        return Plpgsql.trigger(
                names.function("first"),
                DECLARATIONS,
                body.toString(),
                "decides who wrote; old values follow new ones, before the application's own triggers");
    }

    private static final String DECLARATIONS = """
            by_view pg_catalog.bool := false;
            decided pg_catalog.int4;
            bits pg_catalog.int4 := 0;
            no_new pg_catalog.text;
            no_old pg_catalog.text;
            made_first pg_catalog.bool := false;
            moment pg_catalog.int8;
            """;

    private Statement last() {
        StringBuilder body = new StringBuilder();
        body.append("IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN\n");
        body.append(
                text.isSealed() ? sealedWrite("INSERT").indent(4) : lastInsert().indent(4));
        body.append("ELSE\n");
        body.append(
                text.isSealed() ? sealedWrite("UPDATE").indent(4) : lastUpdate().indent(4));
        body.append("END IF;\n");
        body.append("RETURN NEW;\n");
        return Plpgsql.trigger(
                names.function("last"),
                DECLARATIONS,
                body.toString(),
                "new values follow old ones, after the application's own triggers");
    }

    private String lastInsert() {
        StringBuilder body = new StringBuilder();
        body.append("made_first := COALESCE(")
                .append(text.mark("NEW"))
                .append(" OPERATOR(pg_catalog.<=) ")
                .append(DECIDED)
                .append(", false);\n");
        body.append("IF made_first THEN\n    bits := ")
                .append(DECIDED)
                .append(" OPERATOR(pg_catalog.-) ")
                .append(text.mark("NEW"))
                .append(";\nEND IF;\n");
        for (int n = 0; n < groups().size(); n++) {
            Group group = groups().get(n);
            if (group.forward().isEmpty()) {
                continue;
            }
            body.append(recall(n));
            body.append("IF decided OPERATOR(pg_catalog.=) 0")
                    .append(changedAfterwards(group))
                    .append(" THEN\n");
            body.append(forward(group.forward(), "true", group).indent(4));
            body.append("END IF;\n");
        }
        body.append(finished());
        body.append("IF NOT made_first THEN\n").append(touch().indent(4)).append("END IF;\n");
        return body.toString();
    }

    /** Who wrote through the new shape gave the old values too; if they are others now, a trigger changed them. */
    private String changedAfterwards(Group group) {
        if (group.backward().isEmpty()) {
            return "";
        }
        String as_derived = Sql.all(
                group.backward(),
                d -> Image.same(
                        text.column("NEW", d.column()),
                        text.kept(d, "NEW"),
                        d.column().type()));
        return " OR decided OPERATOR(pg_catalog.=) 1 AND NOT (" + as_derived + ")";
    }

    private String lastUpdate() {
        StringBuilder body = new StringBuilder();
        if (decidesFirst()) {
            body.append("made_first := COALESCE(")
                    .append(text.mark("NEW"))
                    .append(" OPERATOR(pg_catalog.<=) ")
                    .append(DECIDED)
                    .append(", false);\n");
            body.append("IF made_first THEN\n    bits := ")
                    .append(DECIDED)
                    .append(" OPERATOR(pg_catalog.-) ")
                    .append(text.mark("NEW"))
                    .append(";\nEND IF;\n");
        }
        for (int n = 0; n < groups().size(); n++) {
            Group group = groups().get(n);
            if (decidesFirst()) {
                body.append(recall(n));
            } else {
                body.append(updateDecision(group));
                body.append(underlaid(group));
                body.append(backward(n));
            }
            if (group.forward().isEmpty()) {
                continue;
            }
            String changed = "NOT " + text.same(group.oldColumns(), "NEW", "OLD");
            body.append("IF ")
                    .append(text.mark("OLD"))
                    .append(" IS NULL OR decided OPERATOR(pg_catalog.=) 0 AND ")
                    .append(changed);
            if (decidesFirst()) {
                body.append(changedAfterwards(group));
            }
            body.append(" THEN\n");
            body.append(forwardOfUpdate(group).indent(4));
            body.append(touch().indent(4));
            body.append("END IF;\n");
        }
        body.append(finished());
        return body.toString();
    }

    /**
     * Of a row that is not filled yet, the new values that were not written follow from the old ones, before old values
     * follow from all of them.
     */
    private String underlaid(Group group) {
        if (group.forward().isEmpty() || group.backward().isEmpty()) {
            return "";
        }
        StringBuilder assign = new StringBuilder();
        for (Derived d : group.forward()) {
            String column = text.column("NEW", d.column());
            assign.append("IF ")
                    .append(text.same(List.of(d.column()), "NEW", "OLD"))
                    .append(" AND ")
                    .append(column)
                    .append(" IS NULL THEN\n    ")
                    .append(column)
                    .append(" := ")
                    .append(text.call(d, "NEW"))
                    .append(";\nEND IF;\n");
        }
        return """
                IF %s IS NULL AND decided OPERATOR(pg_catalog.=) 1 THEN
                    BEGIN
                %s    EXCEPTION WHEN OTHERS THEN
                        NULL; -- what was written stands alone
                    END;
                END IF;
                """.formatted(text.mark("OLD"), assign.toString().indent(8));
    }

    /** What was written stays; of a row that is not filled, what is there already stays as well. */
    private String forwardOfUpdate(Group group) {
        StringBuilder body = new StringBuilder();
        for (Derived derived : group.forward()) {
            String changed =
                    derived.arguments().isEmpty() ? "false" : "NOT " + text.same(derived.arguments(), "NEW", "OLD");
            String condition = "%s OR %s IS NULL AND %s IS NULL"
                    .formatted(changed, text.mark("OLD"), text.column("NEW", derived.column()));
            body.append(forward(
                    List.of(derived),
                    "(" + condition + ") AND " + text.same(List.of(derived.column()), "NEW", "OLD"),
                    group));
        }
        return body.toString();
    }

    /** Whoever writes the table now writes the new shape; the sealed columns follow. */
    private String sealedWrite(String operation) {
        StringBuilder body = new StringBuilder();
        for (int n = 0; n < groups().size(); n++) {
            Group group = groups().get(n);
            if (operation.equals("INSERT")) {
                body.append("decided := 1;\n");
            } else {
                body.append("decided := CASE WHEN ")
                        .append(text.same(group.newColumns(), "NEW", "OLD"))
                        .append(" THEN 0 ELSE 1 END;\n");
            }
            body.append(backward(n));
        }
        body.append(noted("no_old", true));
        body.append(text.mark("NEW")).append(" := 0;\n");
        return body.toString();
    }

    /** Sets {@code decided} for a group of a new row. */
    private String insertDecision(Group group) {
        if (group.forward().isEmpty()) {
            return "decided := CASE WHEN by_view THEN 1 ELSE 0 END;\n";
        }
        String given = "("
                + String.join(
                        " OR ",
                        group.forward().stream()
                                .map(d -> text.column("NEW", d.column()) + " IS NOT NULL")
                                .toList())
                + ")";
        if (group.backward().isEmpty()) {
            return "decided := CASE WHEN by_view OR " + given + " THEN 1 ELSE 0 END;\n";
        }
        String absent = Sql.all(group.backward(), d -> absent(d.column()));
        return """
                decided := CASE WHEN by_view OR %1$s AND %2$s THEN 1 WHEN %1$s THEN 2 ELSE 0 END;
                """.formatted(given, absent);
    }

    private String absent(Stored column) {
        return Image.same(
                text.column("NEW", column), "CAST(" + column.absent() + " AS " + column.type() + ")", column.type());
    }

    /** Sets {@code decided} for a group of a row that is changed: by what is another value now. */
    private String updateDecision(Group group) {
        List<Stored> fresh = group.newColumns();
        if (fresh.isEmpty()) {
            return "decided := 0;\n";
        }
        String sources =
                text.same(group.backward().stream().map(Derived::column).toList(), "NEW", "OLD");
        return """
                decided := CASE WHEN %1$s THEN 0 WHEN %2$s THEN 1 ELSE 2 END;
                """.formatted(text.same(fresh, "NEW", "OLD"), sources);
    }

    private static String remember(int group) {
        return "bits := bits OPERATOR(pg_catalog.|) (decided OPERATOR(pg_catalog.<<) " + 2 * group + ");\n";
    }

    private static String recall(int group) {
        return "decided := (bits OPERATOR(pg_catalog.>>) " + 2 * group + ") OPERATOR(pg_catalog.&) 3;\n";
    }

    /** Derives the old values of a group that new code wrote; refuses what the new shape would refuse. */
    private String backward(int number) {
        Group group = groups().get(number);
        StringBuilder body = new StringBuilder();
        for (Derived derived : group.forward()) {
            if (derived.required()) {
                body.append("""
                        IF %s IS NULL THEN
                            RAISE EXCEPTION USING ERRCODE = 'not_null_violation', COLUMN = %s, TABLE = TG_TABLE_NAME, SCHEMA = TG_TABLE_SCHEMA,
                                MESSAGE = %s;
                        END IF;
                        """.formatted(
                        text.column("NEW", derived.column()),
                        Sql.literal(derived.column().sealed()),
                        Sql.literal("null value in column \"" + derived.column().sealed() + "\" of relation \""
                                + text.mapping().row().sealed().name()
                                + "\" violates not-null constraint")));
            }
        }
        String refused = body.isEmpty()
                ? ""
                : "IF decided OPERATOR(pg_catalog.>) 0 THEN\n" + body.toString().indent(4) + "END IF;\n";
        if (group.backward().isEmpty()) {
            return refused;
        }
        StringBuilder assign = new StringBuilder();
        for (Derived derived : group.backward()) {
            assign.append(text.column("NEW", derived.column()))
                    .append(" := ")
                    .append(text.call(derived, "NEW"))
                    .append(";\n");
        }
        return refused + """
                IF decided OPERATOR(pg_catalog.=) 1 THEN
                    BEGIN
                %s    EXCEPTION WHEN OTHERS THEN
                        no_old := 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE;
                    END;
                END IF;
                """.formatted(assign.toString().indent(8));
    }

    /** Derives new values; a row that has none is accepted and noted, or refused. */
    private String forward(List<Derived> derived, String condition, Group group) {
        StringBuilder attempt = new StringBuilder();
        for (Derived d : derived) {
            String column = text.column("NEW", d.column());
            attempt.append(column).append(" := ").append(text.call(d, "NEW")).append(";\n");
            if (d.required()) {
                attempt.append("IF ").append(column).append(" IS NULL THEN\n    RAISE not_null_violation;\nEND IF;\n");
            }
        }
        if (text.mapping().onUnmappable() == OnUnmappable.NOTE) {
            StringBuilder none = new StringBuilder();
            group.forward()
                    .forEach(d -> none.append(text.column("NEW", d.column())).append(" := NULL;\n"));
            attempt = new StringBuilder(
                    """
                    BEGIN
                    %sEXCEPTION WHEN OTHERS THEN
                        no_new := 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE;
                    %sEND;
                    """.formatted(attempt.toString().indent(4), none.toString().indent(4)));
        }
        return condition.equals("true")
                ? attempt.toString()
                : "IF " + condition + " THEN\n" + attempt.toString().indent(4) + "END IF;\n";
    }

    /** A row whose values follow from each other is marked as filled; another one is noted. */
    private String finished() {
        return noted("no_old", true)
                + noted("no_new", false)
                + """
                IF no_new IS NULL THEN
                    IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                        IF %1$s IS NULL THEN
                            DELETE FROM %2$s x WHERE %3$s;
                        END IF;
                    END IF;
                    %4$s := 0;
                ELSE
                    %4$s := NULL;
                END IF;
                """.formatted(
                                text.mark("OLD"),
                                text.notes(),
                                text.key().same(KeyRange.ofNote("x"), text.key().of("NEW")),
                                text.mark("NEW"));
    }

    private String noted(String problem, boolean pulled) {
        return """
                IF %1$s IS NOT NULL THEN
                    INSERT INTO %2$s (pulled, %3$s, problem) VALUES (%4$s, %5$s, %1$s);
                END IF;
                """.formatted(
                        problem,
                        text.notes(),
                        text.key().noteNames(),
                        pulled,
                        text.key().list(text.key().of("NEW")));
    }

    private String touch() {
        return LookupFunctions.touch(names);
    }

    /** {@return the values that a fill statement sets, as assignments} */
    String filled(String row) {
        List<String> set = new ArrayList<>();
        text.mapping().forward().forEach(d -> set.add(text.column(d.column()) + " = " + text.call(d, row)));
        return String.join(", ", set);
    }
}
