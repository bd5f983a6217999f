package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import java.util.Map;

/**
 * Rows of a partitioned table that an update moves to another partition. The server fires BEFORE UPDATE on the partition
 * that they leave, then a DELETE there and an INSERT where they arrive, and no AFTER UPDATE. The arrival alone does not
 * tell a moved row from a new one, nor what the update changed; so a note under the key that the row will have says so,
 * taken down before it leaves. (The key holds the columns by which the table is partitioned, so a row that moves always
 * changes its key.)
 */
final class LookupPartitions {

    /** Of notes of a row that has left, until it arrives. */
    static final String NOTE_COLUMN = "\n    arrives pg_catalog.bool NOT NULL DEFAULT false,";

    private final LookupText text;

    LookupPartitions(LookupText text) {
        this.text = text;
    }

    /** BEFORE UPDATE, last of all, where the key changes. Within one partition an update remains an update. */
    Statement leaves() {
        return Plpgsql.trigger(
                text.names().function("leaves"),
                "stays pg_catalog.bool;\n",
                text.fill(
                        """
                        EXECUTE 'SELECT (' OPERATOR(pg_catalog.||) pg_catalog.pg_get_partition_constraintdef(TG_RELID)
                            OPERATOR(pg_catalog.||) ') FROM (SELECT ($1).*) r' INTO stays USING NEW;
                        IF COALESCE(stays, true) THEN
                            RETURN NEW;
                        END IF;
                        {keep_notes}
                        IF NEW.{reference} IS NOT NULL AND {same_reference} THEN
                            INSERT INTO {note_child} (pulled, entries, {note_key}, arrives)
                            VALUES (false, {touched}, {new_child_key}, true);
                            {arrives_as_new}
                        END IF;
                        RETURN NEW;
                        """,
                        Map.of(
                                "touched", text.touchedSources(),
                                "keep_notes", LookupFunctions.keepNotes(text).strip(),
                                // a mark says of a row that arrives that it was found by its values
                                "arrives_as_new", text.shares() ? text.fill("NEW.{mark} := NULL;", Map.of()) : "")),
                "a row that moves to another partition takes its notes along, and what its update changed");
    }

    /** {@return what precedes the derivation of values from a reference: a row that moves keeps its own} */
    String arrives() {
        return text.lookup().child().partitioned()
                ? text.fill("""
                IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN
                    IF EXISTS (SELECT FROM {note_child} x WHERE {x_is_new} AND x.arrives) THEN
                        RETURN NEW;
                    END IF;
                END IF;
                """, Map.of("x_is_new", text.noteIs("x", text.keyOf("NEW"))))
                : "";
    }

    /**
     * {@return what precedes the look at a row that was inserted: what its move changed is noted already}
     *
     * @param touch keeps the time of the last old write
     */
    String arrived(String touch) {
        return text.lookup().child().partitioned()
                ? text.fill("""
                IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN
                    UPDATE {note_child} x SET arrives = false WHERE {x_is_new} AND x.arrives
                    RETURNING x.entries INTO moved;
                    IF FOUND THEN
                        IF moved OPERATOR(pg_catalog.<>) 0 THEN
                        {touch}END IF;
                        RETURN NULL;
                    END IF;
                END IF;
                """, Map.of("x_is_new", text.noteIs("x", text.keyOf("NEW")), "touch", touch.indent(4)))
                : "";
    }
}
