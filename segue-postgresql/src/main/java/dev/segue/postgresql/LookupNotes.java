package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import java.util.Map;

/**
 * The turn of each note: a deferred trigger settles it at commit, when all rows that the transaction wrote had theirs. What
 * comes too early, since SET CONSTRAINTS IMMEDIATE called it or its row was written since, steps back to the end.
 */
final class LookupNotes {

    /** What a note says instead of its row's version after it followed the row's key; no row has this one. */
    static final String MOVED = "'(0,0)'::pg_catalog.tid";

    /** What changes whenever a row that refers to a parent does; NULL where there is none. */
    static final String CHILDREN_VERSION = "pg_catalog.bit_xor(pg_catalog.hashtidextended(c.ctid, 0))";

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupNotes(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** Settles a note of one child. */
    Statement childNote() {
        return settle("child", names.noteChild(), "settle_child", text.keyList(text.noteKeyOf("NEW")));
    }

    /** Settles a note of one parent. */
    Statement parentNote() {
        return settle("parent", names.noteParent(), "settle_parent", "NEW.k1");
    }

    private Statement settle(String side, String table, String settle, String key) {
        boolean child = side.equals("child");
        String sameNote =
                child ? text.sameKey(text.noteKeyOf("n"), text.noteKeyOf("NEW")) : "n.k1 OPERATOR(pg_catalog.=) NEW.k1";
        String again = child
                ? text.fill(
                        """
                        moved := TG_OP OPERATOR(pg_catalog.=) 'INSERT' AND COALESCE(NEW.version OPERATOR(pg_catalog.=) {moved}, false);
                        by_statement := TG_OP OPERATOR(pg_catalog.=) 'INSERT' AND {by_statement};
                        early := early AND NOT moved AND NOT by_statement; -- those two come right after their statement
                        SELECT s.ctid INTO row_version FROM {child} s WHERE {s_is_noted};
                        IF early OR moved OR by_statement OR row_version OPERATOR(pg_catalog.<>) NEW.version THEN
                            {wait}
                            -- a statement took it: it gets its number now, unless it is in order already; so does a note that
                            -- followed its row's key, but one of another transaction keeps the number that it had
                            UPDATE {note_child} n
                            SET pulled = n.pulled, version = row_version,
                                note = CASE WHEN by_statement AND NOT moved AND NEW.note OPERATOR(pg_catalog.<=) COALESCE({in_order_above}, NEW.note)
                                        OR moved AND NEW.taken_by OPERATOR(pg_catalog.=) pg_catalog.pg_current_xact_id()
                                    THEN pg_catalog.nextval({order}::pg_catalog.regclass) ELSE n.note END
                            WHERE {same_note} AND n.note OPERATOR(pg_catalog.=) NEW.note;
                            RETURN NULL;
                        END IF;
                        """,
                        Map.of(
                                "same_note",
                                sameNote,
                                "s_is_noted",
                                text.sameKey(text.keyOf("s"), text.noteKeyOf("NEW")),
                                "wait",
                                waitForTheCommit(),
                                "order",
                                Sql.literal(names.order()),
                                "in_order_above",
                                inOrderAbove(),
                                "by_statement",
                                byStatement(),
                                "moved",
                                MOVED))
                : text.fill(
                        """
                        SELECT {children_version} INTO children_version FROM {child} c
                        WHERE c.{reference} OPERATOR(pg_catalog.=) NEW.k1 AND NEW.version IS NOT NULL;
                        IF early OR children_version OPERATOR(pg_catalog.<>) NEW.version THEN
                            {wait}
                            UPDATE {note_parent} n SET entries = n.entries, version = children_version
                            WHERE {same_note} AND n.note OPERATOR(pg_catalog.=) NEW.note;
                            RETURN NULL;
                        END IF;
                        """,
                        Map.of(
                                "same_note",
                                sameNote,
                                "wait",
                                waitForTheCommit(),
                                "children_version",
                                CHILDREN_VERSION));
        return Plpgsql.trigger(
                names.function("settle_note_" + side),
                "settled pg_catalog.bool;\nearly pg_catalog.bool;\n"
                        + (child
                                ? "row_version pg_catalog.tid;\nmoved pg_catalog.bool;\nby_statement pg_catalog.bool;\n"
                                : "children_version pg_catalog.int8;\n"),
                text.fill(
                        """
                        IF {isolation} OPERATOR(pg_catalog.=) 'serializable' OR NEW.problem IS NOT NULL THEN
                            RETURN NULL;
                        END IF;
                        -- what the transaction wrote to the row later has its turn first: where SET CONSTRAINTS IMMEDIATE called
                        -- this note early, or has called it before, and the row has changed since, it steps back
                        early := TG_OP OPERATOR(pg_catalog.=) 'INSERT' AND pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.>) 1;
                        {again}-- unless an earlier note of the transaction did
                        IF EXISTS (SELECT FROM {table} n WHERE {same_note} AND n.note OPERATOR(pg_catalog.=) NEW.note AND n.problem IS NULL) THEN
                            settled := {settle}({key});
                        END IF;
                        RETURN NULL;
                        """,
                        Map.of(
                                "isolation",
                                Plpgsql.ISOLATION,
                                "again",
                                again,
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

    /**
     * Before a note steps back: SET CONSTRAINTS IMMEDIATE would have its turn come at once; from now on notes wait for the
     * commit. Written rows have their turns as before: what Segue itself carries over is told only at once from what the
     * transaction writes later. The notes that statements take from now on are in order already.
     */
    private String waitForTheCommit() {
        return text.fill(
                """
                IF early OR pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1 THEN
                    SET CONSTRAINTS {late} DEFERRED;
                    IF {in_order_above} IS NULL THEN
                        PERFORM pg_catalog.set_config({in_order}, pg_catalog.pg_sequence_last_value({order}::pg_catalog.regclass)::pg_catalog.text, true);
                    END IF;
                END IF;
                """.indent(4).strip(),
                Map.of(
                        "late",
                        Sql.own(names.lateNotes()) + ", " + Sql.own(names.lateParentNotes()),
                        "in_order",
                        Sql.literal(names.inOrder()),
                        "in_order_above",
                        inOrderAbove(),
                        "order",
                        Sql.literal(names.order())));
    }

    /** {@return the number above which the transaction's notes are in the order of its statements; NULL where none are} */
    private String inOrderAbove() {
        return "NULLIF(pg_catalog.current_setting(" + Sql.literal(names.inOrder()) + ", true), '')::pg_catalog.int8";
    }

    /**
     * Where rows are shared, statements of both sides take notes, and only a look at commit says the version that it saw;
     * else the writes of old code have their turn at commit.
     */
    private String byStatement() {
        if (text.shares()) {
            return "NEW.version IS NULL";
        }
        return lookup.child().partitioned() ? "(NEW.pulled OR NEW.arrives)" : "NEW.pulled";
    }
}
