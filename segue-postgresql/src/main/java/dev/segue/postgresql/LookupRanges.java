package dev.segue.postgresql;

import dev.segue.dialect.MappingSql;
import dev.segue.dialect.RangeSql;
import dev.segue.mapping.Lookup;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backfill and comparison of a lookup, by key ranges of the child. */
final class LookupRanges {

    /** OFFSET 0 keeps the parent's rows behind a lookup by key: a range never scans the whole parent. */
    private static final String BY_LOOKUP =
            "LATERAL (SELECT t.* FROM {parent} t WHERE t.{parent_key} OPERATOR(pg_catalog.=) c.{reference} OFFSET 0) p ON true";

    private final Lookup lookup;
    private final LookupNames names;
    private final LookupText text;
    private final boolean triggers;
    private final KeyRange key;

    /** Ranges of a lookup; with triggers, a statement that fills marks its rows, and parents have notes, too. */
    LookupRanges(LookupText text, boolean triggers) {
        this.text = text;
        this.triggers = triggers;
        this.lookup = text.lookup();
        this.names = text.names();
        this.key = new KeyRange(lookup.child().key().stream()
                .map(k -> new KeyRange.Part(k.name(), k.type()))
                .toList());
    }

    RangeSql ranges() {
        return new RangeSql(
                lookup.child().key().stream().map(k -> k.name()).toList(),
                key.boundaries(text.child()),
                fill(),
                unfilled(),
                noteFailure(),
                compare(),
                new RangeSql.Count(span(), countNear(), countFar()));
    }

    private RangeSql.Fill fill() {
        String hurry = "SET LOCAL lock_timeout = '20ms'";
        if (text.shares()) {
            SharedFill shared = new SharedFill(text, range("c"), fillable(), marked(), e -> text.forward(e, "h"));
            return new RangeSql.Fill(shared.alone(), hurry, shared.fill(false), "55P03", shared.fill(true));
        }
        return new RangeSql.Fill(null, hurry, fillAtOnce(), "55P03", fillAround());
    }

    /** {@return the condition that a row lies in the range} */
    private String range(String row) {
        return key.within(row);
    }

    private String keyText() {
        return key.texts("c");
    }

    /** Rows that cannot be mapped are noted and left to whoever mends them. */
    private String fillable() {
        return text.unfilled("c") + " AND NOT EXISTS (SELECT FROM " + names.noteChild() + " x WHERE "
                + text.sameKey(text.noteKeyOf("x"), text.keyOf("c")) + " AND x.problem IS NOT NULL)";
    }

    private String marked() {
        return triggers ? ", " + Sql.id(names.mark()) + " = true" : "";
    }

    private String fillAtOnce() {
        return text.fill(
                """
                WITH filled AS (
                    UPDATE {child} c SET {reference} = {new_key}{marked}
                    WHERE {range} AND {fillable}
                    RETURNING c.*
                )
                INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE
                SELECT filled.{reference}, {forward} FROM filled
                """,
                Map.of(
                        "range", range("c"),
                        "fillable", fillable(),
                        "marked", marked(),
                        "forward", Sql.list(text.entries(), e -> text.forward(e, "filled"))));
    }

    private String fillAround() {
        return text.fill(
                """
                WITH candidate AS MATERIALIZED (
                    SELECT c.*, {new_key} AS segue_key
                    FROM {child} c
                    WHERE {range} AND {fillable}
                    FOR NO KEY UPDATE OF c SKIP LOCKED
                ), made AS (
                    INSERT INTO {parent} ({parent_key}, {targets}) OVERRIDING SYSTEM VALUE
                    SELECT candidate.segue_key, {forward} FROM candidate
                )
                UPDATE {child} c SET {reference} = candidate.segue_key{marked}
                FROM candidate
                WHERE {same_key}
                """,
                Map.of(
                        "range", range("c"),
                        "fillable", fillable(),
                        "marked", marked(),
                        "forward", Sql.list(text.entries(), e -> text.forward(e, "candidate")),
                        "same_key", text.sameKey(text.keyOf("c"), text.keyOf("candidate"))));
    }

    private String unfilled() {
        return text.fill(
                "SELECT {key_text} FROM {child} c WHERE {range} AND {fillable} ORDER BY {key}",
                Map.of(
                        "key_text", keyText(),
                        "range", range("c"),
                        "fillable", fillable(),
                        "key", text.keyList(text.keyOf("c"))));
    }

    private String noteFailure() {
        return text.fill(
                """
                INSERT INTO {note_child} (pulled, entries, {note_key}, problem)
                SELECT false, {everything}, {key}, :problem FROM {child} c WHERE {range} AND {fillable}
                """, Map.of("key", text.keyList(text.keyOf("c")), "range", range("c"), "fillable", fillable()));
    }

    /** Keys of a sequence that were given in the order of the rows lie near each other; random ones never do. */
    private @Nullable String span() {
        return switch (lookup.parent().keySource()) {
            case Lookup.KeySource.Sequence sequence -> text.fill("""
                        SELECT CASE WHEN s.high - s.low <= 3 * s.rows THEN CAST(s.low AS pg_catalog.text) END AS low,
                               CAST(s.high AS pg_catalog.text) AS high
                        FROM (SELECT pg_catalog.min(c.{reference}) AS low, pg_catalog.max(c.{reference}) AS high,
                                     pg_catalog.count(*) AS rows
                              FROM {child} c WHERE {range}) s
                        """, Map.of("range", range("c")));
            case Lookup.KeySource.RandomUuid random -> null;
        };
    }

    /** Joins two short ranges in whatever way is fastest. A reference out of the range counts as a disagreement. */
    private String countNear() {
        String type = lookup.parent().key().type();
        return count("(SELECT t.* FROM {parent} t WHERE t.{parent_key}"
                + " BETWEEN CAST(CAST(:parent_low AS pg_catalog.text) AS " + type
                + ") AND CAST(CAST(:parent_high AS pg_catalog.text) AS " + type + "))"
                + " p ON p.{parent_key} OPERATOR(pg_catalog.=) c.{reference}");
    }

    private String countFar() {
        return count(BY_LOOKUP);
    }

    private String count(String join) {
        return text.fill(
                "SELECT pg_catalog.count(*) AS rows, pg_catalog.count(*) FILTER (WHERE {disagrees}) AS differing"
                        + " FROM {child} c LEFT JOIN " + join + " WHERE {range}",
                Map.of("range", range("c"), "disagrees", text.disagrees("c", "p")));
    }

    private String compare() {
        return text.fill(
                """
                SELECT {key_text},
                       (EXISTS (SELECT FROM {note_child} x WHERE {noted}){parent_noted}) AS pending,
                       pg_catalog.md5(ROW({sources})::pg_catalog.text) AS old_hash,
                       pg_catalog.md5(ROW({p_targets})::pg_catalog.text) AS new_hash
                FROM {child} c
                LEFT JOIN %s
                WHERE {range} AND {disagrees}
                ORDER BY {key}
                """.formatted(BY_LOOKUP),
                Map.of(
                        "key_text", keyText(),
                        "noted", text.sameKey(text.noteKeyOf("x"), text.keyOf("c")),
                        "parent_noted", parentNoted(),
                        "sources", Sql.list(text.columns(), c -> "c." + text.source(c)),
                        "p_targets", Sql.list(text.columns(), c -> "p." + text.target(c)),
                        "range", range("c"),
                        "disagrees", text.disagrees("c", "p"),
                        "key", text.keyList(text.keyOf("c"))));
    }

    private String parentNoted() {
        return triggers ? text.fill("""

                                OR EXISTS (SELECT FROM {note_parent} y
                                           WHERE y.k1 OPERATOR(pg_catalog.=) c.{reference} AND NOT y.orphan)""", Map.of()) : "";
    }

    MappingSql.Watch watch() {
        return new MappingSql.Watch(
                "SELECT " + names.function("settle") + "(CAST(:limit AS pg_catalog.int4))",
                text.fill("""
                        SELECT pg_catalog.count(*) FILTER (WHERE n.problem IS NULL) AS pending,
                               pg_catalog.count(*) FILTER (WHERE n.problem IS NOT NULL) AS unmappable,
                               COALESCE(EXTRACT(epoch FROM pg_catalog.clock_timestamp()
                                   - pg_catalog.min(n.noted_at) FILTER (WHERE n.problem IS NULL)), 0)::pg_catalog.int8 AS oldest
                        FROM (SELECT problem, noted_at FROM {note_child}
                              UNION ALL SELECT problem, noted_at FROM {note_parent}) n
                        """, Map.of()),
                text.fill("""
                        SELECT ROW({key})::pg_catalog.text AS key, x.problem FROM {note_child} x
                        WHERE x.problem IS NOT NULL ORDER BY x.note LIMIT 20
                        """, Map.of("key", text.keyList(text.noteKeyOf("x")))),
                text.fill("""
                        WITH forgotten AS (DELETE FROM {note_child} x WHERE x.problem IS NOT NULL RETURNING 1)
                        DELETE FROM {note_parent} y WHERE y.problem IS NOT NULL
                        """, Map.of()),
                text.fill(
                        "SELECT CASE WHEN q.last_value > 1 THEN pg_catalog.to_timestamp(q.last_value) END FROM {quiet} q",
                        Map.of("quiet", names.quiet())));
    }
}
