package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions that carry noted writes over: at commit, from the note's deferred trigger, or later. They never wait for
 * a lock longer than some milliseconds, and raise nothing that the application's own statements would not have raised.
 */
final class LookupSettling {

    /** The child comes first, locked in a statement of its own; a note whose row is gone is of no use. */
    static final String LOCK_CHILD = """
            SELECT s.* INTO c FROM {child} s WHERE {s_is_key} FOR NO KEY UPDATE SKIP LOCKED;
            IF NOT FOUND THEN
                IF EXISTS (SELECT FROM {child} s WHERE {s_is_key}) THEN
                    RETURN false;
                END IF;
                DELETE FROM {note_child} x WHERE {x_is_key};
                RETURN true;
            END IF;
            """;

    /** What lost against a newer note is kept; then the child takes what new code wrote last. */
    static final String PULL_NEWEST = """
            IF noted_old OPERATOR(pg_catalog.&) noted_new OPERATOR(pg_catalog.<>) 0 AND NOT {agree} THEN
                INSERT INTO {conflict} (mapping, key, entries, losing)
                VALUES ({mapping}, ROW({key_arguments})::pg_catalog.text,
                        noted_old OPERATOR(pg_catalog.&) noted_new,
                        pg_catalog.jsonb_build_array(
                            pg_catalog.jsonb_build_array({c_sources}),
                            pg_catalog.jsonb_build_array({p_targets})));
            END IF;
            IF pull OPERATOR(pg_catalog.<>) 0 AND NOT {agree} THEN
                UPDATE {child} s SET {pull_assignments}, {passing} WHERE {s_is_key}
                RETURNING s.* INTO c;
                -- a trigger of the application's may have changed what arrived: then that is carried back
                push := push OPERATOR(pg_catalog.|) (pull OPERATOR(pg_catalog.&) {differing});
            END IF;
            """;

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupSettling(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** {@return the functions that know neither shape's columns} */
    List<Statement> plain() {
        List<Statement> all = new ArrayList<>(List.of(orphan()));
        if (!text.shares()) {
            all.add(settleParent());
        }
        all.add(reconcile());
        all.add(unsettled());
        all.add(truncated());
        if (lookup.rules().orphans() == Lookup.Orphans.DELETE) {
            all.add(childGone());
        }
        return all;
    }

    /** Settles everything noted of one child and its parent; false where somebody holds either of them. */
    Statement settleChild() {
        return Plpgsql.hurrying(
                names.function("settle_child"),
                keyArguments(text),
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
                parent_noted pg_catalog.bool := false;
                shared pg_catalog.bool := false;
                made %s;
                trigger_depth pg_catalog.int4 := pg_catalog.pg_trigger_depth();
                """.formatted(lookup.parent().key().type()),
                text.fill(
                        """
                        BEGIN
                            {hurry}
                        """ + LOCK_CHILD + """
                            IF c.{reference} IS NULL THEN
                                IF NOT {absent_c} THEN
                                    -- had no new value when it was written; perhaps it has one now
                                    made := {new_key};
                                    INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (made, {forward_c});
                                    UPDATE {child} s SET {reference} = made, {passing} WHERE {s_is_key};
                                END IF;
                                DELETE FROM {note_child} x WHERE {x_is_key};
                                RETURN true;
                            END IF;
                            SELECT t.* INTO p FROM {parent} t
                            WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference} FOR NO KEY UPDATE SKIP LOCKED;
                            IF NOT FOUND THEN
                                RETURN false;
                            END IF;
                            -- each entry follows its newest note
                            FOR n IN
                                WITH own AS (DELETE FROM {note_child} x WHERE {x_is_key} RETURNING x.note, x.pulled, x.entries)
                                SELECT o.note, o.pulled, o.entries, false AS of_parent FROM own o
                                UNION ALL
                                SELECT y.note, true, y.entries, true FROM {note_parent} y
                                WHERE {y_is_key} AND NOT y.orphan
                                ORDER BY note DESC
                            LOOP
                                IF n.pulled THEN
                                    pull := pull OPERATOR(pg_catalog.|) (n.entries OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) seen));
                                    noted_new := noted_new OPERATOR(pg_catalog.|) n.entries;
                                    parent_noted := parent_noted OR n.of_parent;
                                ELSE
                                    push := push OPERATOR(pg_catalog.|) (n.entries OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) seen));
                                    noted_old := noted_old OPERATOR(pg_catalog.|) n.entries;
                                END IF;
                                seen := seen OPERATOR(pg_catalog.|) n.entries;
                            END LOOP;
                        """ + PULL_NEWEST + """
                            IF parent_noted OR push OPERATOR(pg_catalog.<>) 0 THEN
                                shared := EXISTS (SELECT FROM {child} s
                                                  WHERE s.{reference} OPERATOR(pg_catalog.=) c.{reference} AND NOT ({s_is_key}));
                            END IF;
                            IF parent_noted AND {isolation} OPERATOR(pg_catalog.<>) 'read committed' THEN
                                NULL; -- a child may be there that this snapshot does not show
                            ELSIF parent_noted AND NOT shared THEN
                                DELETE FROM {note_parent} y WHERE {y_is_key} AND NOT y.orphan;
                            ELSIF parent_noted THEN
                                DELETE FROM {note_parent} y
                                WHERE {y_is_key} AND NOT y.orphan
                                  AND NOT EXISTS (SELECT FROM {child} s
                                                  WHERE s.{reference} OPERATOR(pg_catalog.=) c.{reference}
                                                    AND NOT ({s_is_key}) AND NOT {agree_s});
                            END IF;
                            IF push OPERATOR(pg_catalog.<>) 0 AND pull OPERATOR(pg_catalog.=) 0 AND {absent_c}
                                AND {differing} OPERATOR(pg_catalog.&) (OPERATOR(pg_catalog.~) push) OPERATOR(pg_catalog.=) 0 THEN
                                -- old code took all values away, and new code has given none since
                                UPDATE {child} s SET {reference} = NULL, {passing} WHERE {s_is_key};
                            ELSIF push OPERATOR(pg_catalog.<>) 0 AND shared THEN
                                -- others refer to the same parent: this child gets one of its own
                                made := {new_key};
                                INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (made, {forward_c});
                                UPDATE {child} s SET {reference} = made, {passing} WHERE {s_is_key};
                            ELSIF push OPERATOR(pg_catalog.<>) 0 THEN
                                UPDATE {parent} t SET {push_assignments} WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference};
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
                                Map.entry("isolation", Plpgsql.ISOLATION),
                                Map.entry("s_is_key", text.sameKey(text.keyOf("s"), n -> "key" + (n + 1))),
                                Map.entry("x_is_key", text.noteIs("x", n -> "key" + (n + 1))),
                                Map.entry("y_is_key", text.parentNoteIs("y", "c." + text.reference())),
                                Map.entry("x_is_free", text.noteIsFree("x", n -> "key" + (n + 1))),
                                Map.entry("y_is_free", text.parentNoteIsFree("y", "c." + text.reference())),
                                Map.entry("key_arguments", text.keyList(n -> "key" + (n + 1))),
                                Map.entry("absent_c", text.absent("c")),
                                Map.entry("forward_c", Sql.list(text.entries(), e -> text.forward(e, "c"))),
                                Map.entry("agree", text.agree("c", "p")),
                                Map.entry("agree_s", text.agree("s", "p")),
                                Map.entry("differing", text.differing("c", "p")),
                                Map.entry("c_sources", Sql.list(text.columns(), x -> "c." + text.source(x))),
                                Map.entry("p_targets", Sql.list(text.columns(), x -> "p." + text.target(x))),
                                Map.entry("pull_assignments", text.pull("pull", "s", "p")),
                                Map.entry("push_assignments", text.push("push", "c", "t")),
                                Map.entry("on_data", onData(lookup).indent(8)))),
                "carries over what is noted of one row, each value by its newest note; never waits");
    }

    /** {@return the child's key as arguments: key1, key2, …} */
    static String keyArguments(LookupText text) {
        return Sql.list(
                java.util.stream.IntStream.range(0, text.noteKey().size())
                        .boxed()
                        .toList(),
                n -> "key" + (n + 1) + " " + text.lookup().child().key().get(n).type());
    }

    /** {@return what precedes the note of a write that has no counterpart; where such writes are refused, it is raised} */
    static String onData(Lookup lookup) {
        return switch (lookup.rules().onUnmappable()) {
            case NOTE -> "";
            case REJECT ->
                "IF trigger_depth OPERATOR(pg_catalog.>) 0 AND push OPERATOR(pg_catalog.<>) 0 THEN RAISE; END IF;\n";
        };
    }

    private Statement settleParent() {
        String keyed = text.keyList(text.keyOf("s"));
        return Plpgsql.function(
                names.function("settle_parent"),
                "key1 " + lookup.parent().key().type(),
                "pg_catalog.bool",
                "child_row record;\nsettled pg_catalog.bool := true;\nfound_any pg_catalog.bool := false;\n",
                text.fill(
                        """
                        FOR child_row IN SELECT s.* FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) key1 LOOP
                            found_any := true;
                            settled := {settle_child}({row_key}) AND settled;
                        END LOOP;
                        IF NOT found_any THEN
                            DELETE FROM {note_parent} y WHERE {y_is_key} AND NOT y.orphan AND {y_is_free};
                        END IF;
                        RETURN settled;
                        """,
                        Map.of(
                                "y_is_key",
                                text.parentNoteIs("y", "key1"),
                                "y_is_free",
                                text.parentNoteIsFree("y", "key1"),
                                "settle_child",
                                names.function("settle_child"),
                                "row_key",
                                text.keyList(text.keyOf("child_row")))),
                "carries over what is noted of one parent, to all its children (" + keyed + ")");
    }

    /** Deletes a parent that has lost its last child; false where somebody holds it. */
    private Statement orphan() {
        return Plpgsql.hurrying(
                names.function("orphan"),
                "key1 " + lookup.parent().key().type(),
                "pg_catalog.bool",
                "",
                text.fill("""
                        BEGIN
                            {hurry}
                            PERFORM FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) key1 FOR UPDATE SKIP LOCKED;
                            IF NOT FOUND THEN
                                RETURN NOT EXISTS (SELECT FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) key1);
                            END IF;
                            IF NOT EXISTS (SELECT FROM {child} c WHERE c.{reference} OPERATOR(pg_catalog.=) key1) THEN
                                DELETE FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) key1;
                            END IF;
                            RETURN true;
                        EXCEPTION
                            WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                RETURN false;
                            WHEN foreign_key_violation THEN
                                RETURN true; -- something else refers to it: it is needed
                        END;
                        """, Map.of("hurry", Plpgsql.HURRY)),
                "deletes a parent that has lost its last child; never waits");
    }

    /** AFTER a child was deleted, or refers to another parent: its old one may have lost its last child. */
    private Statement childGone() {
        return Plpgsql.trigger(
                names.function("child_gone"),
                "",
                text.fill("""
                        IF {isolation} OPERATOR(pg_catalog.<>) 'serializable' THEN
                            IF {orphan}(OLD.{reference}) THEN
                                -- an older snapshot may still show a child that has gone to another parent
                                IF {isolation} OPERATOR(pg_catalog.=) 'read committed' OR NOT EXISTS (
                                    SELECT FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) OLD.{reference}) THEN
                                    RETURN NULL;
                                END IF;
                            END IF;
                        END IF;
                        INSERT INTO {note_parent} (entries, k1, orphan) VALUES (0, OLD.{reference}, true);
                        RETURN NULL;
                        """, Map.of("isolation", Plpgsql.ISOLATION, "orphan", names.function("orphan"))),
                "an address without an order goes with it, at commit");
    }

    private Statement truncated() {
        String orphans = lookup.rules().orphans() == Lookup.Orphans.KEEP ? "" : text.fill("""
                        INSERT INTO {note_parent} (entries, k1, orphan)
                        SELECT 0, c.{reference}, true FROM {child} c WHERE c.{reference} IS NOT NULL;
                        """, Map.of());
        return Plpgsql.trigger(
                names.function("truncated"),
                "",
                orphans + text.fill("DELETE FROM {note_child};\nRETURN NULL;\n", Map.of()),
                "TRUNCATE leaves parents without children");
    }

    /** Settles what no commit could: called by the engine, by clients, or by cron. */
    private Statement reconcile() {
        return Plpgsql.function(
                names.function("settle"),
                "max_keys pg_catalog.int4",
                "pg_catalog.int8",
                "n record;\nsettled pg_catalog.int8 := 0;\n",
                text.fill(
                        """
                        FOR n IN SELECT {note_key}, pg_catalog.min(x.note) AS first_note FROM {note_child} x
                                 GROUP BY {note_key} ORDER BY first_note LIMIT max_keys LOOP
                            IF {settle_child}({n_key}) THEN
                                settled := settled OPERATOR(pg_catalog.+) 1;
                            END IF;
                        END LOOP;
                        FOR n IN SELECT x.k1, x.orphan, pg_catalog.min(x.note) AS first_note FROM {note_parent} x
                                 GROUP BY x.k1, x.orphan ORDER BY first_note LIMIT max_keys LOOP
                            {enough}                            IF n.orphan THEN
                                IF {orphan}(n.k1) THEN
                                    DELETE FROM {note_parent} x WHERE x.k1 OPERATOR(pg_catalog.=) n.k1 AND x.orphan;
                                    settled := settled OPERATOR(pg_catalog.+) 1;
                                END IF;
                            ELSIF {settle_parent}(n.k1) THEN
                                settled := settled OPERATOR(pg_catalog.+) 1;
                            END IF;
                        END LOOP;
                        RETURN settled;
                        """,
                        Map.of(
                                "settle_child", names.function("settle_child"),
                                "settle_parent", names.function("settle_parent"),
                                "orphan", names.function("orphan"),
                                // each of them may have had many children, which are held until the end
                                "enough",
                                        text.shares()
                                                ? "EXIT WHEN pg_catalog.clock_timestamp() OPERATOR(pg_catalog.-) "
                                                        + "pg_catalog.statement_timestamp() OPERATOR(pg_catalog.>) "
                                                        + "'50 ms'::pg_catalog.interval;\n"
                                                : "",
                                "n_key", text.keyList(text.noteKeyOf("n")))),
                "settles noted keys, oldest first; never waits");
    }

    /** Tells a dark read that what it sees is on its way: asked in the same snapshot. */
    private Statement unsettled() {
        return Plpgsql.function(
                names.function("unsettled"),
                "migration pg_catalog.text",
                "pg_catalog.bool",
                "",
                text.fill("""
                        RETURN migration OPERATOR(pg_catalog.=) {name}
                            AND (EXISTS (SELECT FROM {note_child} x WHERE x.problem IS NULL)
                                OR EXISTS (SELECT FROM {note_parent} x WHERE x.problem IS NULL AND NOT x.orphan));
                        """, Map.of("name", Sql.literal(names.migration()))),
                "says whether a noted key waits to be settled");
    }
}
