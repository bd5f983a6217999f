package dev.segue.postgresql;

import dev.segue.dialect.MappingSql;
import dev.segue.dialect.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is kept of a lookup where the application writes twice: notes of rows that the backfill could not map, and nothing
 * on the application's own tables.
 */
final class UnmappedNotes {

    private final LookupText text;
    private final LookupNames names;

    UnmappedNotes(LookupText text) {
        this.text = text;
        this.names = text.names();
    }

    /** {@return the statements that make the table of notes} */
    List<Statement> table() {
        String keyColumns = Sql.list(
                IntStream.range(0, text.noteKey().size()).boxed().toList(),
                n -> text.noteKey().get(n) + " "
                        + text.lookup().child().key().get(n).type() + " NOT NULL");
        return List.of(
                Statement.free(text.fill("""
                                CREATE TABLE {note_child} (
                                    note pg_catalog.int8 GENERATED ALWAYS AS IDENTITY,
                                    pulled pg_catalog.bool NOT NULL,
                                    entries pg_catalog.int4 NOT NULL,
                                    {key_columns},
                                    noted_at pg_catalog.timestamptz NOT NULL DEFAULT pg_catalog.clock_timestamp(),
                                    problem pg_catalog.text
                                )
                                """, Map.of("key_columns", keyColumns)), "rows that the backfill cannot map"),
                Statement.free(
                        text.fill("CREATE INDEX ON {note_child} ({note_key}, note)", Map.of()),
                        "notes are looked up by key"));
    }

    /** {@return the function that fills what was mended, and forgets what is filled or gone} */
    Statement settle() {
        return Plpgsql.hurrying(
                names.function("settle"),
                "max_keys pg_catalog.int4",
                "pg_catalog.int8",
                """
                n record;
                c record;
                made %s;
                settled pg_catalog.int8 := 0;
                """.formatted(text.lookup().parent().key().type()),
                text.fill(
                        """
                        FOR n IN SELECT DISTINCT {note_key} FROM {note_child} x LOOP
                            EXIT WHEN settled OPERATOR(pg_catalog.>=) max_keys;
                            BEGIN
                                {hurry}
                                SELECT s.* INTO c FROM {child} s WHERE {s_is_key} FOR NO KEY UPDATE SKIP LOCKED;
                                IF FOUND THEN
                                    IF {unfilled} THEN
                                        {make}
                                        UPDATE {child} s SET {reference} = made WHERE {s_is_key};
                                    END IF;
                                ELSIF EXISTS (SELECT FROM {child} s WHERE {s_is_key}) THEN
                                    CONTINUE; -- somebody holds it
                                END IF;
                                DELETE FROM {note_child} x WHERE {x_is_key};
                                settled := settled OPERATOR(pg_catalog.+) 1;
                            EXCEPTION
                                WHEN data_exception OR integrity_constraint_violation OR lock_not_available
                                    OR serialization_failure OR deadlock_detected THEN
                                    NULL; -- not yet
                            END;
                        END LOOP;
                        RETURN settled;
                        """,
                        Map.of(
                                "hurry", Plpgsql.HURRY,
                                "s_is_key", text.sameKey(text.keyOf("s"), text.noteKeyOf("n")),
                                "x_is_key", text.noteIs("x", text.noteKeyOf("n")),
                                "unfilled", text.unfilled("c"),
                                "make", make().indent(16).strip())),
                "fills rows that were mended, and forgets their notes");
    }

    private String make() {
        String values = Sql.list(text.entries(), e -> text.forward(e, "c"));
        return text.shares()
                ? "made := " + names.function("share_at_commit") + "(" + values + ");"
                : text.fill("""
                made := {new_key};
                INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE
                VALUES (made, {values});""", Map.of("values", values));
    }

    /** {@return what fails with SQLSTATE 55SG1 while a row is noted} */
    Statement guard() {
        return Statement.free("""
                DO $segue$
                DECLARE noted pg_catalog.int8;
                BEGIN
                    SELECT pg_catalog.count(*) INTO noted FROM %s x;
                    IF noted OPERATOR(pg_catalog.>) 0 THEN
                        RAISE EXCEPTION '%% rows are not in the new shape', noted USING ERRCODE = '55SG1';
                    END IF;
                END
                $segue$""".formatted(names.noteChild()), "no row may be lost");
    }

    /** {@return a statement that guards nothing: until the old shape falls behind, everything is in it} */
    static Statement nothingToGuard() {
        return Statement.free("SELECT 1", "the application wrote everything to the old shape, too");
    }

    List<Statement> detach() {
        List<Statement> all = new ArrayList<>();
        all.add(Statement.free(text.fill("DROP TABLE IF EXISTS {note_child}", Map.of()), "Segue's own table"));
        if (text.shares()) {
            all.add(new LookupSharing(text).dropIndex());
        }
        all.add(new LookupTables(text).dropFunctions());
        return all;
    }

    MappingSql.Watch watch() {
        return new MappingSql.Watch(
                "SELECT " + names.function("settle") + "(CAST(:limit AS pg_catalog.int4))",
                text.fill("""
                        SELECT 0 AS pending, pg_catalog.count(*) AS unmappable, 0 AS oldest
                        FROM {note_child} x
                        """, Map.of()),
                text.fill("""
                        SELECT ROW({key})::pg_catalog.text AS key, x.problem FROM {note_child} x ORDER BY x.note LIMIT 20
                        """, Map.of("key", text.keyList(text.noteKeyOf("x")))),
                text.fill("DELETE FROM {note_child} x", Map.of()),
                "SELECT CAST(NULL AS pg_catalog.timestamptz)");
    }
}
