package dev.segue.testing.interleaving;

import dev.segue.dialect.RangeSql;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The statements around a case: how its database is put back to the beginning, and what is looked at in the end. Each is
 * one round trip. What is known here of Segue's own tables is only how those of its notes begin.
 */
final class Fixture {

    private static final String MIGRATION = "0007_extract_address";

    private static final String SETTLE = "SELECT segue.\"" + MIGRATION + "_settle\"(200); ";

    private static final String NOTES = """
            SELECT c.oid::regclass FROM pg_class c
            WHERE c.relnamespace = 'segue'::regnamespace AND c.relkind = 'r' AND c.relname LIKE '%s\\_note\\_%%'
            ORDER BY 1""".formatted(MIGRATION.replace("_", "\\_"));

    private final List<String> notes;
    private final RangeSql ranges;
    private final String initial;

    Fixture(Actor observer, RangeSql ranges, Map<Integer, List<@Nullable String>> initial) {
        this.notes = observer.asks(NOTES).stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
        this.ranges = ranges;
        this.initial = initial.entrySet().stream()
                .map(order -> "("
                        + order.getKey() + ", "
                        + order.getValue().stream()
                                .map(v -> v == null ? "NULL" : "'" + v + "'")
                                .collect(Collectors.joining(", "))
                        + ")")
                .collect(Collectors.joining(", "));
    }

    /** {@return statements that keep autovacuum from locking an emptied table for a moment, which only the server sees} */
    String steady() {
        return Stream.concat(Stream.of("orders", "addresses"), notes.stream())
                .map(table -> "ALTER TABLE " + table + " SET (vacuum_truncate = off)")
                .collect(Collectors.joining("; "));
    }

    /** {@return statements for a session without triggers: nothing is there, or what nobody has filled} */
    String cleared(boolean filled) {
        String cleared = "DELETE FROM orders; DELETE FROM addresses; DELETE FROM segue.conflict; "
                + notes.stream().map(table -> "DELETE FROM " + table + "; ").collect(Collectors.joining());
        return filled ? cleared : cleared + inserted();
    }

    /** {@return a statement that inserts the first orders, and answers with their numbers and their addresses} */
    String inserted() {
        return "INSERT INTO orders (order_id, street, city, zip) VALUES " + initial + " RETURNING order_id, address_id";
    }

    /** {@return the statement that fills a range of orders, open below} */
    String fill(@Nullable Integer low, @Nullable Integer high) {
        return ranged(ranges.fill().atOnce(), low, high);
    }

    /** {@return a query for the orders of a range, open below, that differ in the two shapes: number, whether noted} */
    String differing(@Nullable Integer low, @Nullable Integer high) {
        return "SELECT d.number, d.noted FROM (" + ranged(ranges.compare(), low, high)
                + ") AS d (number, noted, old_hash, new_hash)";
    }

    /** {@return statements that settle, and look at everything: its kind, and a line} */
    String everything() {
        String left = notes.stream()
                .map(table -> "SELECT 'NOTED', to_jsonb(n)::text FROM " + table + " n UNION ALL ")
                .collect(Collectors.joining());
        return SETTLE + left + """
                SELECT 'DIFFERS', d::text FROM (%s) AS d
                UNION ALL SELECT 'STRAYS', count(*)::text FROM addresses a
                          WHERE NOT EXISTS (SELECT FROM orders o WHERE o.address_id = a.id)
                UNION ALL SELECT 'OLD', concat_ws('|', order_id, coalesce(street, 'null'), coalesce(city, 'null'), coalesce(zip, 'null'))
                          FROM orders
                UNION ALL SELECT 'NEW', concat_ws('|', o.order_id, coalesce(a.street, 'null'), coalesce(a.city, 'null'), coalesce(a.zip, 'null'))
                          FROM orders o LEFT JOIN addresses a ON a.id = o.address_id
                """.formatted(differing(null, null));
    }

    private static String ranged(String sql, @Nullable Integer low, @Nullable Integer high) {
        return sql.replaceAll("(?<!:):low_1\\b", low == null ? "NULL" : "'" + low + "'")
                .replaceAll("(?<!:):high_1\\b", high == null ? "NULL" : "'" + high + "'");
    }

    /** {@return lines by the number of the order that they begin with} */
    static Map<String, String> byOrder(List<String> lines) {
        return lines.stream()
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('|')), line -> line, (one, other) -> one, TreeMap::new));
    }
}
