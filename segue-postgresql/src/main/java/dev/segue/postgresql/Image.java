package dev.segue.postgresql;

import java.util.List;
import java.util.Set;

/**
 * Whether two values are the same to the bit, NULL included: never NULL itself, whatever operators a search_path holds.
 * {@code 1.0} and {@code 1.00} differ, as do {@code a} and {@code A} under any collation.
 *
 * @see <a href="https://www.postgresql.org/docs/current/functions-comparisons.html#COMPOSITE-TYPE-COMPARISON">Composite
 *     type comparison</a>
 */
final class Image {

    /** Types whose own equality is that of the bits. It is compared several times faster than two records are. */
    private static final Set<String> EXACT = Set.of(
            "boolean",
            "smallint",
            "integer",
            "bigint",
            "uuid",
            "date",
            "timestamp without time zone",
            "timestamp with time zone",
            "bytea");

    /** The same, provided that they are compared byte by byte. */
    private static final Set<String> TEXTS = Set.of("text", "character varying");

    private Image() {}

    /** {@return the condition that a column holds the same in two rows} */
    static String same(String leftRow, String rightRow, String column, String type) {
        return same(leftRow + "." + column, rightRow + "." + column, type);
    }

    /** {@return the condition that two values of one type are the same} */
    static String same(String left, String right, String type) {
        String plain = type.replaceFirst("\\(\\d+\\)", "");
        if (EXACT.contains(plain)) {
            return equal(left, right, "");
        }
        if (TEXTS.contains(plain)) {
            return equal(left, right, " COLLATE pg_catalog.\"C\"");
        }
        return "(%s OPERATOR(pg_catalog.*=) %s)".formatted(Sql.image(List.of(left)), Sql.image(List.of(right)));
    }

    private static String equal(String left, String right, String collation) {
        return "COALESCE(%1$s OPERATOR(pg_catalog.=) %2$s%3$s, %1$s IS NULL AND %2$s IS NULL)"
                .formatted(left, right, collation);
    }
}
