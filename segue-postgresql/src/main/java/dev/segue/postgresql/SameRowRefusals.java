package dev.segue.postgresql;

import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Group;
import dev.segue.mapping.SameRow.Shape;
import dev.segue.mapping.SameRow.Stored;
import java.util.List;

/**
 * What is refused to either code because its own shape would refuse it: the columns of both are looser than either shape
 * while both live.
 */
final class SameRowRefusals {

    private final SameRowText text;
    private final LookupNames names;
    private final List<Group> groups;

    SameRowRefusals(SameRowText text) {
        this.text = text;
        this.names = text.names();
        this.groups = text.mapping().groups();
    }

    /** What the new shape would refuse is refused: a new row without a value, or NULL that is written. */
    String ofNewCode(int number, boolean insert) {
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
                : "IF " + SameRowDecisions.decided(number) + " OPERATOR(pg_catalog.>) 0 THEN\n"
                        + refused.toString().indent(4) + "END IF;\n";
    }

    /** A write of old code is known by the columns that only it has; what its shape refuses is refused. */
    String ofOldCode(Group group, boolean insert) {
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
}
