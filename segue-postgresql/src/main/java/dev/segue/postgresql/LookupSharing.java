package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.Mapping;
import java.util.List;
import java.util.Map;

/**
 * Duplicate writes where equal rows of the child share one parent. A parent's row is then a value: what old code writes to
 * one child never changes it, for others may refer to it, also in transactions that nobody sees yet. The child goes to the
 * row that holds its values, or to a new one.
 *
 * <p>Nobody waits for such a row. Who refers to it holds it as any foreign key does (FOR KEY SHARE), so it cannot vanish;
 * at commit, when no statement can follow, FOR SHARE keeps new code from changing it while its values are looked at once
 * more. Where it is held, or was changed, a note is left.
 */
final class LookupSharing {

    /** How many children of a parent that new code changed are carried over in one transaction. */
    static final int MOST_AT_ONCE = 200;

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupSharing(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** {@return the index by which equal rows are found} On the hash of their values: these may be longer than an index holds. */
    Statement index() {
        return Statement.free(
                text.fill(
                        "CREATE INDEX {index} ON {parent} ({hash}, {parent_key})",
                        Map.of("index", Sql.id(names.equalRows()), "hash", new EqualRows(text).hash(text::target))),
                "equal rows are looked up by it; goes with contract");
    }

    Statement dropIndex() {
        return Statement.free(
                "DROP INDEX IF EXISTS " + Sql.id(lookup.parent().table().schema()) + "." + Sql.id(names.equalRows()),
                "Segue's own index");
    }

    /** {@return the function that gives the key of the row with some values while statements can still follow} */
    Statement share() {
        return shared(
                "share", "FOR KEY SHARE", ghost(), "the key of the row that holds these values, made if there is none");
    }

    /** {@return the same at commit: nobody changes the row that it gives before the transaction ends} */
    Statement shareAtCommit() {
        return shared("share_at_commit", "FOR SHARE", "", "the same at commit: until it ends nobody changes that row");
    }

    private Statement shared(String role, String lock, String ghost, String why) {
        return Plpgsql.hurrying(
                names.function(role),
                Sql.list(
                        text.entries(),
                        e -> "v" + (e + 1) + " "
                                + text.columns().get(e).target().type()),
                lookup.parent().key().type(),
                "found_key " + lookup.parent().key().type() + ";\n",
                text.fill(
                        """
                        -- what it would read there could not be serialized with what others write
                        IF {isolation} OPERATOR(pg_catalog.<>) 'serializable' THEN
                            BEGIN
                                {hurry}
                                SELECT t.{parent_key} INTO found_key FROM {parent} t WHERE {equal}
                                ORDER BY t.{parent_key} LIMIT 1 {lock} SKIP LOCKED;
                                {no_hurry}
                            EXCEPTION WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                found_key := NULL;
                            END;
                            IF found_key IS NOT NULL THEN
                                RETURN found_key;
                            END IF;
                        END IF;
                        found_key := {new_key};
                        INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (found_key, {values});
                        {ghost}RETURN found_key;
                        """,
                        Map.of(
                                "isolation",
                                Plpgsql.ISOLATION,
                                "hurry",
                                Plpgsql.HURRY,
                                "no_hurry",
                                Plpgsql.NO_HURRY,
                                "equal",
                                new EqualRows(text).holds("t", e -> "v" + (e + 1)),
                                "lock",
                                lock,
                                "values",
                                Sql.list(text.entries(), e -> "v" + (e + 1)),
                                "ghost",
                                ghost)),
                why);
    }

    /** An insert that meets a row (ON CONFLICT) leaves what was made for it: looked at later, where orphans go. */
    private String ghost() {
        return lookup.rules().orphans() == Lookup.Orphans.DELETE
                ? text.fill("INSERT INTO {note_parent} (entries, k1, orphan) VALUES (0, found_key, true);\n", Map.of())
                : "";
    }

    /** BEFORE INSERT, last: old code wrote values, so the row refers to the one that holds them. The mark tells it from new code's. */
    Statement allocate() {
        boolean note = lookup.rules().onUnmappable() == Mapping.OnUnmappable.NOTE;
        String share = text.fill("""
                NEW.{reference} := {share}({forward_new});
                NEW.{mark} := false;
                """, Map.of("share", names.function("share")));
        String body = note ? "BEGIN\n" + share.indent(4) + """
                    EXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
                        RETURN NEW; -- no new value: noted after the row is written
                    END;
                    """ : share;
        return Plpgsql.trigger(
                names.function("allocate"),
                "moment pg_catalog.int8;\n",
                body + LookupFunctions.touch(names) + "RETURN NEW;\n",
                "old code wrote values: the row refers to the one that holds them");
    }

    /** AFTER a row of the child was written: take down what is to be carried over. */
    Statement written() {
        return Plpgsql.trigger(
                names.function("written"),
                "p record;\nmoment pg_catalog.int8;\nmoved pg_catalog.int4;\n",
                new LookupPartitions(text).arrived(LookupFunctions.touch(names))
                        + text.fill(
                                """
                        IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                            IF NOT {same_key} THEN
                                {keep_notes}
                                -- at commit nobody finds it by the key that it was inserted with
                                INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (false, 0, {new_child_key});
                            END IF;
                            IF {same_reference} THEN
                                RETURN NULL; -- values are noted by themselves
                            END IF;
                        ELSIF NEW.{reference} IS NOT NULL AND NOT NEW.{mark} THEN
                            RETURN NULL; -- found by its values: confirmed at commit
                        END IF;
                        IF NEW.{reference} IS NULL THEN
                            IF NOT {absent_new} THEN
                                IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                                    INSERT INTO {note_child} (pulled, entries, {note_key})
                                    VALUES (false, {everything}, {new_child_key});
                                ELSE
                                    INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                                    VALUES (false, {everything}, {new_child_key}, 'no new value');
                                END IF;
                                {touch}
                            END IF;
                            RETURN NULL;
                        END IF;
                        SELECT t.* INTO p FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference};
                        IF NOT FOUND THEN
                            RETURN NULL; -- a reference to nothing: the foreign key says so
                        END IF;
                        INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (true, {everything}, {new_child_key});
                        RETURN NULL;
                        """,
                                Map.of(
                                        "touch",
                                        LookupFunctions.touch(names).indent(8).strip(),
                                        "same_key",
                                        text.sameKeyImage("NEW", "OLD"),
                                        "keep_notes",
                                        LookupFunctions.keepNotes(text)
                                                .indent(8)
                                                .strip())),
                "takes down what a link changed");
    }

    /** AFTER old code wrote values: taken down at once, since the row's key may change before the commit. */
    Statement noteChild() {
        return Plpgsql.trigger(
                names.function("carry_child"),
                "written pg_catalog.int4;\nmoment pg_catalog.int8;\n",
                text.fill(
                        """
                        IF NOT {unmarked} OR NOT {same_reference} THEN
                            RETURN NULL; -- Segue's own; or whoever linked it anew has seen to the values
                        END IF;
                        written := CASE WHEN NEW.{reference} IS NULL THEN {everything} ELSE {touched_sources} END;
                        IF written OPERATOR(pg_catalog.=) 0 OR NEW.{reference} IS NULL AND {absent_new} THEN
                            RETURN NULL;
                        END IF;
                        {touch}
                        INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (false, written, {new_child_key});
                        RETURN NULL;
                        """,
                        Map.of(
                                "unmarked",
                                text.unmarked(),
                                "touched_sources",
                                text.touchedSources(),
                                "touch",
                                LookupFunctions.touch(names).strip())),
                "takes down what old code wrote");
    }

    /** At commit: new code changed a row; taken down now, so that the notes of several transactions have the order of their commits. */
    Statement noteParent() {
        return Plpgsql.trigger(
                names.function("carry_parent"),
                "written pg_catalog.int4;\n",
                text.fill("""
                        written := {touched_targets};
                        IF written OPERATOR(pg_catalog.<>) 0 THEN
                            -- an older snapshot does not show who refers to it by now: whoever settles sees to it
                            INSERT INTO {note_parent} (entries, k1, held)
                            VALUES (written, NEW.{parent_key}, {isolation} OPERATOR(pg_catalog.<>) 'read committed');
                        END IF;
                        RETURN NULL;
                        """, Map.of("touched_targets", text.touchedTargets(), "isolation", Plpgsql.ISOLATION)),
                "takes down what new code wrote");
    }

    /** At commit: whether the row that a new row refers to by its values still holds them; from here on nobody changes it. */
    Statement confirm() {
        return Plpgsql.hurrying(
                names.function("confirm"),
                "",
                "trigger",
                "other record;\nbusy pg_catalog.bool := false;\n",
                text.fill(
                        """
                        IF {isolation} OPERATOR(pg_catalog.=) 'serializable' THEN
                            RETURN NULL; -- one of its own
                        END IF;
                        BEGIN
                            {hurry}
                            SELECT x.* INTO other FROM {parent} x
                            WHERE x.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference} FOR SHARE SKIP LOCKED;
                            IF NOT FOUND THEN
                                busy := true;
                            ELSIF {agree} THEN
                                RETURN NULL;
                            END IF;
                            {no_hurry}
                        EXCEPTION WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                            busy := true;
                        END;
                        -- unless it was linked again: that has its own turn
                        INSERT INTO {note_child} (pulled, entries, {note_key}, held, version)
                        SELECT false, {everything}, {c_key}, busy, c.ctid FROM {child} c
                        WHERE {c_is_new} AND c.{reference} OPERATOR(pg_catalog.=) NEW.{reference};
                        RETURN NULL;
                        """,
                        Map.ofEntries(
                                Map.entry("isolation", Plpgsql.ISOLATION),
                                Map.entry("hurry", Plpgsql.HURRY),
                                Map.entry("no_hurry", Plpgsql.NO_HURRY),
                                Map.entry("agree", text.agree("NEW", "other")),
                                Map.entry("c_key", text.keyList(text.keyOf("c"))),
                                Map.entry("c_is_new", text.sameKey(text.keyOf("c"), text.keyOf("NEW"))))),
                "looks once more at the row that a new one shares");
    }

    /** {@return the functions that mention the old columns by name} */
    List<Statement> naming() {
        SharedSettling settling = new SharedSettling(text);
        return List.of(
                share(),
                shareAtCommit(),
                allocate(),
                written(),
                noteChild(),
                noteParent(),
                confirm(),
                settling.settleChild(),
                settling.settleParent());
    }
}
