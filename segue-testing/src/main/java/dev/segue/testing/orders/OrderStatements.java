package dev.segue.testing.orders;

import dev.segue.testing.load.Work;
import dev.segue.testing.oracle.Field;
import dev.segue.testing.oracle.Shape;
import dev.segue.testing.oracle.Writer.Write;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What old and new code have in common. */
final class OrderStatements {

    private static final int CUSTOMERS = 1000;

    private OrderStatements() {}

    /** {@return one, two or three columns of the address} */
    static List<Field> someAddressFields(Random random, int atLeast) {
        int count = atLeast + random.nextInt(OrdersSchema.ADDRESS_FIELDS.size() - atLeast + 1);
        int skipped = random.nextInt(OrdersSchema.ADDRESS_FIELDS.size());
        return switch (count) {
            case 1 -> List.of(OrdersSchema.ADDRESS_FIELDS.get(skipped));
            case 2 ->
                OrdersSchema.ADDRESS_FIELDS.stream()
                        .filter(field -> field.index() != skipped)
                        .toList();
            default -> OrdersSchema.ADDRESS_FIELDS;
        };
    }

    static int bits(List<Field> fields) {
        return fields.stream().mapToInt(Field::bit).reduce(0, (left, right) -> left | right);
    }

    /** {@return {@code street = ?, city = ?}} */
    static String assignments(List<Field> fields, Function<Field, String> column) {
        return fields.stream().map(field -> column.apply(field) + " = ?").collect(Collectors.joining(", "));
    }

    /** {@return which columns of a new address are NULL} */
    static int chooseNulls(OrdersSchema schema, Random random) {
        if (!schema.columns().nullable()) {
            return 0;
        }
        int chance = random.nextInt(10);
        return chance == 0 ? OrdersSchema.ADDRESS : chance == 1 ? OrdersSchema.ZIP.bit() : 0;
    }

    /** {@return which of several changed columns become NULL; never all of them} */
    static int chooseNulls(OrdersSchema schema, Random random, List<Field> changed) {
        boolean possible = schema.columns().nullable() && changed.size() > 1 && changed.contains(OrdersSchema.ZIP);
        return possible && random.nextInt(5) == 0 ? OrdersSchema.ZIP.bit() : 0;
    }

    /** Sets the parameters to what a write is to write; {@return the index of the next parameter} */
    static int bind(PreparedStatement statement, int index, Write write, List<Field> fields) throws SQLException {
        int next = index;
        for (Field field : fields) {
            Object value = write.value(field);
            if (value == null) {
                statement.setNull(next++, java.sql.Types.VARCHAR);
            } else {
                statement.setObject(next++, value);
            }
        }
        return next;
    }

    static long customer(Random random) {
        return random.nextInt(CUSTOMERS);
    }

    /** Changes the total, which both codes do alike. */
    static void updateTotal(Work work, OrdersSchema schema, Shape shape, long key) throws SQLException {
        Write write = work.writer().update(shape, key, OrdersSchema.TOTAL.bit(), 0);
        try (PreparedStatement statement = work.prepare("UPDATE %s AS o SET total = ? WHERE %s"
                .formatted(schema.orders(), schema.key().matches("o")))) {
            int next = bind(statement, 1, write, List.of(OrdersSchema.TOTAL));
            schema.key().bind(statement, next, key);
            if (statement.executeUpdate() == 0) {
                write.nothing();
            }
        }
    }
}
