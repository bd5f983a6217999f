package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Expression;
import dev.segue.mapping.Lookup;
import dev.segue.mapping.MappedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The functions of a lookup's duplicate writes.
 *
 * <p>The rule that holds them together: while an application statement can still follow, hold no lock on an existing row
 * of the other shape. A statement only takes down what it changed (a <em>note</em>, in its own transaction); the note's
 * deferred trigger settles it at commit, with SKIP LOCKED, or leaves the note for later. They qualify every name, pin no
 * search_path, and use no session setting as a loop guard: they stop because the values agree.
 */
final class LookupFunctions {

    private static final String ISOLATION = "pg_catalog.current_setting('transaction_isolation')";

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupFunctions(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** {@return the functions that hold the author's expressions; they never change} */
    List<Statement> expressions() {
        List<Statement> all = new ArrayList<>();
        for (int entry : text.entries()) {
            MappedColumn column = text.columns().get(entry);
            column.forward().ifPresent(f -> all.add(expression(names.forward(entry), f, "new value from old ones")));
            column.backward().ifPresent(f -> all.add(expression(names.backward(entry), f, "old value from new ones")));
            if (column.transformation() != null) {
                all.add(agreement(entry, column));
            }
        }
        return all;
    }

    private static Statement expression(String name, Expression expression, String what) {
        return Statement.free(
                "CREATE FUNCTION %s(%s) RETURNS %s LANGUAGE sql %s RETURN (%s)"
                        .formatted(
                                name,
                                Sql.list(expression.arguments(), a -> Sql.id(a.name()) + " " + a.type()),
                                expression.type(),
                                expression.stability(),
                                expression.sql()),
                what + "; parsed once, whatever search_path a session has");
    }

    private Statement agreement(int entry, MappedColumn column) {
        String arguments = Sql.list(text.entries(), e -> "s%d %s".formatted(e, sourceType(e))) + ", "
                + Sql.list(text.entries(), e -> "t%d %s".formatted(e, targetType(e)));
        String forward = names.forward(entry) + "("
                + Sql.list(column.forward().orElseThrow().arguments(), a -> "s" + sourceEntry(a.name())) + ")";
        String backward = names.backward(entry) + "("
                + Sql.list(column.backward().orElseThrow().arguments(), a -> "t" + targetEntry(a.name())) + ")";
        String body = """
                BEGIN
                    BEGIN
                        IF ROW(%1$s)::pg_catalog.record OPERATOR(pg_catalog.*=) ROW(t%3$d)::pg_catalog.record THEN
                            RETURN true;
                        END IF;
                    EXCEPTION WHEN OTHERS THEN
                        NULL; -- no new value: the other way decides
                    END;
                    RETURN ROW(%2$s)::pg_catalog.record OPERATOR(pg_catalog.*=) ROW(s%3$d)::pg_catalog.record;
                EXCEPTION WHEN OTHERS THEN
                    RETURN false;
                END
                """.formatted(forward, backward, entry);
        return Statement.free(
                "CREATE FUNCTION %s(%s) RETURNS pg_catalog.bool LANGUAGE plpgsql AS %s"
                        .formatted(names.agrees(entry), arguments, Sql.body(body)),
                "whether one value follows from the other, either way");
    }

    private String sourceType(int entry) {
        return text.columns().get(entry).source().type();
    }

    private String targetType(int entry) {
        return text.columns().get(entry).target().type();
    }

    private int sourceEntry(String column) {
        return text.entries().stream()
                .filter(e -> text.columns().get(e).source().name().equals(column))
                .findFirst()
                .orElseThrow();
    }

    private int targetEntry(String column) {
        return text.entries().stream()
                .filter(e -> text.columns().get(e).target().name().equals(column))
                .findFirst()
                .orElseThrow();
    }

    /** {@return all functions that mention the old columns by name; made anew when those are renamed} */
    List<Statement> naming() {
        return List.of(link(), allocate(), written(), parentWritten(), settleChild());
    }

    /** {@return the functions that know neither shape's columns} */
    List<Statement> plain() {
        List<Statement> all = new ArrayList<>(List.of(touch(), orphan(), settleParent()));
        all.add(settleNote("settle_note_child", "note_child", "settle_child", text.keyList(text.noteKeyOf("NEW"))));
        all.add(settleNote("settle_note_parent", "note_parent", "settle_parent", "NEW.k1"));
        all.add(reconcile());
        all.add(truncated());
        if (lookup.rules().orphans() == Lookup.Orphans.DELETE) {
            all.add(childGone());
        }
        return all;
    }

    private Statement trigger(String role, String declarations, String body, String why) {
        return function(role, "", "trigger", declarations, body, why);
    }

    private Statement function(
            String role, String arguments, String returns, String declarations, String body, String why) {
        String whole = (declarations.isEmpty() ? "" : "DECLARE\n" + declarations.indent(4)) + "BEGIN\n" + body.indent(4)
                + "END\n";
        return Statement.free(
                "CREATE OR REPLACE FUNCTION %s(%s) RETURNS %s LANGUAGE plpgsql SECURITY DEFINER AS %s"
                        .formatted(names.function(role), arguments, returns, Sql.body(whole)),
                why);
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
        return trigger(
                "link",
                "p record;\n",
                text.fill(
                        """
                        IF NEW.{reference} IS NULL THEN
                            -- unlinked; values given in the same statement make a new parent of their own
                            IF {new_image} OPERATOR(pg_catalog.*=) {old_image} THEN
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
                            ELSIF {new_image} OPERATOR(pg_catalog.*<>) {old_image} THEN
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
                                "new_image", text.sourceImage("NEW"),
                                "old_image", text.sourceImage("OLD"),
                                "clear", clear.toString().indent(8),
                                "agree", text.agree("NEW", "p"),
                                "new_sources", Sql.list(text.columns(), c -> "NEW." + text.source(c)),
                                "derive", derive.toString().indent(4))),
                "new code gave a reference: the old columns follow, before the application's own triggers");
    }

    /** BEFORE, last: old code wrote values, so the row needs a parent's key; or no values, so it needs none. */
    private Statement allocate() {
        StringBuilder attempt = new StringBuilder();
        for (int entry : text.entries()) {
            if (text.columns().get(entry).transformation() != null) {
                attempt.append("PERFORM ").append(text.forward(entry, "NEW")).append(";\n");
            }
        }
        String guard = switch (lookup.rules().onUnmappable()) {
            case NOTE ->
                attempt.isEmpty() ? "" : """
                                  BEGIN
                                  %sEXCEPTION WHEN data_exception OR integrity_constraint_violation THEN
                                      RETURN NEW; -- no new value: noted after the row is written
                                  END;
                                  """.formatted(attempt.toString().indent(4));
            case REJECT -> attempt.toString();
        };
        return trigger(
                "allocate",
                "",
                text.fill("""
                        IF {absent_new} THEN
                            IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                                -- a parent that is empty too may stay: new code emptied it
                                IF NEW.{reference} IS NOT DISTINCT FROM OLD.{reference} AND NOT EXISTS (
                                    SELECT FROM {parent} t
                                    WHERE t.{parent_key} OPERATOR(pg_catalog.=) NEW.{reference} AND {agree}) THEN
                                    NEW.{reference} := NULL;
                                END IF;
                            END IF;
                        ELSIF NEW.{reference} IS NULL THEN
                        {guard}    NEW.{reference} := {new_key};
                        END IF;
                        RETURN NEW;
                        """, Map.of("guard", guard.indent(4), "agree", text.agree("NEW", "t"))),
                "old code wrote values: their counterpart gets its key, after the application's own triggers");
    }

    /** AFTER a row of the child was written: make the counterpart, or take down what is to be carried over. */
    private Statement written() {
        StringBuilder changes = new StringBuilder();
        for (int entry : text.entries()) {
            changes.append("IF NOT %s THEN changed := changed OPERATOR(pg_catalog.|) %d; END IF;\n"
                    .formatted(text.agrees(entry, "NEW", "p"), 1 << entry));
        }
        StringBuilder touched = new StringBuilder();
        for (int entry : text.entries()) {
            MappedColumn column = text.columns().get(entry);
            List<String> arguments = column.forward()
                    .map(f -> f.arguments().stream()
                            .map(a -> text.source(text.columns().get(sourceEntry(a.name()))))
                            .toList())
                    .orElse(List.of(text.source(column)));
            touched.append(
                    "IF %s OPERATOR(pg_catalog.*<>) %s THEN written := written OPERATOR(pg_catalog.|) %d; END IF;\n"
                            .formatted(
                                    Sql.image(arguments.stream()
                                            .map(a -> "NEW." + a)
                                            .toList()),
                                    Sql.image(arguments.stream()
                                            .map(a -> "OLD." + a)
                                            .toList()),
                                    1 << entry));
        }
        String refuse = switch (lookup.rules().onUnmappable()) {
            case REJECT -> "RAISE;\n";
            case NOTE -> text.fill("""
                                UPDATE {child} c SET {reference} = NULL WHERE {same};
                                INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                                VALUES (false, {everything}, {new_child_key}, 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE);
                                RETURN NULL;
                                """, Map.of("same", text.sameKey(text.keyOf("c"), text.keyOf("NEW"))));
        };
        return trigger(
                "written",
                "p record;\nchanged pg_catalog.int4 := 0;\nwritten pg_catalog.int4 := 0;\nrelinked pg_catalog.bool := TG_OP OPERATOR(pg_catalog.=) 'INSERT';\n",
                text.fill(
                        """
                        IF TG_OP OPERATOR(pg_catalog.=) 'UPDATE' THEN
                            relinked := NEW.{reference} IS DISTINCT FROM OLD.{reference};
                            IF {new_key_image} OPERATOR(pg_catalog.*<>) {old_key_image} THEN
                                UPDATE {note_child} n SET {note_key_moves} WHERE {note_of_old};
                            END IF;
                        END IF;
                        IF NEW.{reference} IS NULL THEN
                            IF NOT {absent_new} THEN
                                INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                                VALUES (false, {everything}, {new_child_key}, 'no new value');
                                PERFORM {touch}();
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
                                    PERFORM {touch}();
                                    RETURN NULL;
                                END IF;
                            EXCEPTION
                                WHEN serialization_failure THEN
                                    NULL; -- there, but not in this snapshot
                                WHEN data_exception OR integrity_constraint_violation THEN
                        {refuse}    END;
                            INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (true, {everything}, {new_child_key});
                            RETURN NULL;
                        END IF;
                        {changes}IF relinked THEN
                            -- nobody else can be changing a parent that this transaction made
                            IF changed OPERATOR(pg_catalog.<>) 0
                               OR p.segue_xmin OPERATOR(pg_catalog.<>) pg_catalog.pg_current_xact_id()::pg_catalog.xid THEN
                                INSERT INTO {note_child} (pulled, entries, {note_key})
                                VALUES (true, {everything}, {new_child_key});
                            END IF;
                            RETURN NULL;
                        END IF;
                        {touched}IF {isolation} OPERATOR(pg_catalog.=) 'read committed' THEN
                            written := written OPERATOR(pg_catalog.&) changed;
                        END IF;
                        IF written OPERATOR(pg_catalog.<>) 0 THEN
                            INSERT INTO {note_child} (pulled, entries, {note_key}) VALUES (false, written, {new_child_key});
                            PERFORM {touch}();
                        END IF;
                        RETURN NULL;
                        """,
                        Map.ofEntries(
                                Map.entry("isolation", ISOLATION),
                                Map.entry("touch", names.function("touch")),
                                Map.entry("changes", changes.toString()),
                                Map.entry("touched", touched.toString()),
                                Map.entry("refuse", refuse.indent(8)),
                                Map.entry("new_key_image", Sql.image(keys("NEW"))),
                                Map.entry("old_key_image", Sql.image(keys("OLD"))),
                                Map.entry(
                                        "note_key_moves",
                                        Sql.list(
                                                java.util.stream.IntStream.range(
                                                                0, keys("NEW").size())
                                                        .boxed()
                                                        .toList(),
                                                n -> "k" + (n + 1) + " = "
                                                        + keys("NEW").get(n))),
                                Map.entry("note_of_old", text.sameKey(text.noteKeyOf("n"), text.keyOf("OLD"))))),
                "makes the counterpart of a new row; takes down what an update changed");
    }

    private List<String> keys(String row) {
        return lookup.child().key().stream()
                .map(k -> row + "." + Sql.id(k.name()))
                .toList();
    }

    /** AFTER a parent was updated: take down what is to be carried over. */
    private Statement parentWritten() {
        StringBuilder touched = new StringBuilder();
        for (int entry : text.entries()) {
            MappedColumn column = text.columns().get(entry);
            List<String> arguments = column.backward()
                    .map(f -> f.arguments().stream().map(a -> Sql.id(a.name())).toList())
                    .orElse(List.of(text.target(column)));
            touched.append(
                    "IF %s OPERATOR(pg_catalog.*<>) %s THEN written := written OPERATOR(pg_catalog.|) %d; END IF;\n"
                            .formatted(
                                    Sql.image(arguments.stream()
                                            .map(a -> "NEW." + a)
                                            .toList()),
                                    Sql.image(arguments.stream()
                                            .map(a -> "OLD." + a)
                                            .toList()),
                                    1 << entry));
        }
        return trigger(
                "parent_written",
                "written pg_catalog.int4 := 0;\n",
                text.fill(
                        """
                        {touched}IF written OPERATOR(pg_catalog.<>) 0 AND ({isolation} OPERATOR(pg_catalog.<>) 'read committed' OR EXISTS (
                            SELECT FROM {child} c WHERE c.{reference} OPERATOR(pg_catalog.=) NEW.{parent_key} AND NOT {agree})) THEN
                            INSERT INTO {note_parent} (entries, k1) VALUES (written, NEW.{parent_key});
                        END IF;
                        RETURN NULL;
                        """,
                        Map.of(
                                "touched", touched.toString(),
                                "isolation", ISOLATION,
                                "agree", text.agree("c", "NEW"))),
                "takes down what new code changed");
    }

    /** Keeps the time of the last old write, at most once in ten seconds, without a row or a lock. */
    private Statement touch() {
        return function(
                "touch",
                "",
                "void",
                "moment pg_catalog.int8 := EXTRACT(epoch FROM pg_catalog.clock_timestamp())::pg_catalog.int8;\nlast_write pg_catalog.int8;\n",
                text.fill("""
                        SELECT q.last_value INTO last_write FROM {quiet} q;
                        IF moment OPERATOR(pg_catalog.-) last_write OPERATOR(pg_catalog.>) 10 THEN
                            PERFORM pg_catalog.setval({quiet_name}::pg_catalog.regclass, moment);
                        END IF;
                        """, Map.of("quiet_name", Sql.literal(names.quiet()))),
                "remembers when old code last wrote");
    }

    /** Settles everything noted of one child and its parent; false where somebody holds either of them. */
    private Statement settleChild() {
        StringBuilder push = new StringBuilder();
        StringBuilder pull = new StringBuilder();
        for (int entry : text.entries()) {
            MappedColumn column = text.columns().get(entry);
            String separator = push.isEmpty() ? "" : ",\n        ";
            push.append(separator)
                    .append(
                            "%1$s = CASE WHEN push OPERATOR(pg_catalog.&) %2$d OPERATOR(pg_catalog.<>) 0 THEN %3$s ELSE t.%1$s END"
                                    .formatted(text.target(column), 1 << entry, text.forward(entry, "c")));
            pull.append(separator)
                    .append(
                            "%1$s = CASE WHEN pull OPERATOR(pg_catalog.&) %2$d OPERATOR(pg_catalog.<>) 0 THEN %3$s ELSE s.%1$s END"
                                    .formatted(text.source(column), 1 << entry, text.backward(entry, "p")));
        }
        List<String> keyNames = text.noteKey();
        String arguments = Sql.list(
                java.util.stream.IntStream.range(0, keyNames.size()).boxed().toList(),
                n -> "key" + (n + 1) + " " + lookup.child().key().get(n).type());
        String onData = switch (lookup.rules().onUnmappable()) {
            case NOTE -> "";
            case REJECT ->
                "IF trigger_depth OPERATOR(pg_catalog.>) 0 AND push OPERATOR(pg_catalog.<>) 0 THEN RAISE; END IF;\n";
        };
        return function(
                "settle_child",
                arguments,
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
                previous pg_catalog.text := pg_catalog.current_setting('lock_timeout');
                """.formatted(lookup.parent().key().type()),
                text.fill(
                        """
                        BEGIN
                            PERFORM pg_catalog.set_config('lock_timeout', '5ms', true);
                            SELECT s.* INTO c FROM {child} s WHERE {s_is_key} FOR NO KEY UPDATE SKIP LOCKED;
                            IF NOT FOUND THEN
                                PERFORM pg_catalog.set_config('lock_timeout', previous, true);
                                IF EXISTS (SELECT FROM {child} s WHERE {s_is_key}) THEN
                                    RETURN false;
                                END IF;
                                DELETE FROM {note_child} x WHERE {x_is_key};
                                RETURN true;
                            END IF;
                            IF c.{reference} IS NULL AND NOT {absent_c} THEN
                                -- had no new value when it was written; perhaps it has one now
                                made := {new_key};
                                INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (made, {forward_c});
                                UPDATE {child} s SET {reference} = made, {mark} = true WHERE {s_is_key};
                            ELSIF c.{reference} IS NOT NULL THEN
                                SELECT t.* INTO p FROM {parent} t
                                WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference} FOR NO KEY UPDATE SKIP LOCKED;
                                IF NOT FOUND THEN
                                    PERFORM pg_catalog.set_config('lock_timeout', previous, true);
                                    RETURN false;
                                END IF;
                                -- each entry follows its newest note
                                FOR n IN
                                    SELECT x.note, x.pulled, x.entries FROM {note_child} x WHERE {x_is_key}
                                    UNION ALL
                                    SELECT y.note, true, y.entries FROM {note_parent} y
                                    WHERE y.k1 OPERATOR(pg_catalog.=) c.{reference} AND NOT y.orphan
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
                                IF noted_old OPERATOR(pg_catalog.&) noted_new OPERATOR(pg_catalog.<>) 0 AND NOT {agree} THEN
                                    INSERT INTO {conflict} (mapping, key, entries, losing)
                                    VALUES ({mapping}, ROW({key_arguments})::pg_catalog.text,
                                            noted_old OPERATOR(pg_catalog.&) noted_new,
                                            pg_catalog.jsonb_build_array(
                                                pg_catalog.jsonb_build_array({c_sources}),
                                                pg_catalog.jsonb_build_array({p_targets})));
                                END IF;
                                IF pull OPERATOR(pg_catalog.<>) 0 THEN
                                    UPDATE {child} s SET {pull_assignments} WHERE {s_is_key}
                                    RETURNING s.* INTO c;
                                END IF;
                                IF push OPERATOR(pg_catalog.<>) 0 THEN
                                    IF EXISTS (SELECT FROM {child} s
                                               WHERE s.{reference} OPERATOR(pg_catalog.=) c.{reference} AND NOT ({s_is_key})) THEN
                                        -- others refer to the same parent: this child gets one of its own
                                        made := {new_key};
                                        INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE VALUES (made, {forward_c});
                                        UPDATE {child} s SET {reference} = made WHERE {s_is_key};
                                    ELSE
                                        UPDATE {parent} t SET {push_assignments}
                                        WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference}
                                        RETURNING t.* INTO p;
                                    END IF;
                                END IF;
                                DELETE FROM {note_parent} y
                                WHERE y.k1 OPERATOR(pg_catalog.=) c.{reference} AND NOT y.orphan
                                  AND NOT EXISTS (SELECT FROM {child} s
                                                  WHERE s.{reference} OPERATOR(pg_catalog.=) c.{reference}
                                                    AND NOT ({s_is_key}) AND NOT {agree_s});
                            END IF;
                            DELETE FROM {note_child} x WHERE {x_is_key};
                            PERFORM pg_catalog.set_config('lock_timeout', previous, true);
                            RETURN true;
                        EXCEPTION
                            WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                RETURN false;
                            WHEN data_exception OR integrity_constraint_violation THEN
                        {on_data}        UPDATE {note_child} x SET problem = 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE WHERE {x_is_key};
                                UPDATE {note_parent} y SET problem = 'SQLSTATE ' OPERATOR(pg_catalog.||) SQLSTATE
                                WHERE y.k1 OPERATOR(pg_catalog.=) c.{reference} AND NOT y.orphan;
                                RETURN false;
                        END;
                        """,
                        Map.ofEntries(
                                Map.entry("s_is_key", text.sameKey(text.keyOf("s"), n -> "key" + (n + 1))),
                                Map.entry("x_is_key", text.sameKey(text.noteKeyOf("x"), n -> "key" + (n + 1))),
                                Map.entry("key_arguments", text.keyList(n -> "key" + (n + 1))),
                                Map.entry("absent_c", text.absent("c")),
                                Map.entry("forward_c", Sql.list(text.entries(), e -> text.forward(e, "c"))),
                                Map.entry("agree", text.agree("c", "p")),
                                Map.entry("agree_s", text.agree("s", "p")),
                                Map.entry("c_sources", Sql.list(text.columns(), x -> "c." + text.source(x))),
                                Map.entry("p_targets", Sql.list(text.columns(), x -> "p." + text.target(x))),
                                Map.entry("pull_assignments", pull.toString()),
                                Map.entry("push_assignments", push.toString()),
                                Map.entry("on_data", onData.indent(8)))),
                "carries over what is noted of one row, each value by its newest note; never waits");
    }

    private Statement settleParent() {
        String keyed = text.keyList(text.keyOf("s"));
        return function(
                "settle_parent",
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
                            DELETE FROM {note_parent} y WHERE y.k1 OPERATOR(pg_catalog.=) key1 AND NOT y.orphan;
                        END IF;
                        RETURN settled;
                        """,
                        Map.of(
                                "settle_child",
                                names.function("settle_child"),
                                "row_key",
                                text.keyList(text.keyOf("child_row")))),
                "carries over what is noted of one parent, to all its children (" + keyed + ")");
    }

    /** The deferred trigger of a note: settles at commit, unless an earlier note of the transaction did. */
    private Statement settleNote(String role, String table, String settle, String key) {
        return trigger(
                role,
                "",
                text.fill(
                        """
                        IF {isolation} OPERATOR(pg_catalog.<>) 'serializable'
                           AND EXISTS (SELECT FROM {table} x WHERE x.note OPERATOR(pg_catalog.=) NEW.note AND x.problem IS NULL) THEN
                            PERFORM {settle}({key});
                        END IF;
                        RETURN NULL;
                        """,
                        Map.of(
                                "isolation",
                                ISOLATION,
                                "table",
                                table.equals("note_child") ? names.noteChild() : names.noteParent(),
                                "settle",
                                names.function(settle),
                                "key",
                                key)),
                "settles a note at commit");
    }

    /** Deletes a parent that has lost its last child; false where somebody holds it. */
    private Statement orphan() {
        return function(
                "orphan",
                "key1 " + lookup.parent().key().type(),
                "pg_catalog.bool",
                "previous pg_catalog.text := pg_catalog.current_setting('lock_timeout');\n",
                text.fill("""
                        BEGIN
                            PERFORM pg_catalog.set_config('lock_timeout', '5ms', true);
                            PERFORM FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) key1 FOR UPDATE SKIP LOCKED;
                            IF NOT FOUND THEN
                                PERFORM pg_catalog.set_config('lock_timeout', previous, true);
                                RETURN NOT EXISTS (SELECT FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) key1);
                            END IF;
                            IF NOT EXISTS (SELECT FROM {child} c WHERE c.{reference} OPERATOR(pg_catalog.=) key1) THEN
                                DELETE FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) key1;
                            END IF;
                            PERFORM pg_catalog.set_config('lock_timeout', previous, true);
                            RETURN true;
                        EXCEPTION
                            WHEN lock_not_available OR serialization_failure OR deadlock_detected THEN
                                RETURN false;
                            WHEN foreign_key_violation THEN
                                RETURN true; -- something else refers to it: it is needed
                        END;
                        """, Map.of()),
                "deletes a parent that has lost its last child; never waits");
    }

    private Statement childGone() {
        return trigger(
                "child_gone",
                "",
                text.fill("""
                        IF {isolation} OPERATOR(pg_catalog.<>) 'serializable' THEN
                            IF {orphan}(OLD.{reference}) THEN
                                RETURN NULL;
                            END IF;
                        END IF;
                        INSERT INTO {note_parent} (entries, k1, orphan) VALUES (0, OLD.{reference}, true);
                        RETURN NULL;
                        """, Map.of("isolation", ISOLATION, "orphan", names.function("orphan"))),
                "an address without an order goes with it, at commit");
    }

    private Statement truncated() {
        String orphans = lookup.rules().orphans() == Lookup.Orphans.KEEP ? "" : text.fill("""
                        INSERT INTO {note_parent} (entries, k1, orphan)
                        SELECT 0, c.{reference}, true FROM {child} c WHERE c.{reference} IS NOT NULL;
                        """, Map.of());
        return trigger(
                "truncated",
                "",
                orphans + text.fill("DELETE FROM {note_child};\nRETURN NULL;\n", Map.of()),
                "TRUNCATE leaves parents without children");
    }

    /** Settles what no commit could: called by the engine, by clients, or by cron. */
    private Statement reconcile() {
        return function(
                "settle",
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
                            IF n.orphan THEN
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
                                "n_key", text.keyList(text.noteKeyOf("n")))),
                "settles noted keys, oldest first; never waits");
    }
}
