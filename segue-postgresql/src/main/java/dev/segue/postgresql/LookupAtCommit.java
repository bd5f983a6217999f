package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import java.util.Map;

/**
 * What happens at commit, when no statement of the application can follow: the deferred triggers that carry each written
 * row over to the other shape.
 *
 * <p>A row is carried over at once where the other shape still holds what this one held before the statement, as nearly
 * always. Everything else takes a note: somebody holds the other row, or it was changed too, by others or by the same
 * transaction. Notes are numbered in the order of the statements of a transaction, since deferred triggers fire in that
 * order, and of the commits of several; they are settled when all rows of the transaction had their turn.
 *
 * <p>The lock comes first, in a statement of its own: whoever held the row before has committed, and the next statement's
 * snapshot shows it.
 */
final class LookupAtCommit {

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupAtCommit(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** Old code wrote values: the transaction holds the child's row, so only the parent's has to be locked. */
    Statement carryChild() {
        return carry("carry_child", """
                IF NOT {unmarked} THEN
                    RETURN NULL; -- Segue's own
                END IF;
                IF NOT {same_reference} THEN
                    RETURN NULL; -- whoever linked it anew has seen to the values
                END IF;
                written := {touched_sources};
                IF written OPERATOR(pg_catalog.=) 0 THEN
                    RETURN NULL;
                END IF;
                IF NEW.{reference} IS NULL THEN
                    IF NOT {absent_new} THEN
                        INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                        VALUES (false, {everything}, {new_child_key}, 'no new value');
                        {touch}
                    END IF;
                    RETURN NULL;
                END IF;
                {touch}
                IF {isolation} OPERATOR(pg_catalog.<>) 'serializable' THEN
                    BEGIN
                        {hurry}
                        SELECT {old_agrees_x} INTO as_before FROM {parent} x
                        WHERE x.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference} FOR NO KEY UPDATE SKIP LOCKED;
                        IF as_before AND NOT {absent_new} THEN
                            UPDATE {parent} t SET {push_all}
                            WHERE t.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference}
                              AND (SELECT {s_same_sources} FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{reference});
                            IF FOUND THEN
                                RETURN NULL;
                            END IF;
                        ELSIF as_before THEN
                            -- no value is left that either shape wrote: the reference goes, and its parent with it
                            UPDATE {child} s SET {reference} = NULL, {passing}
                            WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{reference} AND {s_same_sources}
                              AND (SELECT true FROM {child} x WHERE x.{reference} OPERATOR(pg_catalog.=) NEW.{reference});
                            IF FOUND THEN
                                RETURN NULL;
                            END IF;
                        END IF;
                        -- the parent is held, is not there, or holds something else; or its child was written again or linked to another
                        SELECT {x_targets} INTO other FROM {parent} x WHERE x.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference};
                        IF NOT FOUND THEN
                            RETURN NULL; -- a reference to nothing: the foreign key says so
                        ELSIF as_before IS NULL THEN
                            held := true;
                        ELSIF {other_is_as_old} THEN
                            UPDATE {parent} t SET {push_c} FROM {child} c
                            WHERE t.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference}
                              AND c.{reference} OPERATOR(pg_catalog.=) NEW.{reference}
                              AND (SELECT true FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{reference})
                            RETURNING {c_differing_t}, {c_same_sources} INTO differing, latest;
                            IF differing IS NULL OR NOT latest THEN
                                RETURN NULL; -- what was written later has its turn later
                            END IF;
                            written := 0;
                        ELSE
                            differing := {new_differing_other};
                            IF differing OPERATOR(pg_catalog.&) written OPERATOR(pg_catalog.=) 0 THEN
                                written := 0; -- the application wrote both
                            END IF;
                        END IF;
                        IF differing OPERATOR(pg_catalog.=) 0 THEN
                            RETURN NULL;
                        END IF;
                        {no_hurry} -- a table that grows is locked for a moment, and the note has to be taken
                    EXCEPTION
                        WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                            held := true;
                        WHEN data_exception OR integrity_constraint_violation OR cardinality_violation THEN
                            NULL; -- settling finds it again: it notes, refuses, or makes a parent of its own
                    END;
                END IF;
                -- its key may have changed since; other rows that share the parent are not meant
                INSERT INTO {note_child} (pulled, entries, {note_key}, held, version)
                SELECT false, written, {c_key}, held, c.ctid FROM {child} c
                WHERE c.{reference} OPERATOR(pg_catalog.=) NEW.{reference}
                  AND ({c_is_new} OR NOT EXISTS (SELECT FROM {child} s WHERE {s_is_new}));
                RETURN NULL;
                """, "carries old code's values to the new shape at commit, or notes them");
    }

    /** New code wrote values: the transaction holds the parent's row, so its child has to be locked. */
    Statement carryParent() {
        return carry("carry_parent", """
                IF {isolation} OPERATOR(pg_catalog.=) 'repeatable read'
                    AND EXTRACT(epoch FROM pg_catalog.transaction_timestamp()) OPERATOR(pg_catalog.-)
                        COALESCE(pg_catalog.pg_sequence_last_value({linked}), 0) OPERATOR(pg_catalog.<) 86400 THEN
                    -- a child that was linked here since the snapshot is not seen: whoever settles sees to it
                    written := {touched_targets};
                    IF written OPERATOR(pg_catalog.<>) 0 THEN
                        INSERT INTO {note_parent} (entries, k1, held) VALUES (written, NEW.{parent_key}, true);
                    END IF;
                    written := NULL;
                END IF;
                IF {isolation} OPERATOR(pg_catalog.=) 'serializable' THEN
                    written := {touched_targets};
                    IF written OPERATOR(pg_catalog.<>) 0 THEN
                        -- no look at the children: who links one meanwhile is not to be a conflict
                        INSERT INTO {note_parent} (entries, k1) VALUES (written, NEW.{parent_key});
                    END IF;
                    RETURN NULL;
                END IF;
                BEGIN
                    {hurry}
                    SELECT {x_agrees_new}, {x_agrees_old} INTO STRICT agrees, as_before FROM {child} x
                    WHERE x.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key} FOR NO KEY UPDATE NOWAIT; -- all, skipping none
                    IF agrees THEN
                        RETURN NULL; -- this is how a row looks that was carried from there
                    END IF;
                    written := {touched_targets};
                    IF written OPERATOR(pg_catalog.=) 0 THEN
                        RETURN NULL;
                    END IF;
                    IF as_before THEN
                        UPDATE {child} s SET {pull_all}, {passing}
                        WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key} AND {p_still_new}
                        RETURNING {s_agrees_new}, s.ctid, {s_key} INTO agrees, arrived, {arrived_keys};
                        IF agrees THEN
                            RETURN NULL;
                        END IF;
                    ELSE
                        SELECT {x_sources} INTO STRICT other FROM {child} x WHERE x.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key};
                        as_before := {other_as_old};
                        IF as_before THEN
                            UPDATE {child} s SET {pull_new}, {passing}
                            WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key} AND {p_still_new}
                            RETURNING {s_agrees_new}, s.ctid, {s_key} INTO agrees, arrived, {arrived_keys};
                        END IF;
                    END IF;
                    IF as_before THEN
                        IF agrees IS NULL THEN -- written again later in the transaction
                            UPDATE {child} s SET {pull_p}, {passing} FROM {parent} p
                            WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key}
                              AND p.{parent_key} OPERATOR(pg_catalog.=) NEW.{parent_key}
                            RETURNING {s_differing_p}, s.ctid, {s_key} INTO differing, arrived, {arrived_keys};
                            IF differing IS NULL OR differing OPERATOR(pg_catalog.&) written OPERATOR(pg_catalog.=) 0 THEN
                                RETURN NULL; -- what was written later has its turn later
                            END IF;
                        ELSE
                            SELECT {s_differing_new} INTO differing FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key};
                        END IF;
                        IF differing OPERATOR(pg_catalog.&) written OPERATOR(pg_catalog.<>) 0 THEN
                            -- a trigger of the application's changed what arrived: that is carried back
                            INSERT INTO {note_child} (pulled, entries, {note_key}, version)
                            VALUES (false, differing OPERATOR(pg_catalog.&) written, {arrived_keys}, arrived);
                        END IF;
                        written := 0;
                    ELSE
                        differing := {other_differing_new};
                        IF differing OPERATOR(pg_catalog.&) written OPERATOR(pg_catalog.=) 0 THEN
                            written := 0; -- the application wrote both
                        END IF;
                    END IF;
                    IF differing OPERATOR(pg_catalog.=) 0 THEN
                        RETURN NULL;
                    END IF;
                    {no_hurry}
                EXCEPTION
                    WHEN no_data_found THEN
                        IF NOT EXISTS (SELECT FROM {child} x WHERE x.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key}) THEN
                            RETURN NULL;
                        END IF;
                        held := true;
                    WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                        held := true;
                    WHEN data_exception OR integrity_constraint_violation OR too_many_rows THEN
                        NULL; -- settling finds it again: it notes, or carries to all children
                END;
                IF written IS NULL THEN
                    written := {touched_targets};
                    IF written OPERATOR(pg_catalog.=) 0 THEN
                        RETURN NULL;
                    END IF;
                END IF;
                IF written OPERATOR(pg_catalog.=) 0 AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1 THEN
                    RETURN NULL; -- SET CONSTRAINTS IMMEDIATE, and this is what was just carried here: the rest has its turn later
                END IF;
                INSERT INTO {note_parent} (entries, k1, held, version)
                SELECT written, NEW.{parent_key}, held, {children_version} FROM {child} c
                WHERE c.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key};
                RETURN NULL;
                """, "carries new code's values to the old shape at commit, or notes them");
    }

    private Statement carry(String role, String body, String why) {
        StringBuilder arrived = new StringBuilder();
        for (int n = 0; n < lookup.child().key().size(); n++) {
            arrived.append("arrived_%d %s;\n"
                    .formatted(n + 1, lookup.child().key().get(n).type()));
        }
        return Plpgsql.hurrying(names.function(role), "", "trigger", """
                other record;
                written pg_catalog.int4;
                differing pg_catalog.int4;
                held pg_catalog.bool := false;
                latest pg_catalog.bool;
                agrees pg_catalog.bool;
                as_before pg_catalog.bool;
                moment pg_catalog.int8;
                arrived pg_catalog.tid;
                """ + arrived, text.fill(body, pieces()), why);
    }

    private Map<String, String> pieces() {
        return Map.ofEntries(
                Map.entry("hurry", Plpgsql.HURRY),
                Map.entry("no_hurry", Plpgsql.NO_HURRY),
                Map.entry("unmarked", text.unmarked()),
                Map.entry("isolation", Plpgsql.ISOLATION),
                Map.entry("children_version", LookupNotes.CHILDREN_VERSION),
                Map.entry("linked", Sql.literal(names.linked()) + "::pg_catalog.regclass"),
                Map.entry("touch", LookupFunctions.touch(names).indent(8).strip()),
                Map.entry("touched_sources", text.touchedSources()),
                Map.entry("touched_targets", text.touchedTargets()),
                Map.entry("x_targets", Sql.list(text.columns(), c -> "x." + text.target(c))),
                Map.entry("x_sources", Sql.list(text.columns(), c -> "x." + text.source(c))),
                Map.entry("other_is_as_old", text.agreeWithin("written", "OLD", "other")),
                Map.entry("other_as_old", text.agreeWithin("written", "other", "OLD")),
                Map.entry("x_agrees_new", text.agree("x", "NEW")),
                Map.entry("x_agrees_old", text.agree("x", "OLD")),
                Map.entry("new_differing_other", text.differing("NEW", "other")),
                Map.entry("other_differing_new", text.differing("other", "NEW")),
                Map.entry("old_agrees_x", text.agree("OLD", "x")),
                Map.entry("push_all", text.pushAll("written", "NEW", "t")),
                Map.entry("push_c", text.push("written", "c", "t")),
                Map.entry("pull_all", text.pullAll("written", "s", "NEW")),
                Map.entry("pull_new", text.pull("written", "s", "NEW")),
                Map.entry("pull_p", text.pull("written", "s", "p")),
                Map.entry("s_same_sources", text.sameSources("s", "NEW")),
                Map.entry("c_same_sources", text.sameSources("c", "NEW")),
                Map.entry(
                        "p_still_new",
                        text.fill(
                                "(SELECT {same} FROM {parent} p WHERE p.{parent_key} OPERATOR(pg_catalog.=) NEW.{parent_key})",
                                Map.of("same", text.sameTargets("p", "NEW")))),
                Map.entry("s_differing_p", text.differing("s", "p")),
                Map.entry("c_differing_t", text.differing("c", "t")),
                Map.entry("s_differing_new", text.differing("s", "NEW")),
                Map.entry("s_agrees_new", text.agree("s", "NEW")),
                Map.entry("c_key", text.keyList(text.keyOf("c"))),
                Map.entry("s_key", text.keyList(text.keyOf("s"))),
                Map.entry("arrived_keys", text.keyList(n -> "arrived_" + (n + 1))),
                Map.entry("c_is_new", text.sameKey(text.keyOf("c"), text.keyOf("NEW"))),
                Map.entry("s_is_new", text.sameKey(text.keyOf("s"), text.keyOf("NEW"))));
    }
}
