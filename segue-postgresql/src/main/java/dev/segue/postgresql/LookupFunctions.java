package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.Mapping;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions that meet the statements of the application: they derive within the row, and take down the rest.
 *
 * <p>The rule that holds them together: while an application statement can still follow, hold no lock on an existing row
 * of the other shape. A statement only takes down what it changed (a <em>note</em>, in its own transaction); the note's
 * deferred trigger settles it at commit, with SKIP LOCKED, or leaves the note for later. They qualify every name, pin no
 * search_path, and use no session setting as a loop guard: they stop because the values agree.
 */
final class LookupFunctions {

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupFunctions(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** {@return all functions that mention the old columns by name; made anew when those are renamed} */
    List<Statement> naming() {
        LookupAtCommit atCommit = new LookupAtCommit(text);
        LookupNotes notes = new LookupNotes(text);
        List<Statement> all = new ArrayList<>(List.of(link(), notes.childNote(), notes.parentNote()));
        all.addAll(
                text.shares()
                        ? new LookupSharing(text).naming()
                        : List.of(
                                allocate(),
                                written(),
                                atCommit.carryChild(),
                                atCommit.carryParent(),
                                new LookupSettling(text).settleChild()));
        if (lookup.child().partitioned()) {
            all.add(new LookupPartitions(text).leaves());
        }
        return all;
    }

    /** {@return the functions that know neither shape's columns} */
    List<Statement> plain() {
        return new LookupSettling(text).plain();
    }

    /** BEFORE, first: new code gave a reference, so the old columns follow it. */
    private Statement link() {
        StringBuilder derive = new StringBuilder();
        StringBuilder clear = new StringBuilder();
        for (int entry : text.entries()) {
            String source = "NEW." + text.source(text.columns().get(entry));
            derive.append(source)
                    .append(" := ")
                    .append(text.backward(entry, "p"))
                    .append(";\n");
            clear.append(source).append(" := NULL;\n");
        }
        return Plpgsql.trigger(
                names.function("link"),
                "p record;\n",
                new LookupPartitions(text).arrives()
                        + text.fill(
                                """
                        IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                            IF {same_reference} THEN
                                RETURN NEW;
                            END IF;
                        END IF;
                        IF NEW.{reference} IS NULL THEN
                            -- unlinked; values given in the same statement make a new parent of their own
                            IF {same_sources} THEN
                        {clear}    END IF;
                            RETURN NEW;
                        END IF;
                        SELECT t.* INTO p FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference};
                        IF NOT FOUND OR {agree} THEN
                            RETURN NEW;
                        END IF;
                        IF NOT {absent_new} THEN
                            -- both shapes were given and do not fit: the reference wins, the values are kept
                            IF TG_OP OPERATOR(pg_catalog.=) 'INSERT' THEN
                                INSERT INTO {conflict} (mapping, key, entries, losing)
                                VALUES ({mapping}, ROW({new_child_key})::pg_catalog.text, {everything},
                                        pg_catalog.jsonb_build_array({new_sources}));
                            ELSIF NOT {same_sources} THEN
                                INSERT INTO {conflict} (mapping, key, entries, losing)
                                VALUES ({mapping}, ROW({new_child_key})::pg_catalog.text, {everything},
                                        pg_catalog.jsonb_build_array({new_sources}));
                            END IF;
                        END IF;
                        BEGIN
                        {derive}EXCEPTION WHEN data_exception THEN
                            NULL; -- no old value: noted after the row is written
                        END;
                        RETURN NEW;
                        """,
                                Map.of(
                                        "same_sources", text.sameSources("NEW", "OLD"),
                                        "clear", clear.toString().indent(8),
                                        "agree", text.agree("NEW", "p"),
                                        "new_sources", Sql.list(text.columns(), c -> "NEW." + text.source(c)),
                                        "derive", derive.toString().indent(4))),
                "new code gave a reference: the old columns follow, before the application's own triggers");
    }

    /**
     * BEFORE, last: old code wrote values, so the row needs a parent's key. Where it took all values away the reference
     * stays until commit: what new code wrote of the parent meanwhile is not seen before.
     */
    private Statement allocate() {
        StringBuilder attempt = new StringBuilder();
        for (int entry : text.entries()) {
            if (text.columns().get(entry).transformation() != null) {
                attempt.append("PERFORM ").append(text.forward(entry, "NEW")).append(";\n");
            }
        }
        String whatever = """
                EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
                    RETURN NEW; -- no new value: noted after the row is written
                """;
        boolean note = lookup.rules().onUnmappable() == Mapping.OnUnmappable.NOTE;
        String guard = attempt.isEmpty() || !note
                ? attempt.toString()
                : "BEGIN\n" + attempt.toString().indent(4) + whatever + "END;\n";
        return Plpgsql.trigger(
                names.function("allocate"),
                "made %s;\nmoment pg_catalog.int8;\n"
                        .formatted(lookup.parent().key().type()),
                text.fill(
                        """
                        IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                            IF NEW.{reference} IS NOT NULL THEN
                                RETURN NEW; -- nearly always: what is said beside it would be made ready in every transaction
                            ELSIF {absent_new} OR NOT {unmarked} OR {same_sources} THEN
                                RETURN NEW;
                            END IF;
                            -- the row is locked already, so nothing can come between: no ghost is left behind
                            BEGIN
                                made := {new_key};
                                INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (made, {forward_new});
                                NEW.{reference} := made;
                                {touch}
                        {whatever}    END;
                        ELSE
                        {guard}    NEW.{reference} := {new_key};
                        END IF;
                        RETURN NEW;
                        """,
                        Map.of(
                                "guard",
                                guard.indent(4),
                                "whatever",
                                note ? whatever.indent(4) : "",
                                "touch",
                                touch(names).indent(8).strip(),
                                "unmarked",
                                text.unmarked(),
                                "same_sources",
                                text.sameSources("NEW", "OLD"))),
                "old code wrote values: their counterpart gets its key, after the application's own triggers");
    }

    /** AFTER a row of the child was written: make the counterpart, or take down what is to be carried over. */
    private Statement written() {
        String refuse = switch (lookup.rules().onUnmappable()) {
            case REJECT -> "RAISE;\n";
            case NOTE -> text.fill("""
                                UPDATE {child} s SET {reference} = NULL, {passing} WHERE {same};
                                INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                                VALUES (false, {everything}, {new_child_key}, 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE);
                                RETURN NULL;
                                """, Map.of("same", text.sameKey(text.keyOf("s"), text.keyOf("NEW"))));
        };
        return Plpgsql.trigger(
                names.function("written"),
                "p record;\nmoment pg_catalog.int8;\nmoved pg_catalog.int4;\n",
                new LookupPartitions(text).arrived(touch(names))
                        + text.fill(
                                """
                        IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                            IF NOT {same_key} THEN
                                {keep_notes}
                            END IF;
                            IF {same_reference} THEN
                                RETURN NULL; -- values are carried over at commit
                            END IF;
                        END IF;
                        IF NEW.{reference} IS NULL THEN
                            IF NOT {absent_new} THEN
                                INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                                VALUES (false, {everything}, {new_child_key}, 'no new value');
                                {touch}
                            END IF;
                            RETURN NULL;
                        END IF;
                        SELECT t.*, t.xmin AS segue_xmin INTO p FROM {parent} t
                        WHERE t.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference};
                        IF NOT FOUND THEN
                            IF {absent_new} THEN
                                RETURN NULL; -- a reference to nothing: the foreign key says so
                            END IF;
                            BEGIN
                                INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE
                                VALUES (NEW.{reference}, {forward_new})
                                ON CONFLICT ({parent_key}) DO NOTHING;
                                IF FOUND THEN
                                    {touch}
                                    RETURN NULL;
                                END IF;
                            EXCEPTION
                                WHEN serialization_failure THEN
                                    -- there, but not in this snapshot; or this transaction can only be tried again
                                    IF {isolation} OPERATOR(pg_catalog.=) 'serializable' THEN
                                        RAISE;
                                    END IF;
                                WHEN data_exception OR integrity_constraint_violation THEN
                        {refuse}    END;
                            INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (true, {everything}, {new_child_key});
                            {stamp}
                            RETURN NULL;
                        END IF;
                        -- nobody else can be changing a parent that this transaction made
                        IF p.segue_xmin OPERATOR(pg_catalog.<>) pg_catalog.pg_current_xact_id()::pg_catalog.xid OR NOT {agree} THEN
                            INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (true, {everything}, {new_child_key});
                            {stamp}
                        END IF;
                        RETURN NULL;
                        """,
                                Map.ofEntries(
                                        Map.entry("isolation", Plpgsql.ISOLATION),
                                        Map.entry(
                                                "touch", touch(names).indent(28).strip()),
                                        Map.entry(
                                                "stamp",
                                                stamp(names.linked()).indent(28).strip()),
                                        Map.entry("agree", text.agree("NEW", "p")),
                                        Map.entry("refuse", refuse.indent(8)),
                                        Map.entry("same_key", text.sameKeyImage("NEW", "OLD")),
                                        Map.entry(
                                                "keep_notes",
                                                keepNotes(text).indent(8).strip()))),
                "makes the counterpart of a new row; takes down what a link changed");
    }

    /**
     * {@return what has the notes of a row follow its key} They wait until what the transaction writes of the row had its
     * turn, and keep their numbers if another transaction took them.
     */
    static String keepNotes(LookupText text) {
        return text.fill("""
                BEGIN
                    WITH moved AS (DELETE FROM {note_child} n WHERE {note_of_old} RETURNING n.*)
                    INSERT INTO {note_child} (note, pulled, entries, {note_key}, noted_at, problem, taken_by, version)
                    SELECT m.note, m.pulled, m.entries, {new_child_key}, m.noted_at, m.problem, m.taken_by, {moved}
                    FROM moved m;
                EXCEPTION WHEN serialization_failure THEN
                    NULL; -- settled since this snapshot was taken
                END;
                """, Map.of("note_of_old", text.noteIs("n", text.keyOf("OLD")), "moved", LookupNotes.MOVED));
    }

    /** Keeps the time of the last old write. */
    static String touch(LookupNames names) {
        return stamp(names.quiet());
    }

    /** Keeps the time in a sequence, at most once in ten seconds, without a row or a lock. */
    private static String stamp(String sequence) {
        return Sql.fill("""
                IF pg_catalog.clock_timestamp() OPERATOR(pg_catalog.>) pg_catalog.to_timestamp(COALESCE(pg_catalog.pg_sequence_last_value({sequence}), 0) OPERATOR(pg_catalog.+) 10) THEN
                    moment := pg_catalog.setval({sequence}, EXTRACT(epoch FROM pg_catalog.clock_timestamp())::pg_catalog.int8);
                END IF;
                """, Map.of("sequence", Sql.literal(sequence) + "::pg_catalog.regclass"));
    }
}
