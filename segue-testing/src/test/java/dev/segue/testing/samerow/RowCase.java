package dev.segue.testing.samerow;

import dev.segue.testing.kill.KillCase;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.walk.WalkCase;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One operation on the columns of a table, or several, and both codes.
 *
 * @param name for people
 * @param operations of the migration, as YAML
 * @param fields what the oracle watches, by their places
 * @param old what old code knows
 * @param fresh what new code knows; its table is in the version schema
 * @param agreements how the columns of both give each other
 * @param followers fields that only new code holds, with the field they follow from when the new shape comes to be
 */
record RowCase(
        String name,
        String operations,
        List<Field> fields,
        RowCode old,
        RowCode fresh,
        List<Agreement> agreements,
        Map<Field, Field> followers) {

    static final String MIGRATION = "0008_customers";
    static final String OLD = "public.customers";
    static final String NEW = "public_0008_customers.customers";

    RowCase {
        fields = List.copyOf(fields);
        agreements = List.copyOf(agreements);
        followers = Map.copyOf(followers);
    }

    RowCode code(Shape shape) {
        return switch (shape) {
            case OLD -> old;
            case NEW -> fresh;
        };
    }

    /** {@return the same, in which a field of new code alone follows from another at first} */
    RowCase following(Field follower, Field source) {
        return new RowCase(name, operations, fields, old, fresh, agreements, Map.of(follower, source));
    }

    /** {@return the fields that a code may set to NULL, as a set} */
    int nullable(Shape shape) {
        int bits = 0;
        for (CodeColumn column : code(shape).columns()) {
            bits |= column.nullable() ? column.fields().getLast().bit() : 0;
        }
        return bits;
    }

    /** {@return the migration's file} */
    String file() {
        return """
                strategy: expand_contract
                gates: { flag_settled: 0s, old_code_retired: false, old_side_quiet: 0s, soak: 0s }
                operations:
                """ + operations.indent(2);
    }

    /** {@return SQL that makes the table of old code with that many rows} */
    String setUp(long rows) {
        return """
                CREATE TABLE %1$s (id bigint PRIMARY KEY, touched bigint, %2$s);
                INSERT INTO %1$s SELECT n, 0, %3$s FROM generate_series(1::bigint, %4$d) AS n;
                ANALYZE %1$s;
                """.formatted(
                        old.table(),
                        old.columns().stream()
                                .map(c -> c.name() + " " + c.type() + (c.nullable() ? "" : " NOT NULL"))
                                .collect(Collectors.joining(", ")),
                        old.columns().stream().map(CodeColumn::initially).collect(Collectors.joining(", ")),
                        rows);
    }

    WalkCase walk(long rows) {
        return new WalkCase(
                name, List.of(setUp(rows)), MIGRATION, file(), List.of("public"), new RowApplication(this, rows));
    }

    /** @param more SQL that is run on the table first */
    KillCase killed(long rows, String more) {
        return new KillCase(name, setUp(rows) + more, MIGRATION, file(), List.of("public"), new RowTraffic(this));
    }

    @Override
    public String toString() {
        return name;
    }
}
