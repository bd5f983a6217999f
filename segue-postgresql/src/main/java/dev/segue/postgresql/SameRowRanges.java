package dev.segue.postgresql;

import dev.segue.dialect.MappingSql;
import dev.segue.dialect.RangeSql;
import dev.segue.dialect.Statement;
import dev.segue.mapping.Expression.Stability;
import dev.segue.mapping.SameRow;
import dev.segue.mapping.SameRow.Derived;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Backfill and comparison of a same-row mapping, by key ranges. */
final class SameRowRanges {

    private final SameRowText text;
    private final boolean triggers;
    private final KeyRange key;

    /** @param triggers whether rows have a mark, which tells filled ones */
    SameRowRanges(SameRowText text, boolean triggers) {
        this.text = text;
        this.triggers = triggers;
        this.key = text.key();
    }

    RangeSql ranges() {
        return new RangeSql(
                key.columns().stream().map(KeyRange.Part::name).toList(),
                key.boundaries(text.table()),
                new RangeSql.Fill(null, "SET LOCAL lock_timeout = '20ms'", fillAtOnce(), "55P03", fillAround()),
                fill("SELECT {key_text} FROM {table} c WHERE {range} AND {fillable} ORDER BY {key}"),
                fill("""
                        INSERT INTO {notes} (pulled, grp, {note_names}, problem)
                        SELECT false, -1, {key}, :problem FROM {table} c WHERE {range} AND {fillable}
                        """),
                compare(),
                new RangeSql.Count(null, count(), count()));
    }

    /** Whether a row waits to be filled: without a mark, whether its shapes differ. */
    private String unfilled(String row) {
        if (text.mapping().forward().isEmpty()) {
            return "false";
        }
        if (triggers) {
            return text.mark(row) + " IS NULL";
        }
        String empty = Sql.all(
                text.mapping().forward().stream()
                        .filter(d -> d.expression().stability() == Stability.VOLATILE || !isCompared(d))
                        .toList(),
                d -> text.column(row, d.column()) + " IS NULL");
        String agrees = text.agrees(row);
        return empty.isEmpty()
                ? "NOT " + agrees
                : agrees.equals("true") ? "(" + empty + ")" : "(NOT " + agrees + " OR " + empty + ")";
    }

    private boolean isCompared(Derived derived) {
        return text.mapping().groups().stream()
                .anyMatch(g -> g.forward().contains(derived) && SameRowText.isComparable(g));
    }

    /** Rows that cannot be mapped are noted and left to whoever mends them. */
    private String noted(String row) {
        return "EXISTS (SELECT FROM " + text.notes() + " x WHERE " + key.same(KeyRange.ofNote("x"), key.of(row)) + ")";
    }

    /** A new value that is NULL where its shape admits none fails, as an expression that fails does. */
    private String assignments(String row) {
        List<String> set = new ArrayList<>();
        text.mapping()
                .forward()
                .forEach(d ->
                        set.add(text.column(d.column()) + " = " + (d.required() ? required(d, row) : inline(d, row))));
        if (triggers) {
            set.add(Sql.id(text.names().mark()) + " = 0");
        }
        return String.join(", ", set);
    }

    private String required(Derived derived, String row) {
        return "COALESCE(%s, %s(CAST(NULL AS %s)))"
                .formatted(
                        inline(derived, row),
                        text.names().function("missing"),
                        derived.expression().type());
    }

    /** A function whose body is a plain expression is inlined by the server; of another one the body is put here. */
    private String inline(Derived derived, String row) {
        String sql = derived.expression().sql();
        if (!sql.startsWith("(SELECT ") || derived.expression().stability() == Stability.VOLATILE) {
            return text.call(derived, row);
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (int n = 0; n < derived.arguments().size(); n++) {
            values.put(
                    derived.expression().arguments().get(n).name(),
                    text.column(row, derived.arguments().get(n)));
        }
        return Scoped.of(sql, "segue_row", values);
    }

    private String fillAtOnce() {
        return fill("UPDATE {table} c SET {assignments} WHERE {range} AND {fillable}");
    }

    private String fillAround() {
        return fill("""
                WITH candidate AS MATERIALIZED (
                    SELECT {key} FROM {table} c WHERE {range} AND {fillable} FOR NO KEY UPDATE OF c SKIP LOCKED
                )
                UPDATE {table} c SET {assignments} FROM candidate WHERE {same_key}
                """);
    }

    /** What one shape cannot hold is noted, and does not differ. */
    private String differs() {
        if (!triggers) {
            String agrees = text.agrees("c");
            return agrees.equals("true") ? "false" : "(NOT " + agrees + " AND NOT " + noted("c") + ")";
        }
        List<String> parts = new ArrayList<>();
        if (!text.mapping().forward().isEmpty()) {
            parts.add(text.mark("c") + " IS NULL AND NOT " + noted("c"));
        }
        for (int n = 0; n < text.mapping().groups().size(); n++) {
            if (SameRowText.isComparable(text.mapping().groups().get(n))) {
                parts.add("(%1$s OPERATOR(pg_catalog.&) %2$d) OPERATOR(pg_catalog.=) 0 AND NOT %3$s"
                        .formatted(
                                text.mark("c"),
                                SameRowMark.withoutNew(n) | SameRowMark.withoutOld(n),
                                text.agrees(n, "c")));
            }
        }
        return parts.isEmpty() ? "false" : "(" + String.join(" OR ", parts) + ")";
    }

    private String compare() {
        return fill("""
                SELECT {key_text}, false AS pending,
                       pg_catalog.md5(ROW({old})::pg_catalog.text) AS old_hash,
                       pg_catalog.md5(ROW({new})::pg_catalog.text) AS new_hash
                FROM {table} c WHERE {range} AND {differs} ORDER BY {key}
                """);
    }

    private String count() {
        return fill("SELECT pg_catalog.count(*) AS rows, pg_catalog.count(*) FILTER (WHERE {differs}) AS differing"
                + " FROM {table} c WHERE {range}");
    }

    private String fill(String template) {
        return Sql.fill(
                template,
                Map.ofEntries(
                        Map.entry("table", text.table()),
                        Map.entry("notes", text.notes()),
                        Map.entry("note_names", key.noteNames()),
                        Map.entry("key", key.list(key.of("c"))),
                        Map.entry("key_text", key.texts("c")),
                        Map.entry("range", key.within("c")),
                        Map.entry("fillable", unfilled("c") + " AND NOT " + noted("c")),
                        Map.entry("assignments", assignments("c")),
                        Map.entry("same_key", key.same(key.of("c"), key.of("candidate"))),
                        Map.entry("differs", differs()),
                        Map.entry("old", values(g -> g.oldColumns())),
                        Map.entry("new", values(g -> g.newColumns()))));
    }

    private String values(java.util.function.Function<SameRow.Group, List<SameRow.Stored>> side) {
        return Sql.list(
                text.mapping().groups().stream()
                        .flatMap(g -> side.apply(g).stream())
                        .distinct()
                        .toList(),
                c -> text.column("c", c));
    }

    /** {@return the function that fills what was mended, and forgets what is filled or gone} */
    Statement settle() {
        return Plpgsql.hurrying(
                text.names().function("settle"),
                "max_keys pg_catalog.int4",
                "pg_catalog.int8",
                """
                n record;
                c record;
                settled pg_catalog.int8 := 0;
                """,
                Sql.fill(
                        """
                        FOR n IN SELECT DISTINCT {note_names}, x.pulled, x.grp FROM {notes} x LOOP
                            EXIT WHEN settled OPERATOR(pg_catalog.>=) max_keys;
                            BEGIN
                                {hurry}
                                SELECT s.* INTO c FROM {table} s WHERE {s_is_key} FOR NO KEY UPDATE SKIP LOCKED;
                                IF FOUND THEN
                                    {derive}
                                ELSIF EXISTS (SELECT FROM {table} s WHERE {s_is_key}) THEN
                                    CONTINUE; -- somebody holds it
                                END IF;
                                DELETE FROM {notes} x WHERE {x_is_key} AND x.pulled OPERATOR(pg_catalog.=) n.pulled AND x.grp OPERATOR(pg_catalog.=) n.grp;
                                settled := settled OPERATOR(pg_catalog.+) 1;
                            EXCEPTION WHEN OTHERS THEN
                                NULL; -- not yet
                            END;
                        END LOOP;
                        RETURN settled;
                        """,
                        Map.ofEntries(
                                Map.entry("hurry", Plpgsql.HURRY),
                                Map.entry("table", text.table()),
                                Map.entry("notes", text.notes()),
                                Map.entry("note_names", key.list(n -> "x.k" + (n + 1))),
                                Map.entry("s_is_key", key.same(key.of("s"), KeyRange.ofNote("n"))),
                                Map.entry("x_is_key", key.same(KeyRange.ofNote("x"), KeyRange.ofNote("n"))),
                                Map.entry("derive", derive().indent(20).strip()))),
                "fills rows that were mended, and forgets their notes");
    }

    /** Each group by itself, and only while it waits. A statement that changes the mark is let pass by the triggers. */
    private String derive() {
        String sameKey = key.same(key.of("s"), KeyRange.ofNote("n"));
        StringBuilder derive = new StringBuilder();
        if (!triggers) {
            if (!text.mapping().forward().isEmpty()) {
                derive.append("UPDATE %s s SET %s WHERE %s AND %s;\n"
                        .formatted(text.table(), assignments("s"), sameKey, unfilled("s")));
            }
            return derive.toString();
        }
        List<SameRow.Group> groups = text.mapping().groups();
        int every = 0;
        for (int n = 0; n < groups.size(); n++) {
            every |= groups.get(n).forward().isEmpty() ? 0 : SameRowMark.withoutNew(n);
        }
        derive.append(
                """
                IF n.grp OPERATOR(pg_catalog.=) -1 AND %1$s IS NULL THEN
                    UPDATE %2$s s SET %3$s = %4$d WHERE %5$s;
                """.formatted(text.mark("c"), text.table(), Sql.id(text.names().mark()), every, sameKey));
        for (int n = 0; n < groups.size(); n++) {
            if (!groups.get(n).forward().isEmpty()) {
                derive.append("""
                            INSERT INTO %s (pulled, grp, %s, problem)
                            SELECT false, %d, %s, x.problem FROM %s x WHERE %s AND x.grp OPERATOR(pg_catalog.=) -1 LIMIT 1;
                        """.formatted(
                                text.notes(),
                                key.noteNames(),
                                n,
                                key.list(KeyRange.ofNote("n")),
                                text.notes(),
                                key.same(KeyRange.ofNote("x"), KeyRange.ofNote("n"))));
            }
        }
        derive.append("END IF;\n");
        for (int n = 0; n < groups.size(); n++) {
            derive.append(
                    waiting(n, false, SameRowMark.withoutNew(n), groups.get(n).forward(), sameKey));
            derive.append(
                    waiting(n, true, SameRowMark.withoutOld(n), groups.get(n).backward(), sameKey));
        }
        return derive.toString();
    }

    private String waiting(int group, boolean pulled, int bit, List<Derived> derived, String sameKey) {
        if (derived.isEmpty()) {
            return "";
        }
        String set = Sql.list(derived, d -> {
            String value = d.required() ? required(d, "s") : text.call(d, "s");
            return text.column(d.column()) + " = "
                    + (pulled ? value : "COALESCE(" + text.column("s", d.column()) + ", " + value + ")");
        });
        return """
                IF n.grp OPERATOR(pg_catalog.=) %1$d AND n.pulled OPERATOR(pg_catalog.=) %2$s THEN
                    UPDATE %3$s s SET %4$s, %5$s = %6$s OPERATOR(pg_catalog.&) %7$d
                    WHERE %8$s AND (%6$s OPERATOR(pg_catalog.&) %9$d) OPERATOR(pg_catalog.<>) 0;
                END IF;
                """.formatted(
                group, pulled, text.table(), set, Sql.id(text.names().mark()), text.mark("s"), ~bit, sameKey, bit);
    }

    MappingSql.Watch watch() {
        return new MappingSql.Watch(
                "SELECT " + text.names().function("settle") + "(CAST(:limit AS pg_catalog.int4))",
                "SELECT 0 AS pending, pg_catalog.count(*) AS unmappable, 0 AS oldest FROM (SELECT DISTINCT %s FROM %s x WHERE NOT x.pulled) n"
                        .formatted(key.list(KeyRange.ofNote("x")), text.notes()),
                "SELECT ROW(%s)::pg_catalog.text AS key, x.problem FROM %s x ORDER BY x.note LIMIT 20"
                        .formatted(key.list(KeyRange.ofNote("x")), text.notes()),
                "DELETE FROM " + text.notes() + " x",
                triggers
                        ? "SELECT CASE WHEN q.last_value > 1 THEN pg_catalog.to_timestamp(q.last_value) END FROM %s q"
                                .formatted(text.names().quiet())
                        : "SELECT CAST(NULL AS pg_catalog.timestamptz)");
    }
}
