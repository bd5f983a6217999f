package dev.segue.postgresql;

import dev.segue.catalog.TableName;
import dev.segue.dialect.Statement;
import dev.segue.mapping.SameRow.Derived;
import dev.segue.mapping.SameRow.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Segue's own tables of a same-row mapping, the triggers that bind its functions, and how all of it goes away again. */
final class SameRowTables {

    private static final List<String> TRIGGERS = List.of("insert", "update");

    private final SameRowText text;
    private final LookupNames names;

    SameRowTables(SameRowText text) {
        this.text = text;
        this.names = text.names();
    }

    List<Statement> tables() {
        return List.of(
                Statement.free("CREATE SEQUENCE " + names.quiet(), "holds the time of the last old write"),
                Statement.free(
                        """
                        CREATE TABLE %s (
                            note pg_catalog.int8 GENERATED ALWAYS AS IDENTITY,
                            pulled pg_catalog.bool NOT NULL,
                            grp pg_catalog.int4 NOT NULL,
                            %s,
                            noted_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                            problem pg_catalog.text NOT NULL
                        )
                        """.formatted(text.notes(), text.key().noteColumns()),
                        "rows whose values one shape cannot hold"),
                Statement.free(
                        "CREATE INDEX ON %s (%s)"
                                .formatted(text.notes(), text.key().noteNames()),
                        "notes are looked up by key"));
    }

    /**
     * {@return the triggers; the last statements of the set-up, in one transaction} An update that changes no derived
     * column runs none of them. Where a trigger of the application's may change other columns than a statement names,
     * images decide.
     */
    List<Statement> triggers() {
        List<Derived> forward = text.mapping().forward();
        String mark = Sql.id(names.mark());
        String given = forward.isEmpty()
                ? "false"
                : "(NEW.%s IS NULL AND (%s))"
                        .formatted(
                                mark,
                                String.join(
                                        " OR ",
                                        forward.stream()
                                                .map(d -> text.column("NEW", d.column()) + " IS NOT NULL")
                                                .toList()));
        List<Statement> all = new ArrayList<>();
        all.add(trigger(
                names.first("insert"),
                "BEFORE INSERT",
                "NEW.%s = %s OR %s".formatted(mark, SameRowMark.WRITTEN_NEW, given),
                "first"));
        all.add(trigger(
                names.last("insert"), "BEFORE INSERT", "NEW.%1$s IS NULL OR NEW.%1$s < 0".formatted(mark), "last"));
        String unmarked = "NEW.%1$s IS NOT DISTINCT FROM OLD.%1$s".formatted(mark);
        List<Stored> columns = columns();
        if (text.mapping().row().rewritten()) {
            String changed = unmarked + " AND NOT " + text.same(columns, "NEW", "OLD");
            all.add(trigger(names.first("update"), "BEFORE UPDATE", changed, "first"));
            all.add(trigger(
                    names.last("update"), "BEFORE UPDATE", "NEW.%s < 0 OR %s".formatted(mark, changed), "last"));
        } else {
            all.add(trigger(
                    names.last("update"), "BEFORE UPDATE OF " + Sql.list(columns, text::column), unmarked, "last"));
        }
        return all;
    }

    private List<Stored> columns() {
        return text.mapping().groups().stream()
                .flatMap(g -> Stream.concat(g.oldColumns().stream(), g.newColumns().stream()))
                .distinct()
                .toList();
    }

    private Statement trigger(String name, String when, String condition, String function) {
        return new Statement(
                "CREATE TRIGGER %s %s ON %s FOR EACH ROW WHEN (%s) EXECUTE FUNCTION %s()"
                        .formatted(name, when, text.table(), condition, names.function(function)),
                "SHARE ROW EXCLUSIVE on " + text.mapping().row().table() + ", instant",
                "each write of one shape also lands in the other");
    }

    /** {@return what takes the triggers and Segue's own objects away, whichever were made} */
    List<Statement> detach() {
        TableName table = text.isSealed()
                ? text.mapping().row().sealed()
                : text.mapping().row().table();
        List<Statement> all = new ArrayList<>();
        for (String role : TRIGGERS) {
            for (String name : List.of(names.first(role), names.last(role))) {
                all.add(new Statement(
                        "DROP TRIGGER IF EXISTS %s ON %s".formatted(name, text.table()),
                        "ACCESS EXCLUSIVE on " + table + ", instant",
                        "triggers go before columns"));
            }
        }
        all.addAll(detachUnattached());
        return all;
    }

    /** {@return what takes Segue's own objects away where nothing is attached to the application's tables} */
    List<Statement> detachUnattached() {
        return List.of(
                Statement.free("DROP TABLE IF EXISTS " + text.notes(), "Segue's own table"),
                Statement.free("DROP SEQUENCE IF EXISTS " + names.quiet(), "Segue's own sequence"),
                dropFunctions());
    }

    /** Functions that call each other go in any order: bodies that the server parsed depend on what they call. */
    Statement dropFunctions() {
        List<String> functions = new ArrayList<>(List.of("first", "last", "settle", "missing"));
        for (int n = 0; n < text.mapping().groups().size(); n++) {
            functions.add("agrees_" + (n + 1));
        }
        for (int n = 0; n < text.mapping().forward().size(); n++) {
            functions.add("forward_" + (n + 1));
        }
        for (int n = 0; n < text.mapping().backward().size(); n++) {
            functions.add("backward_" + (n + 1));
        }
        return OwnFunctions.drop(
                functions.stream().map(f -> names.base() + "_" + f).toList());
    }

    /**
     * {@return what fails with SQLSTATE 55SG1 while a row is noted; settles first}
     *
     * @param onlyNew whether only what new code wrote matters, as it does for rollback
     */
    Statement guard(boolean onlyNew) {
        return Statement.free(
                Sql.fill(
                        """
                        DO $segue$
                        DECLARE noted pg_catalog.int8;
                        BEGIN
                            IF pg_catalog.to_regclass({notes_text}) IS NULL OR pg_catalog.to_regprocedure({settle_text}) IS NULL THEN
                                RETURN; -- duplicate writes were never set up
                            END IF;
                            EXECUTE 'SELECT ' || {settle} INTO noted;
                            EXECUTE 'SELECT pg_catalog.count(*) FROM ' || {noted} INTO noted;
                            IF noted > 0 THEN
                                RAISE EXCEPTION '% rows have no counterpart in the other shape', noted USING ERRCODE = '55SG1';
                            END IF;
                        END
                        $segue$""",
                        Map.of(
                                "notes_text", Sql.literal(text.notes()),
                                "settle_text", Sql.literal(names.function("settle") + "(integer)"),
                                "settle", Sql.literal(names.function("settle") + "(200)"),
                                "noted",
                                        Sql.literal(text.notes()
                                                + (onlyNew ? " x WHERE x.pulled" : " x WHERE NOT x.pulled")))),
                onlyNew ? "no write of new code may be lost" : "no write may be lost");
    }
}
