package dev.segue.postgresql;

import java.util.Map;
import java.util.function.Function;

/**
 * The backfill of a range where equal rows share one parent: rows of the range that are equal to the bit have one leader,
 * which takes the row that holds its values already, or makes it. Rows that are found are held FOR SHARE until the range
 * commits, so that new code does not change one behind the back of a child that it cannot see yet.
 */
final class SharedFill {

    private final LookupText text;
    private final String range;
    private final String due;
    private final String marked;
    private final Function<Integer, String> forward;

    /**
     * @param range the condition that a row {@code c} lies in the range; said of both, or the whole table might be read
     * @param due the condition that it is to be filled
     * @param marked the assignment that marks it, or nothing
     * @param forward the new value of an entry, from a row {@code h} of the child
     */
    SharedFill(LookupText text, String range, String due, String marked, Function<Integer, String> forward) {
        this.text = text;
        this.range = range;
        this.due = due;
        this.marked = marked;
        this.forward = forward;
    }

    /** {@return what lets one worker fill at a time: two would make the same rows} */
    String alone() {
        return "SELECT pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended(%s, 0))"
                .formatted(Sql.literal(text.names().base() + "_fill"));
    }

    /**
     * {@return the statement}
     *
     * @param around whether it leaves alone what another session holds
     */
    String fill(boolean around) {
        return text.fill(
                """
                WITH held AS MATERIALIZED (
                    SELECT c.* FROM {child} c WHERE {range} AND {due} FOR NO KEY UPDATE OF c{around}
                ), candidate AS MATERIALIZED (
                    SELECT {keys}, {forwards}, pg_catalog.row_number() OVER () AS n FROM held h
                ), grouped AS MATERIALIZED (
                    SELECT x.*, pg_catalog.min(x.n) OVER (PARTITION BY CAST(ROW({x_values}) AS pg_catalog.text)) AS first
                    FROM candidate x
                ), paired AS MATERIALIZED (
                    SELECT g.*, CASE WHEN {same} THEN g.first ELSE g.n END AS leader
                    FROM grouped g JOIN candidate f ON f.n = g.first
                ), known AS MATERIALIZED (
                    SELECT l.n, e.segue_key FROM paired l CROSS JOIN LATERAL (
                        SELECT t.{parent_key} AS segue_key FROM {parent} t WHERE {equal}
                        ORDER BY t.{parent_key} LIMIT 1 FOR SHARE SKIP LOCKED) e
                    WHERE l.n = l.leader
                ), fresh AS MATERIALIZED (
                    SELECT l.*, {new_key} AS segue_key FROM paired l
                    WHERE l.n = l.leader AND NOT EXISTS (SELECT FROM known k WHERE k.n = l.n)
                ), made AS (
                    INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE
                    SELECT fresh.segue_key, {fresh_values} FROM fresh
                )
                UPDATE {child} c SET {reference} = COALESCE(k.segue_key, r.segue_key){marked}
                FROM paired p LEFT JOIN known k ON k.n = p.leader LEFT JOIN fresh r ON r.n = p.leader
                WHERE {range} AND {same_key}
                """,
                Map.ofEntries(
                        Map.entry("range", range),
                        Map.entry("due", due),
                        Map.entry("marked", marked),
                        Map.entry("around", around ? " SKIP LOCKED" : ""),
                        Map.entry(
                                "keys",
                                text.keyList(n -> text.keyOf("h").apply(n) + " AS "
                                        + text.noteKey().get(n))),
                        Map.entry("forwards", Sql.list(text.entries(), e -> forward.apply(e) + " AS v" + (e + 1))),
                        Map.entry("x_values", values("x")),
                        Map.entry("fresh_values", values("fresh")),
                        Map.entry(
                                "same",
                                Sql.all(
                                        text.entries(),
                                        e -> Image.same(
                                                "g",
                                                "f",
                                                "v" + (e + 1),
                                                text.columns().get(e).target().type()))),
                        Map.entry("equal", new EqualRows(text).holds("t", e -> "l.v" + (e + 1))),
                        Map.entry("same_key", text.sameKey(text.keyOf("c"), text.noteKeyOf("p")))));
    }

    private String values(String row) {
        return Sql.list(text.entries(), e -> row + ".v" + (e + 1));
    }
}
