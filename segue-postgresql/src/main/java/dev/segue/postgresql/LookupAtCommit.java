package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import java.util.Map;

/**
 * The deferred triggers of notes, which settle at commit. The usual case, a key with one note and one row on either side,
 * takes one update; whatever else there is goes to {@link LookupSettling}.
 *
 * <p>The lock comes first, in a statement of its own: whoever held the row before has committed its notes, and the next
 * statement's snapshot shows them.
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
                    PERFORM FROM {parent} l
                    WHERE l.{parent_key} OPERATOR(pg_catalog.=) (SELECT c.{reference} FROM {child} c WHERE {c_is_key})
                    FOR NO KEY UPDATE SKIP LOCKED;
                    IF FOUND THEN
                        UPDATE {parent} t SET {push}
                        FROM {child} c
                        WHERE {c_is_key} AND t.{parent_key} OPERATOR(pg_catalog.=) c.{reference}
                          AND {no_other_note}
                          AND (SELECT true FROM {note_parent} y WHERE {y_is_parent} LIMIT 1) IS NULL
                          AND (SELECT true FROM {child} s WHERE s.{reference} OPERATOR(pg_catalog.=) c.{reference} AND NOT ({s_is_c}) LIMIT 1) IS NULL;
                        IF FOUND THEN
                            DELETE FROM {note_child} x WHERE {x_is_note};
                            RETURN NULL;
                        END IF;
                    ELSIF EXISTS (SELECT FROM {child} c, {parent} l WHERE {c_is_key} AND l.{parent_key} OPERATOR(pg_catalog.=) c.{reference}) THEN
                        RETURN NULL; -- somebody holds it
                    END IF;
                END IF;
                """, names.noteChild(), "settle_child", text.keyList(text.noteKeyOf("NEW")));
    }

    /** New code's note: the transaction holds the parent's row, so only its child has to be locked. */
    Statement parentNote() {
        // a trigger of the application's may change what arrives: only settle_child looks for that
        String usual = text.lookup().child().rewritten() ? "" : """
                PERFORM FROM {child} l WHERE l.{reference} OPERATOR(pg_catalog.=) NEW.k1 FOR NO KEY UPDATE SKIP LOCKED;
                IF FOUND THEN
                    UPDATE {child} s SET {pull}, {passing}
                    FROM {parent} p
                    WHERE p.{parent_key} OPERATOR(pg_catalog.=) NEW.k1 AND s.{reference} OPERATOR(pg_catalog.=) NEW.k1
                      AND {no_other_parent_note}
                      AND (SELECT true FROM {note_child} x WHERE {x_is_s} LIMIT 1) IS NULL
                      AND (SELECT true FROM {child} c WHERE c.{reference} OPERATOR(pg_catalog.=) NEW.k1 AND NOT ({s_is_c}) LIMIT 1) IS NULL;
                    IF FOUND THEN
                        DELETE FROM {note_parent} y WHERE {y_is_note};
                        RETURN NULL;
                    END IF;
                ELSIF EXISTS (SELECT FROM {child} l WHERE l.{reference} OPERATOR(pg_catalog.=) NEW.k1) THEN
                    RETURN NULL; -- somebody holds it
                END IF;
                """;
        return settle("parent", usual, names.noteParent(), "settle_parent", "NEW.k1");
    }

    private Statement settle(String side, String usual, String table, String settle, String key) {
        boolean child = side.equals("child");
        String sameNote =
                child ? text.sameKey(text.noteKeyOf("n"), text.noteKeyOf("NEW")) : "n.k1 OPERATOR(pg_catalog.=) NEW.k1";
        return Plpgsql.neverWaiting(
                names.function("settle_note_" + side),
                "",
                "trigger",
                "settled pg_catalog.bool;\n",
                text.fill(
                        """
                        IF {isolation} OPERATOR(pg_catalog.=) 'serializable' OR NEW.problem IS NOT NULL THEN
                            RETURN NULL;
                        END IF;
                        BEGIN
                            NULL;
                        {usual}EXCEPTION
                            WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                RETURN NULL;
                            WHEN data_exception OR integrity_constraint_violation THEN
                                NULL; -- found again below, where it is noted or refused
                        END;
                        IF EXISTS (SELECT FROM {table} n WHERE {same_note} AND n.note OPERATOR(pg_catalog.=) NEW.note AND n.problem IS NULL) THEN
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
                Map.entry("c_is_key", text.sameKey(text.keyOf("c"), text.noteKeyOf("NEW"))),
                Map.entry("no_other_note", noOther(names.noteChild(), text.noteIs("n", text.noteKeyOf("NEW")))),
                Map.entry("no_other_parent_note", noOther(names.noteParent(), text.parentNoteIs("n", "NEW.k1"))),
                Map.entry("x_is_s", text.noteIs("x", text.keyOf("s"))),
                Map.entry(
                        "x_is_note",
                        text.sameKey(text.noteKeyOf("x"), text.noteKeyOf("NEW"))
                                + " AND x.note OPERATOR(pg_catalog.=) NEW.note"),
                Map.entry("y_is_parent", text.parentNoteIs("y", "c." + text.reference())),
                Map.entry("y_is_note", "y.k1 OPERATOR(pg_catalog.=) NEW.k1 AND y.note OPERATOR(pg_catalog.=) NEW.note"),
                Map.entry("s_is_c", text.sameKey(text.keyOf("s"), text.keyOf("c"))));
    }

    /** A scalar subquery is tried by itself; NOT EXISTS would become a join, which takes longer to set up than to run. */
    private static String noOther(String table, String sameKey) {
        return "(SELECT true FROM %s n WHERE %s AND n.note OPERATOR(pg_catalog.<>) NEW.note LIMIT 1) IS NULL"
                .formatted(table, sameKey);
    }
}
