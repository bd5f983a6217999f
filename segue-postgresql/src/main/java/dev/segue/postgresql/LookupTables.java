package dev.segue.postgresql;

import dev.segue.dialect.Statement;
import dev.segue.mapping.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Segue's own tables of a lookup, the triggers that bind its functions, and how all of it goes away again. */
final class LookupTables {

    private static final String EXCLUSIVE = "SHARE ROW EXCLUSIVE on %s, instant";

    /**
     * Notes come and go: they are vacuumed often, which never takes a strong lock to cut the file; and statistics of a
     * moment in which there are none would have them read from end to end.
     */
    private static final String STORAGE =
            "autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000, vacuum_truncate = false, "
                    + "autovacuum_analyze_threshold = 2147483647";

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;

    LookupTables(LookupText text) {
        this.text = text;
        this.lookup = text.lookup();
        this.names = text.names();
    }

    /** {@return the statements that make sequences and note tables} */
    List<Statement> tables() {
        String keyColumns = Sql.list(
                IntStream.range(0, text.noteKey().size()).boxed().toList(),
                n -> text.noteKey().get(n) + " " + lookup.child().key().get(n).type() + " NOT NULL");
        List<Statement> all = new ArrayList<>();
        all.add(Statement.free("CREATE SEQUENCE " + names.order(), "the order of notes of both sides"));
        all.add(Statement.free("CREATE SEQUENCE " + names.quiet(), "holds the time of the last old write"));
        all.add(Statement.free(
                "CREATE SEQUENCE " + names.linked(), "holds the time of the last link to an address that was there"));
        all.add(Statement.free(
                text.fill(
                        """
                        CREATE TABLE {note_child} (
                            note pg_catalog.int8 NOT NULL DEFAULT pg_catalog.nextval({order}::pg_catalog.regclass),
                            pulled pg_catalog.bool NOT NULL,
                            entries pg_catalog.int4 NOT NULL,
                            {key_columns},{arrives}
                            version pg_catalog.tid,
                            taken_by pg_catalog.xid8 NOT NULL DEFAULT pg_catalog.pg_current_xact_id(),
                            held pg_catalog.bool NOT NULL DEFAULT false,
                            noted_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                            problem pg_catalog.text
                        ) WITH ({storage})
                        """,
                        Map.of(
                                "order",
                                Sql.literal(names.order()),
                                "key_columns",
                                keyColumns,
                                "arrives",
                                lookup.child().partitioned() ? LookupPartitions.NOTE_COLUMN : "",
                                "storage",
                                STORAGE)),
                "writes of one row that wait to be carried over"));
        all.add(Statement.free(
                text.fill("CREATE INDEX ON {note_child} ({note_key}, note)", Map.of()), "notes are looked up by key"));
        all.add(Statement.free(
                text.fill(
                        """
                        CREATE TABLE {note_parent} (
                            note pg_catalog.int8 NOT NULL DEFAULT pg_catalog.nextval({order}::pg_catalog.regclass),
                            entries pg_catalog.int4 NOT NULL,
                            k1 {key_type} NOT NULL,
                            version pg_catalog.int8,
                            orphan pg_catalog.bool NOT NULL DEFAULT false,
                            held pg_catalog.bool NOT NULL DEFAULT false,
                            noted_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                            problem pg_catalog.text
                        ) WITH ({storage})
                        """,
                        Map.of(
                                "order",
                                Sql.literal(names.order()),
                                "key_type",
                                lookup.parent().key().type(),
                                "storage",
                                STORAGE)),
                "writes of one parent that wait to be carried over"));
        all.add(Statement.free(
                text.fill("CREATE INDEX ON {note_parent} (k1, note)", Map.of()), "notes are looked up by key"));
        return all;
    }

    /**
     * {@return the triggers; the last statements of the set-up, in one transaction} The server reads a condition anew for
     * every statement, and that costs more than what it saves; so they are named by the columns that a statement sets, and
     * their conditions are short. Only where a trigger of the application's may change other columns than those, images
     * decide.
     */
    List<Statement> triggers() {
        String mark = Sql.id(names.mark());
        String unmarked = "NEW.%1$s IS NOT DISTINCT FROM OLD.%1$s".formatted(mark);
        String given = "NEW." + text.reference() + " IS NOT NULL";
        boolean rewritten = lookup.child().rewritten();
        List<Statement> all = new ArrayList<>();
        all.add(onNote(
                names.lateNotes(),
                names.noteChild(),
                "INSERT OR UPDATE OF pulled",
                "settle_note_child",
                "NOT NEW.held"));
        all.add(onNote(
                names.lateParentNotes(),
                names.noteParent(),
                "INSERT OR UPDATE OF entries",
                "settle_note_parent",
                "NOT NEW.orphan AND NOT NEW.held"));
        all.add(onChild(names.first("link_insert"), "BEFORE INSERT", given, "link"));
        all.add(onChild(names.first("link_update"), "BEFORE UPDATE OF " + text.reference(), unmarked, "link"));
        all.add(onChild(
                names.last("allocate_insert"),
                "BEFORE INSERT",
                "NOT (" + given + ") AND NOT " + text.absent("NEW"),
                "allocate"));
        if (!text.shares()) {
            all.add(onChild(
                    names.last("allocate_update"),
                    rewritten ? "BEFORE UPDATE" : "BEFORE UPDATE OF " + String.join(", ", sources()),
                    rewritten ? "NOT (" + given + ") AND " + unmarked : "",
                    "allocate"));
        }
        if (lookup.child().partitioned()) {
            String ofKey = lookup.child().rewritten()
                    ? ""
                    : " OF "
                            + text.keyList(
                                    n -> Sql.id(lookup.child().key().get(n).name()));
            all.add(onChild(
                    names.last("leaves_update"),
                    "BEFORE UPDATE" + ofKey,
                    unmarked + " AND NOT " + text.sameKeyImage("NEW", "OLD"),
                    "leaves"));
        }
        all.add(onChild(
                names.first("written_insert"), "AFTER INSERT", given + " OR NOT " + text.absent("NEW"), "written"));
        all.add(onChild(
                names.first("written_update"),
                rewritten ? "AFTER UPDATE" : "AFTER UPDATE OF " + String.join(", ", linking()),
                rewritten ? changedImage(unmarked, mark) : unmarked,
                "written"));
        String written = rewritten ? "UPDATE" : "UPDATE OF " + String.join(", ", sources());
        String matters = rewritten ? unmarked + " AND " + changed(mattering()) : "";
        if (text.shares()) {
            all.add(onChild(names.last("carry"), "AFTER " + written, matters, "carry_child"));
            all.add(atCommit(
                    names.last("confirm"),
                    "INSERT",
                    text.child(),
                    given + " AND NOT NEW." + mark,
                    "confirm",
                    "a row that others share is looked at once more at commit"));
        } else {
            all.add(atCommit(
                    names.last("carry"),
                    written,
                    text.child(),
                    matters,
                    "carry_child",
                    "old code's values reach the new shape at commit"));
        }
        all.add(atCommit(
                names.last("carry"),
                "UPDATE",
                text.parent(),
                "",
                "carry_parent",
                "new code's values reach the old shape at commit"));
        if (lookup.rules().orphans() == Lookup.Orphans.DELETE) {
            String why = "orphans: delete; a parent that loses its last child goes at commit";
            all.add(atCommit(
                    names.last("gone_delete"),
                    "DELETE",
                    text.child(),
                    "OLD." + text.reference() + " IS NOT NULL",
                    "child_gone",
                    why));
            all.add(atCommit(
                    names.last("gone_update"),
                    rewritten ? "UPDATE" : "UPDATE OF " + text.reference(),
                    text.child(),
                    "OLD.%1$s IS NOT NULL AND NEW.%1$s IS DISTINCT FROM OLD.%1$s".formatted(text.reference()),
                    "child_gone",
                    why));
        }
        all.add(new Statement(
                text.fill(
                        "CREATE TRIGGER {name} BEFORE TRUNCATE ON {child} FOR EACH STATEMENT EXECUTE FUNCTION {function}()",
                        Map.of("name", names.first("truncate"), "function", names.function("truncated"))),
                EXCLUSIVE.formatted(lookup.child().table()),
                "TRUNCATE leaves no parents without children"));
        return all;
    }

    /** {@return all columns of the child that matter, quoted} */
    private List<String> mattering() {
        return Stream.concat(sources().stream(), linking().stream()).distinct().toList();
    }

    /** {@return the columns of the child by which it is linked, quoted} */
    private List<String> linking() {
        return Stream.concat(
                        Stream.of(text.reference()),
                        lookup.child().key().stream().map(k -> Sql.id(k.name())))
                .distinct()
                .toList();
    }

    private List<String> sources() {
        return text.columns().stream().map(text::source).toList();
    }

    /** A row that is filled passes, unless a trigger of the application's changed its values meanwhile. */
    private String changedImage(String unmarked, String mark) {
        return "(%s OR OLD.%s IS NULL AND NEW.%s AND %s) AND %s"
                .formatted(unmarked, mark, mark, changed(sources()), changed(mattering()));
    }

    private static String changed(List<String> columns) {
        return Sql.image(columns.stream().map(c -> "NEW." + c).toList()) + " OPERATOR(pg_catalog.*<>) "
                + Sql.image(columns.stream().map(c -> "OLD." + c).toList());
    }

    private Statement onNote(String trigger, String table, String moment, String function, String condition) {
        return Statement.free(
                "CREATE CONSTRAINT TRIGGER %s AFTER %s ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (%s) EXECUTE FUNCTION %s()"
                        .formatted(Sql.id(trigger), moment, table, condition, names.function(function)),
                "settles at commit, when no statement of the application can follow");
    }

    private Statement onChild(String trigger, String moment, String condition, String function) {
        return new Statement(
                text.fill(
                        "CREATE TRIGGER {name} {moment} ON {child} FOR EACH ROW {when}EXECUTE FUNCTION {function}()",
                        Map.of(
                                "name",
                                trigger,
                                "moment",
                                moment,
                                "when",
                                when(condition),
                                "function",
                                names.function(function))),
                EXCLUSIVE.formatted(lookup.child().table()),
                "duplicate writes; an update of other columns calls no function");
    }

    private Statement atCommit(
            String trigger, String moment, String table, String condition, String function, String why) {
        return new Statement(
                "CREATE CONSTRAINT TRIGGER %s AFTER %s ON %s DEFERRABLE INITIALLY DEFERRED FOR EACH ROW %sEXECUTE FUNCTION %s()"
                        .formatted(trigger, moment, table, when(condition), names.function(function)),
                EXCLUSIVE.formatted(
                        table.equals(text.parent())
                                ? lookup.parent().table()
                                : lookup.child().table()),
                why);
    }

    private static String when(String condition) {
        return condition.isEmpty() ? "" : "WHEN (" + condition + ") ";
    }

    /** {@return what takes the mechanism away, however much of it was made} */
    List<Statement> detach() {
        List<Statement> all = new ArrayList<>();
        for (String trigger : List.of(
                names.first("link_insert"),
                names.first("link_update"),
                names.last("allocate_insert"),
                names.last("allocate_update"),
                names.last("leaves_update"),
                names.first("written_insert"),
                names.first("written_update"),
                names.last("carry"),
                names.last("confirm"),
                names.last("gone_delete"),
                names.last("gone_update"),
                names.first("truncate"))) {
            all.add(dropTrigger(trigger, lookup.child().table().toString(), text.child()));
        }
        all.add(dropTrigger(names.last("carry"), lookup.parent().table().toString(), text.parent()));
        all.add(Statement.free(
                text.fill("DROP TABLE IF EXISTS {note_child}, {note_parent}", Map.of()), "Segue's own tables"));
        all.add(Statement.free(
                "DROP SEQUENCE IF EXISTS %s, %s, %s".formatted(names.order(), names.quiet(), names.linked()),
                "Segue's own sequences"));
        if (text.shares()) {
            all.add(new LookupSharing(text).dropIndex());
        }
        all.add(dropFunctions());
        return all;
    }

    /** {@return what drops Segue's own functions for this lookup, whichever were made} */
    Statement dropFunctions() {
        return OwnFunctions.drop(functionNames());
    }

    private List<String> functionNames() {
        List<String> all = new ArrayList<>();
        for (String role : List.of(
                "link",
                "allocate",
                "leaves",
                "written",
                "carry_child",
                "carry_parent",
                "settle_child",
                "settle_parent",
                "settle_note_child",
                "settle_note_parent",
                "orphan",
                "child_gone",
                "truncated",
                "settle",
                "unsettled",
                "share",
                "share_at_commit",
                "confirm")) {
            all.add(names.base() + "_" + role);
        }
        for (int entry : text.entries()) {
            for (String role : List.of("forward_", "backward_", "agrees_")) {
                all.add(names.base() + "_" + role + (entry + 1));
            }
        }
        return all;
    }

    private static Statement dropTrigger(String trigger, String table, String quoted) {
        return new Statement(
                "DROP TRIGGER IF EXISTS %s ON %s".formatted(trigger, quoted),
                "ACCESS EXCLUSIVE on " + table + ", instant",
                "triggers go before columns");
    }

    /**
     * {@return what fails with SQLSTATE 55SG1 while anything that matters is noted; settles first}
     *
     * @param onlyNew whether only what new code wrote matters, as it does for rollback
     */
    Statement guard(boolean onlyNew) {
        String childCondition = onlyNew ? "WHERE pulled" : "";
        String parentCondition = onlyNew ? "WHERE NOT orphan" : "";
        return Statement.free(
                """
                DO $segue$
                DECLARE settled pg_catalog.int8;
                BEGIN
                    IF pg_catalog.to_regclass(%1$s) IS NULL OR pg_catalog.to_regprocedure(%2$s) IS NULL THEN
                        RETURN; -- duplicate writes were never set up
                    END IF;
                    EXECUTE 'SELECT ' || %3$s INTO settled;
                    SET CONSTRAINTS ALL IMMEDIATE; -- the server alters no table on which triggers are still to come
                    EXECUTE 'SELECT (SELECT pg_catalog.count(*) FROM (SELECT 1 FROM ' || %4$s || ') x)' INTO settled;
                    IF settled > 0 THEN
                        RAISE EXCEPTION '%% noted keys are not settled', settled USING ERRCODE = '55SG1';
                    END IF;
                END
                $segue$""".formatted(
                        Sql.literal(names.noteChild()),
                        Sql.literal(names.function("settle") + "(integer)"),
                        Sql.literal(names.function("settle") + "(200)"),
                        Sql.literal("%s %s UNION ALL SELECT 1 FROM %s %s"
                                .formatted(names.noteChild(), childCondition, names.noteParent(), parentCondition))),
                onlyNew ? "no write of new code may be lost" : "no write may be lost");
    }
}
