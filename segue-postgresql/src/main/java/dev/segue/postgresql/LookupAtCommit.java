package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import java.util.Map;

/**
 * The deferred triggers of notes, which settle at commit. The usual case, a key with one note and one row on either side,
 * takes one statement; whatever else there is goes to {@link LookupSettling}.
 */
final class LookupAtCommit {

    private final LookupNames names;
    private final LookupText text;

    LookupAtCommit(LookupText text) {
        this.text = text;
        this.names = text.names();
    }

    /** Old code's note: the transaction holds the child's row, so only the parent's has to be locked. */
    Statement childNote() {
        return settle("child", """
                IF NOT NEW.pulled THEN
                    UPDATE {parent} t SET {push}
                    FROM {child} c
                    WHERE {c_is_key} AND t.{parent_key} OPERATOR(pg_catalog.=) c.{reference} AND NOT {agree_c_t}
                      AND NOT EXISTS (SELECT FROM {note_child} x WHERE {x_is_key} AND x.note OPERATOR(pg_catalog.<>) NEW.note)
                      AND NOT EXISTS (SELECT FROM {note_parent} y WHERE {y_is_parent})
                      AND NOT EXISTS (SELECT FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) c.{reference} AND NOT ({s_is_c}))
                      AND EXISTS (SELECT FROM {parent} l WHERE l.{parent_key} OPERATOR(pg_catalog.=) c.{reference} FOR NO KEY UPDATE SKIP LOCKED);
                    IF FOUND THEN
                        DELETE FROM {note_child} x WHERE {x_is_note};
                        settled := true;
                    END IF;
                END IF;
                """, names.noteChild(), "settle_child", text.keyList(text.noteKeyOf("NEW")), "");
    }

    /** New code's note: the transaction holds the parent's row, so only its child has to be locked. */
    Statement parentNote() {
        return settle("parent", """
                UPDATE {child} s SET {pull}, {passing}
                FROM {parent} p
                WHERE p.{parent_key} OPERATOR(pg_catalog.=) NEW.k1 AND s.{reference} OPERATOR(pg_catalog.=) NEW.k1 AND NOT {agree_s_p}
                  AND NOT EXISTS (SELECT FROM {note_parent} y WHERE {y_is_key} AND y.note OPERATOR(pg_catalog.<>) NEW.note)
                  AND NOT EXISTS (SELECT FROM {note_child} x WHERE {x_is_s})
                  AND NOT EXISTS (SELECT FROM {child} c WHERE c.{reference} OPERATOR(pg_catalog.=) NEW.k1 AND NOT ({s_is_c}))
                  AND EXISTS (SELECT FROM {child} l WHERE {l_is_s} FOR NO KEY UPDATE SKIP LOCKED)
                RETURNING {differing} OPERATOR(pg_catalog.&) NEW.entries AS entries, {s_key} INTO changed;
                IF FOUND THEN
                    DELETE FROM {note_parent} y WHERE {y_is_note};
                    settled := true;
                    IF changed.entries OPERATOR(pg_catalog.<>) 0 THEN
                        -- a trigger of the application's changed what arrived: that is carried back
                        INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (false, changed.entries, {changed_key});
                    END IF;
                END IF;
                """, names.noteParent(), "settle_parent", "NEW.k1", "changed record;\n");
    }

    private Statement settle(String side, String usual, String table, String settle, String key, String declarations) {
        boolean child = side.equals("child");
        String sameNote = child ? text.noteIs("n", text.noteKeyOf("NEW")) : text.parentNoteIs("n", "NEW.k1");
        return Plpgsql.trigger(
                names.function("settle_note_" + side),
                declarations + """
                        settled pg_catalog.bool := false;
                        setting pg_catalog.text;
                        previous pg_catalog.text := pg_catalog.current_setting('lock_timeout');
                        """,
                text.fill(
                        """
                        IF {isolation} OPERATOR(pg_catalog.=) 'serializable' OR NEW.problem IS NOT NULL THEN
                            RETURN NULL;
                        END IF;
                        BEGIN
                            setting := pg_catalog.set_config('lock_timeout', '5ms', true);
                        {usual}    setting := pg_catalog.set_config('lock_timeout', previous, true);
                        EXCEPTION
                            WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                RETURN NULL;
                            WHEN data_exception OR integrity_constraint_violation THEN
                                settled := false; -- found again below, where it is noted or refused
                        END;
                        IF NOT settled AND EXISTS (SELECT FROM {table} n WHERE {same_note} AND n.note OPERATOR(pg_catalog.=) NEW.note AND n.problem IS NULL) THEN
                            settled := {settle}({key});
                        END IF;
                        RETURN NULL;
                        """,
                        Map.of(
                                "isolation",
                                Plpgsql.ISOLATION,
                                "usual",
                                text.fill(usual, pieces()).indent(4),
                                "table",
                                table,
                                "same_note",
                                sameNote,
                                "settle",
                                names.function(settle),
                                "key",
                                key)),
                "settles a note at commit, unless an earlier note of the transaction did");
    }

    private Map<String, String> pieces() {
        return Map.ofEntries(
                Map.entry("push", text.push("NEW.entries", "c", "t")),
                Map.entry("pull", text.pull("NEW.entries", "s", "p")),
                Map.entry("agree_c_t", text.agree("c", "t")),
                Map.entry("agree_s_p", text.agree("s", "p")),
                Map.entry("differing", text.differing("s", "p")),
                Map.entry("c_is_key", text.sameKey(text.keyOf("c"), text.noteKeyOf("NEW"))),
                Map.entry("x_is_key", text.noteIs("x", text.noteKeyOf("NEW"))),
                Map.entry("x_is_s", text.noteIs("x", text.keyOf("s"))),
                Map.entry(
                        "x_is_note",
                        text.sameKey(text.noteKeyOf("x"), text.noteKeyOf("NEW"))
                                + " AND x.note OPERATOR(pg_catalog.=) NEW.note"),
                Map.entry("y_is_parent", text.parentNoteIs("y", "c." + text.reference())),
                Map.entry("y_is_key", text.parentNoteIs("y", "NEW.k1")),
                Map.entry("y_is_note", "y.k1 OPERATOR(pg_catalog.=) NEW.k1 AND y.note OPERATOR(pg_catalog.=) NEW.note"),
                Map.entry("s_is_c", text.sameKey(text.keyOf("s"), text.keyOf("c"))),
                Map.entry("l_is_s", text.sameKey(text.keyOf("l"), text.keyOf("s"))),
                Map.entry(
                        "s_key",
                        text.keyList(n -> text.keyOf("s").apply(n) + " AS "
                                + text.noteKey().get(n))),
                Map.entry("changed_key", text.keyList(text.noteKeyOf("changed"))));
    }
}
