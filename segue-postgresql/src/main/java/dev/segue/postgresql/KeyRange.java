package dev.segue.postgresql;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * SQL about the key by which the rows of a table are walked, in ranges that are open below and closed above.
 *
 * @param columns the key's columns, in their order
 */
record KeyRange(List<Part> columns) {

    /** A column of the key, unquoted, with its type. */
    record Part(String name, String type) {}

    KeyRange {
        columns = List.copyOf(columns);
    }

    /** {@return how the key column of that place is read from a row} */
    Function<Integer, String> of(String row) {
        return n -> row + "." + Sql.id(columns.get(n).name());
    }

    /** {@return how the key column of that place is read from a note} */
    static Function<Integer, String> ofNote(String row) {
        return n -> row + ".k" + (n + 1);
    }

    /** {@return the key as a list of values} */
    String list(Function<Integer, String> column) {
        return Sql.list(places(), column);
    }

    /** {@return the key as a list of texts} */
    String texts(String row) {
        return list(n -> "CAST(" + of(row).apply(n) + " AS pg_catalog.text)");
    }

    /** {@return the columns of a table of notes that hold the key} */
    String noteColumns() {
        return list(n -> "k" + (n + 1) + " " + columns.get(n).type() + " NOT NULL");
    }

    /** {@return the names of those columns} */
    String noteNames() {
        return list(n -> "k" + (n + 1));
    }

    /** {@return the condition that two keys are the same; each argument gives the column of that place} */
    String same(Function<Integer, String> left, Function<Integer, String> right) {
        return Sql.all(places(), n -> left.apply(n) + " OPERATOR(pg_catalog.=) " + right.apply(n));
    }

    /** {@return the condition that a row lies in the range of the parameters} */
    String within(String row) {
        String key = "(" + list(of(row)) + ")";
        return "(:low_1::pg_catalog.text IS NULL OR " + key + " > (" + bound("low") + "))"
                + " AND (:high_1::pg_catalog.text IS NULL OR " + key + " <= (" + bound("high") + "))";
    }

    private String bound(String side) {
        return list(n -> "CAST(CAST(:" + side + "_" + (n + 1) + " AS pg_catalog.text) AS "
                + columns.get(n).type() + ")");
    }

    /** {@return the upper bounds of all ranges of {@code :rows} rows but the last, as texts} */
    String boundaries(String table) {
        return """
                SELECT %1$s
                FROM (SELECT %2$s, pg_catalog.row_number() OVER (ORDER BY %2$s) AS segue_number FROM %3$s c) c
                WHERE segue_number %% CAST(:rows AS pg_catalog.int8) = 0
                ORDER BY %2$s
                """.formatted(texts("c"), list(of("c")), table);
    }

    private List<Integer> places() {
        return IntStream.range(0, columns.size()).boxed().toList();
    }
}
