package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import java.util.Map;

/**
 * Settles notes where equal rows share one parent. What new code wrote to a parent goes to all children that refer to it;
 * what old code wrote to a child takes that child to the row that holds its values.
 */
final class SharedSettling {

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    SharedSettling(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** Settles everything noted of one child; false where somebody holds it or the row that it refers to. */
    Statement settleChild() {
        return Plpgsql.hurrying(
                names.function("settle_child"),
                LookupSettling.keyArguments(text),
                "pg_catalog.bool",
                """
                c record;
                p record;
                n record;
                push pg_catalog.int4 := 0;
                pull pg_catalog.int4 := 0;
                noted_old pg_catalog.int4 := 0;
                noted_new pg_catalog.int4 := 0;
                seen pg_catalog.int4 := 0;
                made %s;
                trigger_depth pg_catalog.int4 := pg_catalog.pg_trigger_depth();
                """.formatted(lookup.parent().key().type()),
                text.fill(
                        """
                        BEGIN
                            {hurry}
                        """ + LookupSettling.LOCK_CHILD + """
                            IF c.{reference} IS NULL THEN
                                IF NOT {absent_c} THEN
                                    push := {everything};
                                    made := {share}({forward_c});
                                    UPDATE {child} s SET {reference} = made, {passing} WHERE {s_is_key} RETURNING s.* INTO c;
                                    {rewritten}
                                END IF;
                                DELETE FROM {note_child} x WHERE {x_is_key};
                                RETURN true;
                            END IF;
                            -- the lock comes first, in a statement of its own: the next one sees what its last holder wrote
                            PERFORM FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference} FOR SHARE SKIP LOCKED;
                            IF NOT FOUND THEN
                                RETURN false;
                            END IF;
                            SELECT t.* INTO p FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference};
                            -- each entry follows its newest note; those of the parent are meant for its other children, too
                            FOR n IN
                                WITH own AS (DELETE FROM {note_child} x WHERE {x_is_key} RETURNING x.note, x.pulled, x.entries)
                                SELECT o.note, o.pulled, o.entries FROM own o
                                UNION ALL
                                SELECT y.note, true, y.entries FROM {note_parent} y WHERE {y_is_key} AND NOT y.orphan
                                ORDER BY note DESC
                            LOOP
                                IF n.pulled THEN
                                    pull := pull OPERATOR(pg_catalog.|) (n.entries OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) seen));
                                    noted_new := noted_new OPERATOR(pg_catalog.|) n.entries;
                                ELSE
                                    push := push OPERATOR(pg_catalog.|) (n.entries OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) seen));
                                    noted_old := noted_old OPERATOR(pg_catalog.|) n.entries;
                                END IF;
                                seen := seen OPERATOR(pg_catalog.|) n.entries;
                            END LOOP;
                            -- what no note speaks of, and still differs, the child was given before anybody could see it
                            push := push OPERATOR(pg_catalog.|) ({differing} OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) seen));
                        """ + LookupSettling.PULL_NEWEST + """
                            IF push OPERATOR(pg_catalog.&) {differing} OPERATOR(pg_catalog.=) 0 THEN
                                RETURN true;
                            END IF;
                            IF pull OPERATOR(pg_catalog.=) 0 AND {absent_c}
                                AND {differing} OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) push) OPERATOR(pg_catalog.=) 0 THEN
                                -- old code took all values away, and new code has given none since
                                UPDATE {child} s SET {reference} = NULL, {passing} WHERE {s_is_key};
                            ELSE
                                made := {share}({pushed});
                                UPDATE {child} s SET {reference} = made, {passing} WHERE {s_is_key} RETURNING s.* INTO c;
                                {rewritten}
                            END IF;
                            RETURN true;
                        EXCEPTION
                            WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                RETURN false;
                            WHEN data_exception OR integrity_constraint_violation THEN
                        {on_data}        -- nobody waits for a note here: whoever holds one looks at it himself
                                UPDATE {note_child} x SET problem = 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE
                                WHERE {x_is_key} AND {x_is_free};
                                UPDATE {note_parent} y SET problem = 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE
                                WHERE {y_is_key} AND NOT y.orphan AND {y_is_free};
                                RETURN false;
                        END;
                        """,
                        Map.ofEntries(
                                Map.entry("hurry", Plpgsql.HURRY),
                                Map.entry("share", names.function("share_at_commit")),
                                Map.entry("s_is_key", text.sameKey(text.keyOf("s"), n -> "key" + (n + 1))),
                                Map.entry("x_is_key", text.noteIs("x", n -> "key" + (n + 1))),
                                Map.entry("y_is_key", text.parentNoteIs("y", "c." + text.reference())),
                                Map.entry("x_is_free", text.noteIsFree("x", n -> "key" + (n + 1))),
                                Map.entry("y_is_free", text.parentNoteIsFree("y", "c." + text.reference())),
                                Map.entry("key_arguments", text.keyList(n -> "key" + (n + 1))),
                                Map.entry("absent_c", text.absent("c")),
                                Map.entry("forward_c", Sql.list(text.entries(), e -> text.forward(e, "c"))),
                                Map.entry(
                                        "pushed",
                                        Sql.list(text.entries(), e -> new EqualRows(text).pushed("push", e, "c", "p"))),
                                Map.entry("agree", text.agree("c", "p")),
                                Map.entry("differing", text.differing("c", "p")),
                                Map.entry("c_sources", Sql.list(text.columns(), x -> "c." + text.source(x))),
                                Map.entry("p_targets", Sql.list(text.columns(), x -> "p." + text.target(x))),
                                Map.entry("pull_assignments", text.pull("pull", "s", "p")),
                                Map.entry("rewritten", rewritten().indent(8).strip()),
                                Map.entry(
                                        "on_data", LookupSettling.onData(lookup).indent(8)))),
                "carries over what is noted of one row, each value by its newest note; never waits");
    }

    /**
     * A trigger of the application's may have changed what was just linked, and changes it again with the next link: the row
     * gets a parent that nobody else can see yet, which then takes what the triggers made.
     */
    private String rewritten() {
        return lookup.child().rewritten()
                ? text.fill(
                        """
                        SELECT t.* INTO p FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) made;
                        IF NOT {agree} THEN
                            made := {new_key};
                            INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (made, {forward_c});
                            UPDATE {child} s SET {reference} = made, {passing} WHERE {s_is_key} RETURNING s.* INTO c;
                            UPDATE {parent} t SET {all_of_c} WHERE t.{parent_key} OPERATOR(pg_catalog.=) made;
                        END IF;
                        """,
                        Map.of(
                                "agree", text.agree("c", "p"),
                                "s_is_key", text.sameKey(text.keyOf("s"), n -> "key" + (n + 1)),
                                "forward_c", Sql.list(text.entries(), e -> text.forward(e, "c")),
                                "all_of_c",
                                        Sql.list(
                                                text.entries(),
                                                e -> text.target(text.columns().get(e)) + " = "
                                                        + text.forward(e, "c"))))
                : "";
    }

    /**
     * Settles what is noted of one parent, for so many children at once that nobody waits long for one of them; whether it
     * got on. At commit that is all of them or none: where many share the row, they follow in transactions of Segue's own.
     */
    Statement settleParent() {
        return Plpgsql.function(
                names.function("settle_parent"),
                "key1 " + lookup.parent().key().type(),
                "pg_catalog.bool",
                """
                child_row record;
                settled pg_catalog.bool := true;
                moved pg_catalog.bool := false;
                rest pg_catalog.int4 := %d;
                """.formatted(LookupSharing.MOST_AT_ONCE),
                text.fill(
                        """
                        IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 0 THEN
                            PERFORM FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) key1 OFFSET rest LIMIT 1;
                            IF FOUND THEN
                                RETURN false;
                            END IF;
                        END IF;
                        FOR child_row IN
                            SELECT s.* FROM {child} s JOIN {parent} p ON p.{parent_key} OPERATOR(pg_catalog.=) s.{reference}
                            WHERE s.{reference} OPERATOR(pg_catalog.=) key1 AND NOT {agree} LIMIT rest
                        LOOP
                            rest := rest OPERATOR(pg_catalog.-) 1;
                            IF {settle_child}({row_key}) THEN
                                moved := true;
                            ELSE
                                settled := false;
                            END IF;
                        END LOOP;
                        IF NOT settled OR rest OPERATOR(pg_catalog.=) 0 OR {isolation} OPERATOR(pg_catalog.<>) 'read committed' THEN
                            RETURN moved; -- some are done, the others come again
                        END IF;
                        -- who refers to it since, and is not seen yet, looks at its values when it commits
                        DELETE FROM {note_parent} y
                        WHERE {y_is_key} AND NOT y.orphan AND {y_is_free}
                          AND NOT EXISTS (
                            SELECT FROM {child} s JOIN {parent} p ON p.{parent_key} OPERATOR(pg_catalog.=) s.{reference}
                            WHERE s.{reference} OPERATOR(pg_catalog.=) key1 AND NOT {agree});
                        RETURN FOUND;
                        """,
                        Map.of(
                                "y_is_key",
                                text.parentNoteIs("y", "key1"),
                                "y_is_free",
                                text.parentNoteIsFree("y", "key1"),
                                "isolation",
                                Plpgsql.ISOLATION,
                                "agree",
                                text.agree("s", "p"),
                                "settle_child",
                                names.function("settle_child"),
                                "row_key",
                                text.keyList(text.keyOf("child_row")))),
                "carries over what is noted of one parent, to the children that refer to it");
    }
}
